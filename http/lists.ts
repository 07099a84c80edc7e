import { Hono } from 'hono';
import { z } from 'zod';
import { Refused } from '../domain/errors.ts';
import { judge } from '../domain/judge.ts';
import type { Principal } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/records.ts';
import { findCorrection, openCorrections } from '../store/queries.ts';
import { authenticated, principalOf } from './authenticate.ts';
import { readQuery } from './bodies.ts';
import { idMax, type Deps, type Env } from './context.ts';
import { detailOf, gateOf, summaryOfRecord } from './view.ts';

const pageMax = 100;
/** How many open requests one look into an inbox goes through; `next` goes on from there. */
const scanMax = 1_000;

/** Which part of a list is wanted. */
export const page = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= pageMax, `At most ${pageMax}`)
    .optional(),
  after: z.string().max(idMax).optional(),
};
const listQuery = z.strictObject({ state: z.literal('open', 'Only "open" is known here').optional(), ...page });
const inboxQuery = z.strictObject(page);

/** `GET /corrections`, `GET /corrections/{requestId}` and `GET /inbox`: what waits, and what became of it. */
export function listRoutes(deps: Deps): Hono<Env> {
  const { store, nowMs } = deps;
  return new Hono<Env>()
    .get('/corrections', authenticated(deps), async (c) => {
      const { limit = 50, after } = readQuery(c, listQuery);
      return c.json(await scan(deps, { limit, after, isWanted: () => true }));
    })
    .get('/inbox', authenticated(deps), async (c) => {
      const { limit = 50, after } = readQuery(c, inboxQuery);
      const principal = principalOf(c);
      const isWanted = (record: CorrectionRecord): boolean => maySign(record, principal, nowMs());
      return c.json(await scan(deps, { limit, after, isWanted }));
    })
    .get('/corrections/:requestId', authenticated(deps), async (c) => {
      const record = await findCorrection(store, c.req.param('requestId'));
      if (!record) throw new Refused('REQUEST_NOT_FOUND');
      return c.json(detailOf(record));
    });
}

interface Scan {
  readonly limit: number;
  readonly after: string | undefined;
  readonly isWanted: (record: CorrectionRecord) => boolean;
}

/** Open requests, oldest first, up to the limit; `next` is there while more may follow. */
async function scan({ store }: Deps, { limit, after, isWanted }: Scan): Promise<Readonly<Record<string, unknown>>> {
  const items: ReturnType<typeof summaryOfRecord>[] = [];
  let last = after === undefined ? undefined : cursorOf(after);
  for (let seen = 0; seen < scanMax; seen += pageMax) {
    const records = await openCorrections(store, { limit: pageMax, ...(last ? { after: last } : {}) });
    for (const record of records) {
      last = record;
      if (isWanted(record)) items.push(summaryOfRecord(record));
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
