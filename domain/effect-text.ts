import { creditUsedMinor, paidMinor } from './balance.ts';
import { anyLineChange } from './blockers-update.ts';
import { creditCapMinor, discountableMinor, refundableMinor } from './caps.ts';
import type { Facts } from './facts.ts';
import type { Kind } from './input.ts';
import { formatMoney } from './money.ts';
import { methodOf } from './update-method.ts';

/** What a kind would do here at most, in words with amounts. */
export function effectOf(facts: Facts, kind: Kind): string {
  const { document } = facts;
  const amount = (minor: number): string => formatMoney(minor, document.currency);
  switch (kind) {
    case 'cancel':
      return effectOfCancel(facts);
    case 'refund':
      return `refund would pay out ${amount(refundableMinor(facts))}`;
    case 'credit':
      return `credit would add ${amount(creditCapMinor(facts))} to the customer's credit`;
    case 'discount':
      return `discount would lower the open amount by at most ${amount(discountableMinor(facts))}`;
    case 'correct-credit-note':
      return 'a correction invoice offsets the credit note; nothing is paid out';
    case 'update':
      return updateWords[methodOf(facts, { fields: [] }, anyLineChange)];
  }
}

const updateWords = {
  in_place: 'changed in place, the old version is kept',
  revision: 'a cancellation and a replacement invoice carry the change',
  difference: 'a credit note or a correction invoice carries the difference; an open balance is cleared first',
} as const;

function effectOfCancel({ document }: Facts): string {
  const amount = (minor: number): string => formatMoney(minor, document.currency);
  const parts = [`takes back ${amount(Math.abs(document.totals.grossMinor))} by a cancellation document`];
  const paid = paidMinor(document.rows);
  const credit = creditUsedMinor(document.rows);
  if (credit !== 0) parts.push(`gives ${amount(credit)} of customer credit back`);
  if (paid !== 0) parts.push(`frees ${amount(paid)} of payments`);
  return parts.join(', ');
}
