import { Refused } from './errors.ts';
import { accounts, entries, entry } from './journal.ts';
import { noDelta, posted, type Booking } from './lifecycle.ts';
import { touched, type Effects, type PlannedPayout } from './plan.ts';
import { noEffects } from './plan-draft.ts';

export type PayoutState = 'requested' | 'confirmed' | 'failed';

/**
 * A bank says that a payout went through: only now 1000 moves (rule 8). One that failed may succeed later.
 * Throws PAYOUT_STATE when it is confirmed already.
 */
export function confirmPayout(
  { document, settings }: Pick<Booking, 'document' | 'settings'>,
  payout: PlannedPayout & { readonly state: PayoutState },
): Effects {
  if (payout.state === 'confirmed') throw new Refused('PAYOUT_STATE', { detail: 'It is confirmed.' });
  const { customerId, currency, amountMinor } = payout;
  return posted(settings, {
    ...noEffects,
    changes: touched(document),
    journal: entries([
      entry('refund_paid', currency, [
        [accounts.refundsPayable, amountMinor],
        [accounts.bank, -amountMinor],
      ]),
    ]),
    customers: [{ ...noDelta({ customerId, currency }), payableDeltaMinor: -amountMinor }],
  });
}

/** A payout did not go through: 2160 stays, and people are told. Throws PAYOUT_STATE unless it waits. */
export function failPayout(
  { document }: Pick<Booking, 'document'>,
  { state }: { readonly state: PayoutState },
): Effects {
  if (state !== 'requested') throw new Refused('PAYOUT_STATE', { detail: `It is ${state}.` });
  return { ...noEffects, changes: touched(document) };
}
