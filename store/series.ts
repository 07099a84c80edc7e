import type { ClientSession } from 'mongodb';
import type { DocumentClass, DocumentType } from '../domain/document.ts';
import { toStored, type Store } from './database.ts';

interface Series {
  readonly sellerId: string;
  readonly class: DocumentClass;
  readonly type: DocumentType;
}

/** Credits apart from invoices: one gapless series per seller, class and type (spec/domain.md section 8). */
const prefixes: Partial<Record<`${DocumentClass}/${DocumentType}`, string>> = {
  'invoice/standard': 'CXS-',
  'invoice/replacement': 'CXR-',
  'invoice/correction': 'CXC-',
  'credit/credit_note': 'CXN-',
  'credit/cancellation': 'CXL-',
  'invoice/cancellation': 'CXI-',
};

export const seriesKey = ({ sellerId, class: documentClass, type }: Series): string =>
  `${encodeURIComponent(sellerId)}/${documentClass}/${type}`;

/** Whether a number is in the form of a series that we give out: an import may not use it. */
export const isSeriesNumber = (number: string): boolean => /^CX[SRCNLI]-[0-9]{6,}$/.test(number);

/**
 * Takes the next number of a series, inside the transaction that uses it: no number twice, none missing.
 * One hot row, so the caller holds `withSeries` around the whole transaction.
 */
export async function nextNumber({ collections }: Store, series: Series, session: ClientSession): Promise<string> {
  const taken = await collections.number_series.findOneAndUpdate(
    { _id: seriesKey(series) },
    { $inc: toStored({ last: 1 }) },
    { session, upsert: true, returnDocument: 'after' },
  );
  if (!taken) throw new Error('the series row did not come back from its upsert');
  const prefix = prefixes[`${series.class}/${series.type}`] ?? 'CX-';
  return `${prefix}${String(taken.last).padStart(6, '0')}`;
}

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs one transaction of a series after the other in this process: without it they conflict and repeat
 * (measured in guides/stack.md section 2: 280 against 96 per second). Other processes are held off by the row itself.
 * Several series are entered in the order of their keys, so that nobody waits in a circle.
 */
export async function withSeries<T>(keys: readonly string[], body: () => Promise<T>): Promise<T> {
  const [first, ...others] = keys.toSorted();
  return first === undefined ? body() : inTurn(first, () => withSeries(others, body));
}

async function inTurn<T>(key: string, body: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const turn = before.then(body, body);
  const settled = turn.then(
    () => undefined,
    () => undefined, // the caller gets the error; the queue only needs to know that the turn is over
  );
  queues.set(key, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}
