import { Refused } from '../domain/errors.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { After } from '../store/request-lists.ts';
import { pageMax } from './schemas/page.ts';

/** How many requests one look into a list goes through; `next` goes on from there. */
const scanMax = 1_000;

interface Scan<T> {
  readonly limit: number;
  readonly after?: string | undefined;
  /** One page of the store. */
  readonly read: (page: { readonly limit: number; readonly after?: After }) => Promise<readonly CorrectionRecord[]>;
  /** The rows of a page that are told; undefined for one that is not. */
  readonly told: (records: readonly CorrectionRecord[]) => Promise<readonly (T | undefined)[]>;
  /** The moment that the list is sorted by. */
  readonly at: (record: CorrectionRecord) => Date;
}

/** Rows in the order of the list, up to the limit; `next` is there while more may follow. Throws MALFORMED for no cursor of ours. */
export async function scan<T>({ limit, after, read, told, at }: Scan<T>): Promise<{ items: readonly T[]; next?: string }> {
  const items: T[] = [];
  let last = after === undefined ? undefined : afterOf(after);
  for (let seen = 0; seen < scanMax; seen += pageMax) {
    const records = await read({ limit: pageMax, ...(last ? { after: last } : {}) });
    const rows = await told(records);
    for (const [index, record] of records.entries()) {
      last = { at: at(record), id: record._id };
      const row = rows[index];
      if (row !== undefined) items.push(row);
      if (items.length === limit) return { items, next: nextOf(last) };
    }
    if (records.length < pageMax) return { items };
  }
  return { items, ...(last ? { next: nextOf(last) } : {}) };
} // prettier-ignore

const nextOf = ({ at, id }: After): string => `${at.getTime()}.${id}`;

function afterOf(text: string): After {
  const [, ms, id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  if (ms === undefined || id === undefined)
    throw new Refused('MALFORMED', { param: 'after', detail: 'Send the "next" of the page before.' });
  return { at: new Date(Number(ms)), id };
}
