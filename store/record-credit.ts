import { dayOf } from '../domain/calendar.ts';
import { openingCredit } from '../domain/booking.ts';
import { customerIdOf } from '../domain/document.ts';
import { Refused } from '../domain/errors.ts';
import { insertStored, type Store } from './database.ts';
import type { JournalRecord } from './records.ts';

/** Credit that a customer brings along, once per customer and currency; the same again is `unchanged`. */
export async function recordOpeningCredit(
  store: Store,
  {
    sellerId,
    buyerId,
    currency,
    creditMinor,
  }: { readonly sellerId: string; readonly buyerId: string; readonly currency: string; readonly creditMinor: number },
  now: Date,
  journalEnabled: boolean,
): Promise<'imported' | 'unchanged'> {
  const customerId = customerIdOf(sellerId, buyerId);
  const _id = `${customerId}/${currency}`;
  const { customers, journal } = store.collections;
  const stored = await customers.findOne({ _id });
  if (stored?.openingMinor === creditMinor) return 'unchanged';
  if (stored)
    throw new Refused('DOCUMENT_EXISTS', {
      param: 'credit',
      detail: `Customer ${buyerId} has accounts in ${currency} already.`,
    });
  await store.transact(async (session) => {
    await insertStored(
      customers,
      [
        {
          _id,
          customerId,
          currency,
          creditMinor,
          freeMinor: 0,
          payableMinor: 0,
          version: 1,
          openingMinor: creditMinor,
        },
      ],
      session,
    );
    const records = openingCredit(creditMinor, currency).map((posted): JournalRecord => ({
      _id: `opening/${_id}`, ...posted, documentIds: [], customerId, postedOn: dayOf(now), at: now,
    })); // prettier-ignore
    if (journalEnabled) await insertStored(journal, records, session);
  });
  return 'imported';
}
