import { z } from 'zod';
import { confirm, fail, payoutsIn } from '../store/payouts.ts';
import { by, type Deps } from './context.ts';
import { payoutView } from './invoice-view.ts';
import { json, route, type Route } from './route.ts';
import { changedPayout, failureBody, moneyId, payoutPage, payoutQuery } from './schemas/money.ts';

const operator = { role: 'operator' } as const;
const ofPayout = z.strictObject({ id: moneyId });

/** Money that is to go out: it is owed until a bank says that it went. */
export const payoutRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/payouts',
    operationId: 'listPayouts',
    tag: 'payouts',
    summary: 'List payouts in a state; those that wait for a bank unless said otherwise.',
    caller: 'key',
    query: payoutQuery,
    answers: { 200: payoutPage },
  }).answeredBy(async ({ query: { state, limit, after } }) => {
    const items = (await payoutsIn(deps.store, state, { limit, after })).map(payoutView);
    const last = items.at(-1);
    return { status: 200, body: { items, ...(items.length === limit && last ? { next: last.id } : {}) } };
  }),
  route({
    method: 'post',
    path: '/v1/payouts/{id}/confirm',
    operationId: 'confirmPayout',
    tag: 'payouts',
    summary: 'Record that the money went out.',
    caller: operator,
    params: ofPayout,
    answers: { 200: changedPayout },
    problems: ['MALFORMED', 'PAYOUT_NOT_FOUND', 'PAYOUT_STATE'],
  }).answeredBy(async ({ principal, params }) => ({
    status: 200,
    body: { payout: payoutView(await confirm(deps.store, params.id, by(principal, deps))) },
  })),
  route({
    method: 'post',
    path: '/v1/payouts/{id}/fail',
    operationId: 'failPayout',
    tag: 'payouts',
    summary: 'Record that the money did not go out; it stays owed.',
    caller: operator,
    params: ofPayout,
    body: json(failureBody, { reason: 'account closed' }),
    answers: { 200: changedPayout },
    problems: ['PAYOUT_NOT_FOUND', 'PAYOUT_STATE'],
  }).answeredBy(async ({ principal, params, body }) => ({
    status: 200,
    body: { payout: payoutView(await fail(deps.store, params.id, body.reason, by(principal, deps))) },
  })),
];
