import type { Filter } from 'mongodb';
import type { Kind } from '../domain/input.ts';
import type { CorrectionState } from '../domain/request.ts';
import { operationMaxMs, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { CorrectionRecord } from './approval-records.ts';

/** Which requests are looked for; what is not named may be anything. */
export interface Wanted {
  readonly state?: CorrectionState;
  readonly invoiceId?: string;
  /** Who asked, by id. */
  readonly requester?: string;
  /** Who asked or answers for who asked, by id. */
  readonly of?: string;
  readonly kind?: Kind;
  readonly customerId?: string;
  readonly currency?: string;
  /** The document's amount in minor units, both ends included. */
  readonly minMinor?: number;
  readonly maxMinor?: number;
  readonly dueBefore?: Date;
}

/** The last row of the page before. */
export interface After {
  readonly at: Date;
  readonly id: string;
}

interface Page {
  readonly limit: number;
  readonly after?: After | undefined;
}

/** Requests that wait, by when they are due. */
export const waitingCorrections = (
  { collections: { corrections } }: Store,
  wanted: Wanted & { readonly state: 'open' | 'outdated' },
  { limit, after }: Page,
): Promise<CorrectionRecord[]> =>
  corrections
    .find(
      { ...filterOf(wanted), ...(after ? { $or: [{ dueAt: { $gt: after.at } }, { dueAt: after.at, _id: { $gt: after.id } }] } : {}) },
      { sort: { dueAt: 1, _id: 1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs },
    )
    .toArray(); // prettier-ignore

/** Requests of one state, of one invoice or of one requester, oldest first. */
export const listedCorrections = (
  { collections: { corrections } }: Store,
  wanted: Wanted,
  { limit, after }: Page,
): Promise<CorrectionRecord[]> =>
  corrections
    .find(
      { ...filterOf(wanted), ...(after ? { $or: [{ receivedAt: { $gt: after.at } }, { receivedAt: after.at, _id: { $gt: after.id } }] } : {}) },
      { sort: { receivedAt: 1, _id: 1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs },
    )
    .toArray(); // prettier-ignore

function filterOf(wanted: Wanted): Filter<CorrectionRecord> {
  const { state, invoiceId, requester, of, kind, customerId, currency, minMinor, maxMinor, dueBefore } = wanted;
  const amount = {
    ...(minMinor === undefined ? {} : { $gte: minMinor }),
    ...(maxMinor === undefined ? {} : { $lte: maxMinor }),
  };
  return {
    ...(state === undefined ? {} : { state }),
    ...(invoiceId === undefined ? {} : { invoiceId }),
    ...(requester === undefined ? {} : { 'request.requester.id': requester }),
    ...(of === undefined ? {} : { 'request.requesters': of }),
    ...(kind === undefined ? {} : { 'request.kind': kind }),
    ...(customerId === undefined ? {} : { 'request.label.customerId': customerId }),
    ...(currency === undefined ? {} : { 'request.label.currency': currency }),
    ...(Object.keys(amount).length === 0 ? {} : { 'request.label.amountMinor': amount }),
    ...(dueBefore === undefined ? {} : { dueAt: { $lt: dueBefore } }),
  };
}
