import { z } from 'zod';
import { findInvoice } from '../store/queries.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { listedCorrections, waitingCorrections, type Wanted } from '../store/request-lists.ts';
import type { Ctx, Deps } from './context.ts';
import { detailOf, offersTo } from './detail.ts';
import { route, type Route, type Told } from './route.ts';
import { scan } from './scan.ts';
import { inboxPage, requestDetail, requestPage, type inboxRow } from './schemas/correction.ts';
import { inboxQuery, listQuery, rangeOf } from './schemas/list.ts';
import { requestId } from './schemas/scalars.ts';
import { isSeen, lendersIn, mayDo, seenBy, sightOf, type Sight } from './sight.ts';
import { gateOf, rowOf } from './view.ts';

const amountCodes = ['AMOUNT_FORMAT', 'CURRENCY_UNKNOWN', 'AMOUNT_RANGE'] as const;

/** What waits, and what became of it; everybody is told of what he may see. */
export const listRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/corrections',
    operationId: 'listCorrections',
    tag: 'corrections',
    summary: 'List requests of a state, an invoice or a requester, oldest first.',
    caller: 'key',
    query: listQuery,
    answers: { 200: requestPage },
    problems: ['INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS', ...amountCodes],
  }).answeredBy(async ({ principal, query }, c) => {
    const { limit, after, invoice, state, ...filters } = query;
    const invoiceId = invoice === undefined ? undefined : (await findInvoice(deps.store, invoice))._id;
    const isOpen = state === undefined && invoiceId === undefined && filters.requester === undefined;
    const wanted = {
      ...wantedOf(filters, deps.nowMs()),
      ...(isOpen ? { state: 'open' as const } : state === undefined ? {} : { state }),
      ...(invoiceId === undefined ? {} : { invoiceId }),
    };
    const told = toldTo(deps, c, principal, (sight, record) =>
      isSeen(sight, record) ? rowOf(record, sight.nowMs) : undefined,
    );
    const read = listedCorrections.bind(undefined, deps.store, wanted);
    return { status: 200, body: await scan({ limit, after, read, told, at: ({ receivedAt }) => receivedAt }) };
  }),
  route({
    method: 'get',
    path: '/v1/inbox',
    operationId: 'listInbox',
    tag: 'corrections',
    summary: 'List what the caller may sign now, or asked for, by when it is due.',
    caller: 'key',
    query: inboxQuery,
    answers: { 200: inboxPage },
    problems: amountCodes,
  }).answeredBy(async ({ principal, query }, c) => {
    const { limit, after, state, mine, role, delegated, ...filters } = query;
    const wanted = {
      ...wantedOf(filters, deps.nowMs()),
      state,
      ...(mine ? { of: principal.id.toLowerCase() } : {}),
    };
    const asks: Asks = { role, isMine: mine !== undefined, isLent: delegated !== undefined };
    const told = toldTo(deps, c, principal, (sight, record) => inboxRowOf(sight, record, asks));
    const read = waitingCorrections.bind(undefined, deps.store, wanted);
    return { status: 200, body: await scan({ limit, after, read, told, at: ({ dueAt = new Date(0) }) => dueAt }) };
  }),
  route({
    method: 'get',
    path: '/v1/corrections/{requestId}',
    operationId: 'getCorrection',
    tag: 'corrections',
    summary: 'Read a request with its plan, votes, revisions and comments.',
    caller: 'key',
    params: z.strictObject({ requestId }),
    answers: { 200: requestDetail },
    problems: ['REQUEST_NOT_FOUND', 'PLAN_INTEGRITY'],
  }).answeredBy(async ({ principal, params }, c) => ({
    status: 200,
    body: await detailOf(deps, await seenBy(deps, c, principal, params.requestId)),
  })),
];

type Filters = Omit<z.output<typeof listQuery>, 'limit' | 'after' | 'state' | 'invoice'>;

function wantedOf({ kind, customer, requester, currency, minAmount, maxAmount, dueBefore, overdue }: Filters, nowMs: number): Wanted {
  const before = [...(dueBefore === undefined ? [] : [Date.parse(dueBefore)]), ...(overdue ? [nowMs] : [])];
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(requester === undefined ? {} : { requester }),
    ...(currency === undefined ? {} : { currency }),
    ...rangeOf({ currency, minAmount, maxAmount }),
    ...(before.length === 0 ? {} : { dueBefore: new Date(Math.min(...before)) }),
  };
} // prettier-ignore

/** Tells rows to a caller; the directory is read once a page, as far back as its oldest request came in. */
const toldTo =
  <T>(deps: Deps, c: Ctx, principal: Sight['principal'], rowFor: (sight: Sight, record: CorrectionRecord) => T | undefined) =>
  async (records: readonly CorrectionRecord[]): Promise<readonly (T | undefined)[]> => {
    if (records.length === 0) return [];
    const sinceMs = Math.min(...records.map(({ request }) => request.receivedAtMs));
    const sight = await sightOf(deps, c, principal, sinceMs);
    return records.map((record) => rowFor(sight, record));
  }; // prettier-ignore

interface Asks {
  readonly role: string | undefined;
  readonly isMine: boolean;
  readonly isLent: boolean;
}

/**
 * A row for who may do something about it now, by the one judgement: sign what is open, say no to what is outdated, give up
 * or revise what is his own.
 */
function inboxRowOf(sight: Sight, record: CorrectionRecord, { role, isMine, isLent }: Asks): Told<typeof inboxRow> | undefined {
  const gate = gateOf(record, sight.nowMs);
  const command = isMine ? 'withdraw' : gate.state === 'outdated' ? 'reject' : 'approve';
  const himself = !isLent && mayDo(sight, record, gate, { command, role });
  const isWanted =
    himself ||
    (!isMine && lendersIn(sight, record, gate).some((onBehalfOf) => mayDo(sight, record, gate, { command, role, onBehalfOf })));
  return isWanted ? { ...rowOf(record, sight.nowMs), ...offersTo(sight, record, gate) } : undefined;
} // prettier-ignore
