import { z } from 'zod';
import type { Deps } from './context.ts';
import { detailOf, offersTo } from './detail.ts';
import { inboxOf, requestsOf } from './inbox.ts';
import { route, type Route } from './route.ts';
import { inboxPage, requestDetail, requestPage } from './schemas/correction.ts';
import { inboxQuery, listQuery } from './schemas/list.ts';
import { requestId } from './schemas/scalars.ts';
import { seenBy } from './sight.ts';
import { rowOf } from './view.ts';

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
    const { invoice, requester } = query;
    const state = query.state ?? (invoice === undefined && requester === undefined ? 'open' : undefined);
    const { items, ...rest } = await requestsOf(deps, c, principal, { ...query, state });
    return { status: 200, body: { items: items.map(({ record, sight }) => rowOf(record, sight.nowMs)), ...rest } };
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
    const { items, ...rest } = await inboxOf(deps, c, principal, query);
    const rows = items.map(({ sight, record, gate }) => ({
      ...rowOf(record, sight.nowMs),
      ...offersTo(sight, record, gate),
    }));
    return { status: 200, body: { items: rows, ...rest } };
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
