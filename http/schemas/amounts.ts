import { z } from 'zod';
import type { BalanceRow, GroupAmount, TakenPart } from '../../domain/balance.ts';
import type { AllowanceCharge, Line, Recognition, TaxGroup, Totals } from '../../domain/document.ts';
import { amountMinor, day, decimal, type FieldsOf } from './scalars.ts';

const word = z.string().optional();

/** What a document adds up from, and what moved its balance. */
export const allowanceCharge = z
  .strictObject({
    kind: z.enum(['allowance', 'charge']),
    amountMinor,
    baseMinor: amountMinor.optional(),
    percent: decimal.optional(),
    reason: word,
    reasonCode: word,
    taxCategory: word,
    taxRate: decimal.optional(),
  } satisfies FieldsOf<AllowanceCharge>)
  .meta({ id: 'AllowanceCharge', description: 'An allowance or charge of a line or of the document.' });

const part = { on: day, amountMinor, booked: z.boolean() };

export const recognition = z
  .strictObject({
    ...part,
    lineId: word.meta({ description: "On a credit note: the original's line whose schedule this part shortens." }),
  } satisfies FieldsOf<Recognition>)
  .meta({ id: 'Recognition', description: 'A part of deferred revenue; booked once it is recognised.' });

export const line = z
  .strictObject({
    id: z.string(),
    description: z.string(),
    itemId: word,
    quantity: decimal,
    unitCode: word,
    unitPrice: decimal,
    baseQuantity: decimal.optional(),
    allowancesCharges: z.array(allowanceCharge),
    taxCategory: z.string(),
    taxRate: decimal.optional(),
    netMinor: amountMinor,
    recognition: z.array(recognition).optional(),
    corrects: z
      .strictObject({ lineId: z.string(), quantityDelta: decimal.optional(), priceDelta: decimal.optional() })
      .optional(),
  } satisfies FieldsOf<Line>)
  .meta({ id: 'Line', description: 'A line of a document.' });

export const taxGroup = z
  .strictObject({
    taxCategory: z.string(),
    taxRate: decimal.optional(),
    baseMinor: amountMinor,
    taxMinor: amountMinor,
    exemptionReason: word,
    exemptionReasonCode: word,
  } satisfies FieldsOf<TaxGroup>)
  .meta({ id: 'TaxGroup', description: 'Base and tax of one category and rate.' });

export const totals = z
  .strictObject({
    linesMinor: amountMinor,
    allowancesMinor: amountMinor,
    chargesMinor: amountMinor,
    netMinor: amountMinor,
    taxMinor: amountMinor,
    grossMinor: amountMinor,
    prepaidMinor: amountMinor,
    roundingMinor: amountMinor,
    payableMinor: amountMinor,
  } satisfies FieldsOf<Totals>)
  .meta({ id: 'Totals', description: 'Sums of a document (EN 16931 BG-22).' });

const groupAmount = z.strictObject({
  taxCategory: z.string(),
  taxRate: decimal.optional(),
  netMinor: amountMinor,
  taxMinor: amountMinor,
  keptTaxMinor: amountMinor
    .optional()
    .meta({ description: 'Part of the net: tax that a discount leaves where it is.' }),
} satisfies FieldsOf<GroupAmount>);

const takenPart = z.strictObject({ ...part, lineId: z.string() } satisfies FieldsOf<TakenPart>);

export const balanceRow = z
  .strictObject({
    kind: z.enum([
      'invoice',
      'rounding',
      'payment',
      'credit_applied',
      'clearing',
      'adjustment',
      'disposition_refund',
      'disposition_credit',
    ]),
    amountMinor,
    on: day.optional(),
    ref: z.string().optional().meta({ description: 'The payment or the other document that the row is about.' }),
    split: z.array(groupAmount).optional(),
    deferred: z.array(takenPart).optional(),
  } satisfies FieldsOf<BalanceRow>)
  .meta({ id: 'BalanceRow', description: 'What moved the balance of a document.' });
