import { Refused } from '../domain/errors.ts';
import { confirmPayout, failPayout, type PayoutState } from '../domain/payouts.ts';
import { operationMaxMs, toStored, type Store, type Write } from './database.ts';
import { bookingOf } from './payments.ts';
import { perform, type By, type Operation } from './perform.ts';
import { listMax } from './queries.ts';
import type { PayoutRecord } from './records.ts';

/** A bank says that the money went out: 2160 against 1000. Throws PAYOUT_NOT_FOUND. */
export const confirm = (store: Store, payoutId: string, by: By): Promise<PayoutRecord> =>
  onPayout(store, payoutId, by, 'confirmed', async ({ _id, ...payout }) => ({
    effects: confirmPayout(await bookingOf(store, payout.documentId, by), { ...payout, id: _id }),
    audit: { deed: 'payout_confirmed', detail: _id },
  }));

/** A bank says that it did not: 2160 stays until it is confirmed after all. Throws PAYOUT_NOT_FOUND, PAYOUT_STATE. */
export const fail = (store: Store, payoutId: string, failure: string, by: By): Promise<PayoutRecord> =>
  onPayout(store, payoutId, by, 'failed', async (payout) => ({
    effects: failPayout(await bookingOf(store, payout.documentId, by), payout),
    audit: { deed: 'payout_failed', detail: failure },
  }), { failure }); // prettier-ignore

/** Brings a payout into a state; one that is there already is left as it is. */
async function onPayout(
  store: Store,
  payoutId: string,
  by: By,
  state: PayoutState,
  decide: (payout: PayoutRecord) => Promise<Pick<Operation, 'effects' | 'audit'>>,
  facts: Partial<PayoutRecord> = {},
): Promise<PayoutRecord> {
  await perform(store, by, async () => {
    const payout = await findPayout(store, payoutId);
    if (payout.state === state) return undefined;
    const update: Write = {
      name: 'updateOne',
      namespace: store.collections.payouts.namespace,
      filter: { _id: payoutId, state: payout.state },
      update: { $set: toStored({ state, closedAt: by.now, by: by.actor, ...facts }) },
      upsert: false,
    };
    return { ...(await decide(payout)), entryPrefix: `${payoutId}/${state}`, writes: [update] };
  });
  return findPayout(store, payoutId);
}

/** Throws PAYOUT_NOT_FOUND. */
export async function findPayout({ collections: { payouts } }: Store, _id: string): Promise<PayoutRecord> {
  const found = await payouts.findOne({ _id }, { maxTimeMS: operationMaxMs });
  if (!found) throw new Refused('PAYOUT_NOT_FOUND', { detail: _id.slice(0, 120) });
  return found;
}

/** Payouts in a state, oldest first: what waits for a bank, and what failed. */
export const payoutsIn = (
  { collections: { payouts } }: Store,
  state: PayoutState,
  { limit = listMax, after = '' }: { readonly limit?: number; readonly after?: string | undefined } = {},
): Promise<PayoutRecord[]> =>
  payouts
    .find(
      { state, _id: { $gt: after } },
      { limit: Math.min(limit, listMax), sort: { _id: 1 }, maxTimeMS: operationMaxMs },
    )
    .toArray();

export const payoutsOf = ({ collections: { payouts } }: Store, documentId: string): Promise<PayoutRecord[]> =>
  payouts.find({ documentId }, { limit: listMax, sort: { _id: 1 }, maxTimeMS: operationMaxMs }).toArray();
