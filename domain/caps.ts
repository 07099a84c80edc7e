import { paidMinor } from './balance.ts';
import type { InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import type { Kind } from './input.ts';
import { creditableMinor } from './left.ts';
import { sumMinor } from './money.ts';

/** Money paid on an invoice that was refunded by its credit notes. */
export const refundedMinor = (notes: readonly Pick<InvoiceDocument, 'rows'>[]): number =>
  sumMinor(
    notes.flatMap((note) => note.rows.filter((row) => row.kind === 'disposition_refund').map((row) => row.amountMinor)),
  );

/** Cap of a refund: min(cash - refunded, creditable) (spec/domain.md section 4); of an open credit note what is left of it. */
export function refundableMinor({ document, creditNotes, original }: Facts): number {
  if (document.class === 'credit') {
    const cashMinor = original
      ? paidMinor(original.document.rows) - refundedMinor([...original.creditNotes, document])
      : 0;
    return Math.max(Math.min(cashMinor, -document.balanceMinor), 0);
  }
  return Math.max(
    Math.min(paidMinor(document.rows) - refundedMinor(creditNotes), creditableMinor(document, creditNotes)),
    0,
  );
}

/** Cap of a credit: what credit notes and discounts have left; of an open credit note what is left of it. */
export const creditCapMinor = ({ document, creditNotes }: Facts): number =>
  document.class === 'credit' ? Math.max(-document.balanceMinor, 0) : creditableMinor(document, creditNotes);

/** What a discount may be at most: the open amount, and what is left to credit. */
export const discountableMinor = ({ document, creditNotes }: Facts): number =>
  Math.max(Math.min(document.balanceMinor, creditableMinor(document, creditNotes)), 0);

/** The cap of a kind that is about an amount. */
export function maxOf(facts: Facts, kind: Kind): number | undefined {
  if (kind === 'refund') return refundableMinor(facts);
  if (kind === 'credit') return creditCapMinor(facts);
  return kind === 'discount' ? discountableMinor(facts) : undefined;
}
