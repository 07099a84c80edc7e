import type { Filter } from 'mongodb';
import type { Kind } from '../domain/input.ts';
import type { CorrectionState } from '../domain/request.ts';
import { operationMaxMs, type Store } from './database.ts';
import { inWindows, type Span } from './list-windows.ts';
import { listMax } from './queries.ts';
import type { CorrectionRecord } from './approval-records.ts';

/** Which requests are looked for; what is not named may be anything. */
export interface Wanted {
  readonly state?: CorrectionState;
  readonly invoiceId?: string;
  /** Id of the request or of its document, or the document's number. */
  readonly search?: string;
  /** Who asked, by id. */
  readonly requester?: string;
  /** Who had a part in asking, by id or e-mail address. */
  readonly insider?: readonly string[];
  readonly kind?: Kind;
  readonly customerId?: string;
  readonly currency?: string;
  /** What is corrected, minor units of the currency, both ends included. */
  readonly minMinor?: number;
  readonly maxMinor?: number;
  readonly dueBefore?: Date;
  readonly receivedBefore?: Date;
  readonly receivedAfter?: Date;
}

/** What waits for whom. */
export interface Waiting extends Wanted {
  readonly state: 'open' | 'outdated';
  /** Who may sign has one of these roles at this moment; or whoever asked, or answers for who asked, by id. */
  readonly for: { readonly roles: readonly string[]; readonly now: Date } | { readonly asker: string };
}

/** The last row of the page before. */
export interface After {
  readonly at: Date;
  readonly id: string;
}

export interface Page {
  readonly limit: number;
  readonly after?: After | undefined;
  readonly sort: ListSort;
}
export type ListSort = 'due' | 'received' | 'newest';

type Found = Filter<CorrectionRecord>;
/** A row shows neither the plan nor what was before it. */
const projection = { planText: 0, pastRevisions: 0, comments: 0 } as const;

/**
 * Requests that wait for somebody, in their order: by an index for each role that he has, and another for the steps that have
 * escalated to it, put together. Whether he may sign is for the gate to say: this leaves nothing out that it would take from him.
 */
export async function waitingCorrections(store: Store, wanted: Waiting, page: Page): Promise<readonly CorrectionRecord[]> {
  const { for: whom } = wanted;
  // A filter that no index knows is asked once for all roles, since a server may have to look at all that waits for it.
  const roles = 'asker' in whom ? [] : isUnfiltered(wanted) ? whom.roles : [{ $in: [...whom.roles] }];
  const ways: readonly Found[] = 'asker' in whom ? [{ 'request.insiders': whom.asker, 'request.requesters': whom.asker }] : roles.map((role) => ({ signerRoles: role }));
  const escalated: readonly Found[] = 'asker' in whom ? [] : roles.map((role) => ({ escalationRoles: role, escalatesAt: { $lte: whom.now } }));
  const anchor = 'now' in whom && isUnfiltered(wanted) ? whom.now : undefined;
  const found = await Promise.all([
    ...ways.map((way) => inOrder(store, { ...filterOf(wanted), ...way }, page, anchor)),
    ...escalated.map((way) => inOrder(store, { ...filterOf(wanted), ...way }, page)),
  ]);
  const byId = new Map(found.flat().map((record) => [record._id, record]));
  return [...byId.values()].toSorted(comparing(page.sort)).slice(0, page.limit);
} // prettier-ignore

/** Requests of one state, of one invoice, of somebody, or all, by when they came in. */
export const listedCorrections = (store: Store, wanted: Wanted, page: Page): Promise<readonly CorrectionRecord[]> =>
  inOrder(store, filterOf(wanted), page);

const fieldOf = (sort: ListSort) => (sort === 'due' ? 'dueAt' : 'receivedAt');

function comparing(sort: ListSort): (a: CorrectionRecord, b: CorrectionRecord) => number {
  const at = (record: CorrectionRecord): number => (record[fieldOf(sort)] ?? record.receivedAt).getTime();
  const sign = sort === 'newest' ? -1 : 1;
  return (a, b) => sign * (at(a) - at(b) || (a._id < b._id ? -1 : 1));
}

/** Up to so many, beginning after the last one of the page before. */
async function inOrder(store: Store, filter: Found, { limit, after, sort }: Page, anchor?: Date): Promise<readonly CorrectionRecord[]> {
  const { corrections } = store.collections;
  const [field, direction] = [fieldOf(sort), sort === 'newest' ? -1 : 1] as const;
  const past = direction === 1 ? '$gt' : '$lt';
  const most = Math.min(limit, listMax);
  const read = (span: Found, count = most): Promise<CorrectionRecord[]> => {
    const options = { projection, sort: { [field]: direction, _id: direction } as const, limit: count, maxTimeMS: operationMaxMs };
    return corrections.find(span[field] && filter[field] ? { $and: [filter, span] } : { ...filter, ...span }, options).toArray();
  };
  // First what is left of the last row's moment, then what is beyond it: two ranges of the index, where an $or would be none.
  const rest = after ? await read({ [field]: after.at, _id: { [past]: after.id } }) : [];
  const from = after ? { [past]: after.at } : undefined;
  if (rest.length >= most) return rest;
  const beyond = (span: Span, count: number) => {
    const range = { ...(span?.$gte ? {} : from), ...span };
    return read(Object.keys(range).length > 0 ? { [field]: range } : {}, count);
  };
  if (anchor === undefined || sort !== 'due') return [...rest, ...(await beyond(undefined, most - rest.length))];
  const fromMs = Math.max(anchor.getTime(), after?.at.getTime() ?? 0);
  return [...rest, ...(await inWindows(fromMs, most - rest.length, beyond))];
} // prettier-ignore

const isUnfiltered = ({ state: _state, for: _for, ...filters }: Waiting): boolean => Object.keys(filters).length === 0;

function filterOf(wanted: Wanted): Found {
  const { state, invoiceId, search, requester, insider, kind, customerId, currency, minMinor, maxMinor } = wanted;
  const { dueBefore, receivedBefore, receivedAfter } = wanted;
  const amount = { ...(minMinor === undefined ? {} : { $gte: minMinor }), ...(maxMinor === undefined ? {} : { $lte: maxMinor }) };
  const received = { ...(receivedAfter ? { $gte: receivedAfter } : {}), ...(receivedBefore ? { $lt: receivedBefore } : {}) };
  const byAmount = Object.keys(amount).length > 0;
  return {
    ...(state === undefined ? {} : { state }),
    ...(invoiceId === undefined ? {} : { invoiceId }),
    ...(search === undefined ? {} : { $or: [{ _id: search }, { invoiceId: search }, { 'request.label.number': search }] }),
    ...(requester === undefined ? {} : { 'request.requester.id': requester }),
    ...(insider === undefined ? {} : { 'request.insiders': { $in: [...insider] } }),
    ...(kind === undefined ? {} : { 'request.kind': kind }),
    ...(customerId === undefined ? {} : { 'request.label.customerId': customerId }),
    ...(currency === undefined ? {} : { [byAmount ? 'judged.facts.currency' : 'request.label.currency']: currency }),
    ...(byAmount ? { 'judged.facts.exposureMinor': amount } : {}),
    ...(dueBefore === undefined ? {} : { dueAt: { $lt: dueBefore } }),
    ...(Object.keys(received).length === 0 ? {} : { receivedAt: received }),
  };
} // prettier-ignore
