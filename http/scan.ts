import { Refused } from '../domain/errors.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { After } from '../store/request-lists.ts';

/** How many requests one look into a list goes through; `next` goes on from there. */
const scanMax = 5_000;
/** Records of one read, at most. */
const batchMax = 500;

export interface Scan<T> {
  readonly limit: number;
  readonly after: After | undefined;
  /** One page of the store. */
  readonly read: (page: { readonly limit: number; readonly after?: After }) => Promise<readonly CorrectionRecord[]>;
  /** The rows of a page that are told; undefined for one that is not. */
  readonly told: (records: readonly CorrectionRecord[]) => Promise<readonly (T | undefined)[]>;
  /** The moment that the list is sorted by. */
  readonly at: (record: CorrectionRecord) => Date;
}

export interface Scanned<T> {
  readonly items: readonly T[];
  /** There while more may follow. */
  readonly next?: string;
}

/**
 * Rows in the order of the list, up to the limit. Most that is read is told, so the first read is of a page and one row more, which
 * tells whether another page follows; the next ones are larger.
 */
export async function scan<T>({ limit, after, read, told, at }: Scan<T>): Promise<Scanned<T>> {
  const items: T[] = [];
  let last = after;
  let full: After | undefined;
  for (let [seen, batch] = [0, limit + 1]; seen < scanMax; seen += batch, batch = Math.min(batch * 2, batchMax)) {
    const records = await read({ limit: batch, ...(last ? { after: last } : {}) });
    const rows = await told(records);
    for (const [index, record] of records.entries()) {
      const row = rows[index];
      if (row !== undefined && full) return { items, next: nextOf(full) };
      last = { at: at(record), id: record._id };
      if (row !== undefined) items.push(row);
      if (row !== undefined && items.length === limit) full = last;
    }
    if (records.length < batch) return { items };
  }
  const next = full ?? last;
  return { items, ...(next ? { next: nextOf(next) } : {}) };
}

const nextOf = ({ at, id }: After): string => `${at.getTime()}.${id}`;

/** Reads the `next` of the page before. Throws MALFORMED. */
export function cursorOf(text: string | undefined): After | undefined {
  if (text === undefined) return undefined;
  const [, ms, id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  if (ms === undefined || id === undefined)
    throw new Refused('MALFORMED', { param: 'after', detail: 'Send the "next" of the page before.' });
  return { at: new Date(Number(ms)), id };
}
