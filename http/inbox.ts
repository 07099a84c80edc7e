import type { z } from 'zod';
import type { Gate } from '../domain/gate.ts';
import { seesAll } from '../domain/may-see.ts';
import type { Principal } from '../domain/principal.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { findInvoice } from '../store/queries.ts';
import { listedCorrections, waitingCorrections, type Wanted } from '../store/request-lists.ts';
import type { Ctx, Deps } from './context.ts';
import { cursorOf, scan, type Scan, type Scanned } from './scan.ts';
import { rangeOf, type inboxQuery, type listQuery } from './schemas/list.ts';
import { isSeen, lendersIn, mayDo, rolesToSignIn, sightOf, sightSince, type Seen, type Sight } from './sight.ts';
import { gateOf } from './view.ts';

export type InboxQuery = z.output<typeof inboxQuery>;
export type ListQuery = z.output<typeof listQuery>;

/** A request that its reader may do something about now. */
export interface Awaiting extends Seen {
  readonly gate: Gate;
  /** By a right of his own; else by those of the lenders. */
  readonly himself: boolean;
  readonly lenders: readonly string[];
}

/**
 * What awaits somebody: what he may sign as it stands, say no to where it is outdated, or take back of what is his own; by the one
 * judgement, over what the store finds by his roles and those lent to him. Throws MALFORMED, AMOUNT_FORMAT, CURRENCY_UNKNOWN,
 * AMOUNT_RANGE.
 */
export async function inboxOf(deps: Deps, c: Ctx, principal: Principal, query: InboxQuery): Promise<Scanned<Awaiting>> {
  const { limit, after: next, sort, state, mine, role, delegated, ...filters } = query;
  const after = cursorOf(next);
  const nowMs = deps.nowMs();
  const sight = await sightOf(deps, c, principal, nowMs);
  const roles = rolesToSignIn(sight, { onlyLent: delegated !== undefined }).filter((one) => role === undefined || one === role);
  const whom = mine ? { asker: principal.id.toLowerCase() } : { roles, now: new Date(nowMs) };
  const wanted = { ...wantedOf(filters, nowMs), state, for: whom };
  const asks: Asks = { role, isMine: mine !== undefined, isLent: delegated !== undefined };
  return scan({
    limit,
    after,
    read: (page) => waitingCorrections(deps.store, wanted, { ...page, sort }),
    told: toldBy(deps, sight, (of, record) => awaiting(of, record, asks)),
    at: ({ dueAt, receivedAt }) => (sort === 'due' ? (dueAt ?? receivedAt) : receivedAt),
  });
} // prettier-ignore

/** Requests that somebody may see. Throws, besides, INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS. */
export async function requestsOf(deps: Deps, c: Ctx, principal: Principal, query: ListQuery): Promise<Scanned<Seen>> {
  const { limit, after: next, sort, state, invoice, ...filters } = query;
  const after = cursorOf(next);
  const nowMs = deps.nowMs();
  const sight = await sightOf(deps, c, principal, nowMs);
  const wanted: Wanted = {
    ...wantedOf(filters, nowMs),
    ...(state === undefined ? {} : { state }),
    ...(invoice === undefined ? {} : { invoiceId: (await findInvoice(deps.store, invoice))._id }),
    ...(seesOnlyOwn(sight) ? { insider: namesOf(principal) } : {}),
  };
  return scan({
    limit,
    after,
    read: (page) => listedCorrections(deps.store, wanted, { ...page, sort }),
    told: toldBy(deps, sight, (of, record) => (isSeen(of, record) ? { sight: of, record } : undefined)),
    at: ({ receivedAt }) => receivedAt,
  });
}

/** Whoever asks is one of the insiders of what he asks for: nothing else is seen without a role that looks, or a lent right. */
const seesOnlyOwn = ({ principal, delegations }: Sight): boolean =>
  !seesAll(principal) && !delegations.some(({ to }) => to === principal.id);
const namesOf = ({ id, email }: Principal): readonly string[] => [id, ...(email ? [email] : [])].map((name) => name.toLowerCase()); // prettier-ignore

type Filters = Omit<InboxQuery, 'limit' | 'after' | 'sort' | 'state' | 'mine' | 'role' | 'delegated'>;

function wantedOf({ kind, customer, requester, currency, minAmount, maxAmount, search, ...times }: Filters, nowMs: number): Wanted {
  const { dueBefore, overdue, receivedBefore, receivedAfter } = times;
  const before = [...(dueBefore === undefined ? [] : [Date.parse(dueBefore)]), ...(overdue ? [nowMs] : [])];
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(requester === undefined ? {} : { requester }),
    ...(currency === undefined ? {} : { currency }),
    ...rangeOf({ currency, minAmount, maxAmount }),
    ...(search === undefined ? {} : { search }),
    ...(before.length === 0 ? {} : { dueBefore: new Date(Math.min(...before)) }),
    ...(receivedBefore === undefined ? {} : { receivedBefore: new Date(receivedBefore) }),
    ...(receivedAfter === undefined ? {} : { receivedAfter: new Date(receivedAfter) }),
  };
} // prettier-ignore

/** Tells rows to a reader; of the delegations as many are read as the oldest request needs. */
const toldBy =
  <T>(deps: Deps, sight: Sight, rowFor: (sight: Sight, record: CorrectionRecord) => T | undefined): Scan<T>['told'] =>
  async (records) => {
    if (records.length === 0) return [];
    const sinceMs = Math.min(...records.map(({ request }) => request.receivedAtMs));
    const all = await sightSince(deps, sight, sinceMs);
    return records.map((record) => rowFor(all, record));
  };

interface Asks {
  readonly role: string | undefined;
  readonly isMine: boolean;
  readonly isLent: boolean;
}

function awaiting(sight: Sight, record: CorrectionRecord, { role, isMine, isLent }: Asks): Awaiting | undefined {
  const gate = gateOf(record, sight.nowMs);
  const command = isMine ? 'withdraw' : gate.state === 'outdated' ? 'reject' : 'approve';
  const himself = !isLent && mayDo(sight, record, gate, { command, role });
  const may = (onBehalfOf: string): boolean => mayDo(sight, record, gate, { command, role, onBehalfOf });
  const lenders = isMine || himself ? [] : lendersIn(sight, record, gate).filter(may);
  return himself || lenders.length > 0 ? { sight, record, gate, himself, lenders } : undefined;
}
