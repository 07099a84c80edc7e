import { z } from 'zod';
import { actionsFor } from '../domain/actions.ts';
import { Refused } from '../domain/errors.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import type { Store } from '../store/database.ts';
import { loadFacts, type SeenFacts } from '../store/facts.ts';
import { findInvoice } from '../store/queries.ts';
import type { VersionRecord } from '../store/records.ts';
import { versionsOf } from '../store/versions.ts';
import type { Deps } from './context.ts';
import { listInvoices } from './invoice-list.ts';
import { invoiceViewOf } from './invoice-view.ts';
import { route, type Route, type Told } from './route.ts';
import { actionsView, invoiceView, versionPage } from './schemas/invoice.ts';
import { invoicePage, invoiceQuery } from './schemas/invoice-list.ts';
import { pageQuery } from './schemas/page.ts';
import { invoiceName } from './schemas/scalars.ts';

const ofInvoice = z.strictObject({ id: invoiceName });
const unknown = ['MALFORMED', 'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS'] as const;

/** What is known of a document, and what can be done with it. */
export const invoiceRoutes = ({ store, nowMs }: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/invoices',
    operationId: 'listInvoices',
    tag: 'invoices',
    summary: 'Find documents, newest first.',
    caller: 'key',
    query: invoiceQuery,
    answers: { 200: invoicePage },
    problems: ['AMOUNT_FORMAT', 'CURRENCY_UNKNOWN', 'AMOUNT_RANGE'],
  }).answeredBy(async ({ query }) => ({ status: 200, body: await listInvoices({ store }, query) })),
  route({
    method: 'get',
    path: '/v1/invoices/{id}',
    operationId: 'getInvoice',
    tag: 'invoices',
    summary: 'Read a document with everything around it.',
    caller: 'key',
    params: ofInvoice,
    answers: { 200: invoiceView },
    problems: unknown,
  }).answeredBy(async ({ params }) => ({
    status: 200,
    body: await invoiceViewOf(store, await findInvoice(store, params.id)),
  })),
  route({
    method: 'get',
    path: '/v1/invoices/{id}/versions',
    operationId: 'listInvoiceVersions',
    tag: 'invoices',
    summary: 'List what a document was before it changed in place, newest first.',
    caller: 'key',
    params: ofInvoice,
    query: pageQuery,
    answers: { 200: versionPage },
    problems: unknown,
  }).answeredBy(async ({ params, query: { limit, after } }) => {
    const { _id } = await findInvoice(store, params.id);
    const records = await versionsOf(store, _id, { limit, below: after === undefined ? undefined : versionIn(after) });
    const last = records.at(-1);
    const next = records.length === limit && last ? { next: String(last.version) } : {};
    return { status: 200, body: { items: records.map(versionView), ...next } };
  }),
  route({
    method: 'get',
    path: '/v1/invoices/{id}/actions',
    operationId: 'listActions',
    tag: 'invoices',
    summary: 'List what can be done with a document now, and why not the rest.',
    caller: 'key',
    params: ofInvoice,
    answers: { 200: actionsView },
    problems: unknown,
  }).answeredBy(async ({ params }) => {
    const { _id } = await findInvoice(store, params.id);
    return { status: 200, body: actionsViewOf(await factsOf(store, _id, new Date(nowMs()))) };
  }),
];

/** What can be done with a document now. */
export function actionsViewOf(facts: SeenFacts): Told<typeof actionsView> {
  const { id: invoiceId, number, currency, version } = facts.document;
  return { invoiceId, number, currency, version, actions: actionsFor(facts) };
}

/** What the rules look at. Throws INVOICE_NOT_FOUND. */
export async function factsOf(
  store: Store,
  invoiceId: string,
  now: Date,
  about?: Pick<CorrectionRequest, 'kind' | 'input'>,
): Promise<SeenFacts> {
  const facts = await loadFacts(store, invoiceId, now, about);
  if (!facts) throw new Refused('INVOICE_NOT_FOUND', { detail: invoiceId.slice(0, 80) });
  return facts;
}

function versionIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refused('MALFORMED', { param: 'after', detail: 'Send the "next" of the page before.' });
}

const versionView = ({ version, content, contentHash, replacedAt, replacedBy, requestId }: VersionRecord) => ({
  version,
  content,
  contentHash,
  replacedAt: replacedAt.toISOString(),
  replacedBy,
  requestId,
});
