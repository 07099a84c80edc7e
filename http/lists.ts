import { z } from 'zod';
import { Refused } from '../domain/errors.ts';
import { judge } from '../domain/judge.ts';
import type { Principal } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/records.ts';
import { findCorrection, openCorrections } from '../store/queries.ts';
import type { Deps } from './context.ts';
import { route, type Route, type Told } from './route.ts';
import { requestDetail, requestPage } from './schemas/correction.ts';
import { pageMax, pageQuery } from './schemas/page.ts';
import { requestId } from './schemas/scalars.ts';
import { detailOf, gateOf, rowOf } from './view.ts';

/** How many open requests one look into an inbox goes through; `next` goes on from there. */
const scanMax = 1_000;

const openQuery = pageQuery.extend({ state: z.literal('open', 'Only "open" is known here').optional() });

/** What waits, and what became of it. */
export const listRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/corrections',
    operationId: 'listCorrections',
    tag: 'corrections',
    summary: 'List open requests, oldest first.',
    caller: 'key',
    query: openQuery,
    answers: { 200: requestPage },
  }).answeredBy(async ({ query }) => ({ status: 200, body: await scan(deps, { ...query, isWanted: () => true }) })),
  route({
    method: 'get',
    path: '/v1/inbox',
    operationId: 'listInbox',
    tag: 'corrections',
    summary: 'List what the caller may sign now.',
    caller: 'key',
    query: pageQuery,
    answers: { 200: requestPage },
  }).answeredBy(async ({ principal, query }) => {
    const isWanted = (record: CorrectionRecord): boolean => maySign(record, principal, deps.nowMs());
    return { status: 200, body: await scan(deps, { ...query, isWanted }) };
  }),
  route({
    method: 'get',
    path: '/v1/corrections/{requestId}',
    operationId: 'getCorrection',
    tag: 'corrections',
    summary: 'Read a request with its plan and votes.',
    caller: 'key',
    params: z.strictObject({ requestId }),
    answers: { 200: requestDetail },
    problems: ['REQUEST_NOT_FOUND', 'PLAN_INTEGRITY'],
  }).answeredBy(async ({ params }) => {
    const record = await findCorrection(deps.store, params.requestId);
    if (!record) throw new Refused('REQUEST_NOT_FOUND');
    return { status: 200, body: detailOf(record) };
  }),
];

interface Scan {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly isWanted: (record: CorrectionRecord) => boolean;
}

/** Open requests, oldest first, up to the limit; `next` is there while more may follow. */
async function scan({ store }: Deps, { limit, after, isWanted }: Scan): Promise<Told<typeof requestPage>> {
  const items: ReturnType<typeof rowOf>[] = [];
  let last = after === undefined ? undefined : cursorOf(after);
  for (let seen = 0; seen < scanMax; seen += pageMax) {
    const records = await openCorrections(store, { limit: pageMax, ...(last ? { after: last } : {}) });
    for (const record of records) {
      last = record;
      if (isWanted(record)) items.push(rowOf(record));
      if (items.length === limit) return { items, next: nextOf(record) };
    }
    if (records.length < pageMax) return { items };
  }
  return { items, ...(last ? { next: nextOf(last) } : {}) };
}

type Cursor = Pick<CorrectionRecord, '_id' | 'receivedAt'>;
const nextOf = ({ receivedAt, _id }: Cursor): string => `${receivedAt.getTime()}.${_id}`;

function cursorOf(text: string): Cursor {
  const [, ms, _id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  if (ms === undefined || _id === undefined)
    throw new Refused('MALFORMED', { param: 'after', detail: 'Send the "next" of the page before.' });
  return { receivedAt: new Date(Number(ms)), _id };
}

/** Asks the one judgement: what it would accept from this person now is what the person finds in the inbox. */
function maySign(record: CorrectionRecord, { id, type, roles, email }: Principal, nowMs: number): boolean {
  const gate = gateOf(record);
  if (gate?.state !== 'open') return false;
  const { revision, step, opening } = gate;
  const actor = { id, type, roles, ...(email === undefined ? {} : { email }) };
  const { requestId, planHash } = opening;
  return judge(
    gate,
    { v: 1, command: 'approve', requestId, revision, step, planHash, decisionId: 'inbox', actor },
    nowMs,
  ).ok;
}
