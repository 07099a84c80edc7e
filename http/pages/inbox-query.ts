import { z } from 'zod';
import type { InboxQuery, ListQuery } from '../inbox.ts';
import { inboxQuery, listQuery } from '../schemas/list.ts';

/** Rows of a page; as many as can be decided at once. */
export const pageRows = 50;

/** Whole days or hours from now, as a choice in a form. */
const span = z.string().regex(/^[1-9]\d{0,3}$/, 'A whole number').transform(Number).optional(); // prettier-ignore
const upper = z.string().transform((text) => text.toUpperCase()).pipe(inboxQuery.shape.currency.unwrap()).optional(); // prettier-ignore

/** In the address of a page times are told from now on, so that a link that was kept means the same tomorrow. */
const fromNow = { dueWithin: span, olderThan: span, newerThan: span, currency: upper };
const exact = { limit: true, dueBefore: true, receivedBefore: true, receivedAfter: true } as const;

/** What the inbox is filtered by, in its address. */
export const inboxPageQuery = inboxQuery
  .omit({ ...exact, mine: true, delegated: true })
  .extend({ ...fromNow, whose: z.enum(['mine', 'delegated']).optional() });
export type InboxPageQuery = z.output<typeof inboxPageQuery>;

/** What the list of requests is filtered by. */
export const listPageQuery = listQuery
  .omit({ ...exact, search: true })
  .extend({ ...fromNow, sort: z.enum(['newest', 'received']).default('newest') });
export type ListPageQuery = z.output<typeof listPageQuery>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const iso = (ms: number): string => new Date(ms).toISOString();

type FromNow = Pick<InboxPageQuery, 'dueWithin' | 'olderThan' | 'newerThan'>;

const momentsOf = ({ dueWithin, olderThan, newerThan }: FromNow, nowMs: number) => ({
  dueBefore: dueWithin === undefined ? undefined : iso(nowMs + dueWithin * hourMs),
  receivedBefore: olderThan === undefined ? undefined : iso(nowMs - olderThan * dayMs),
  receivedAfter: newerThan === undefined ? undefined : iso(nowMs - newerThan * dayMs),
});

export function inboxQueryOf({ whose, ...query }: InboxPageQuery, nowMs: number, limit = pageRows): InboxQuery {
  const { dueWithin, olderThan, newerThan, ...rest } = query;
  const mine = whose === 'mine' ? 'true' : undefined;
  const delegated = whose === 'delegated' ? 'true' : undefined;
  return { ...rest, ...momentsOf({ dueWithin, olderThan, newerThan }, nowMs), limit, mine, delegated };
}

export function listQueryOf({ dueWithin, olderThan, newerThan, ...rest }: ListPageQuery, nowMs: number): ListQuery {
  return { ...rest, ...momentsOf({ dueWithin, olderThan, newerThan }, nowMs), limit: pageRows, search: undefined };
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** The filters as they stand in an address: what is as it is without them, and where a page begins, is left out. */
export const filtersOf = ({ after: _after, ...query }: Query, usual: Query): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === usual[name] ? [] : [[name, String(value)] as const],
    ),
  );
export const usualInbox = { state: 'open', sort: 'due' } as const;
export const usualList = { sort: 'newest' } as const;
