import { z } from 'zod';
import { encodeId } from '../domain/canonical.ts';
import { readDraft } from '../integrations/json/read-draft.ts';
import { discard, finalise, putDraft } from '../store/drafts.ts';
import { documentOf, readInvoice } from '../store/queries.ts';
import { by, documentMaxBytes, type Deps } from './context.ts';
import { json, route, type Route } from './route.ts';
import { draftBody } from './schemas/draft.ts';
import { documentAnswer, draftAnswer, draftId } from './schemas/invoice.ts';
import { invoiceName } from './schemas/scalars.ts';

const example: z.input<typeof draftBody> = {
  class: 'invoice',
  seller: { name: 'Nordlicht GmbH', vatId: 'DE287654321' },
  customer: { name: 'Hansa GmbH', partyId: 'C-3002' },
  currency: 'EUR',
  lines: [{ description: 'Course', quantity: '1', unitPrice: '50.00', tax: { category: 'S', rate: '19' } }],
};

const operator = { role: 'operator' } as const;
const ofDraft = z.strictObject({ id: invoiceName });
const notFinalised = [
  'MALFORMED', 'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS', 'NOT_A_DRAFT', 'PENDING_REQUEST_EXISTS',
] as const; // prettier-ignore

/** Documents before they are finalised. */
export const draftRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'put',
    path: '/v1/invoices/{id}',
    operationId: 'putDraft',
    tag: 'invoices',
    summary: 'Put a draft under an id of your own, or change it.',
    caller: operator,
    params: z.strictObject({ id: draftId }),
    body: { ...json(draftBody, example), maxBytes: documentMaxBytes, unread: true },
    answers: { 200: draftAnswer, 201: draftAnswer },
    problems: [
      'DOCUMENT_INVALID', 'AMOUNT_FORMAT', 'AMOUNT_RANGE', 'TOTALS_MISMATCH', 'CURRENCY_UNKNOWN', 'CURRENCY_MISMATCH',
      'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS', 'NOT_A_DRAFT',
    ],
  }).answeredBy(async ({ principal, params: { id }, body }) => {
    const who = by(principal, deps);
    const content = readDraft(body, { today: who.now.toISOString().slice(0, 10) });
    const change = await putDraft(deps.store, id, content, who);
    const document = documentOf(await readInvoice(deps.store, id));
    if (change !== 'created') return { status: 200, body: { change, document } };
    return { status: 201, location: `/v1/invoices/${encodeId(id)}`, body: { change, document } };
  }),
  route({
    method: 'post',
    path: '/v1/invoices/{id}/finalise',
    operationId: 'finaliseDraft',
    tag: 'invoices',
    summary: 'Finalise a draft: it gets its number, and credit applies itself.',
    caller: operator,
    params: ofDraft,
    answers: { 200: documentAnswer },
    problems: [...notFinalised, 'PERIOD_CLOSED', 'EXCEEDS_CREDITABLE', 'AMOUNT_RANGE'],
  }).answeredBy(async ({ principal, params }) => ({
    status: 200,
    body: { document: documentOf(await finalise(deps.store, params.id, by(principal, deps))) },
  })),
  route({
    method: 'post',
    path: '/v1/invoices/{id}/discard',
    operationId: 'discardDraft',
    tag: 'invoices',
    summary: 'Give a draft up; it burns no number.',
    caller: operator,
    params: ofDraft,
    answers: { 200: documentAnswer },
    problems: notFinalised,
  }).answeredBy(async ({ principal, params }) => ({
    status: 200,
    body: { document: documentOf(await discard(deps.store, params.id, by(principal, deps))) },
  })),
]; // prettier-ignore
