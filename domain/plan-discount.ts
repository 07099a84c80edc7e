import type { BalanceRow } from './balance.ts';
import { discountableMinor } from './caps.ts';
import { creditByGross, splitGross, spreadOverLines } from './credit-gross.ts';
import { creditNoteEffects } from './credit-note.ts';
import { refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { entries, entry } from './journal.ts';
import { creditableMinor, groupsLeft } from './left.ts';
import { formatMoney, parseAmount } from './money.ts';
import { discountMoves } from './moves.ts';
import { changeOf } from './plan.ts';
import { draftPlan, noEffects, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';
import { takeFrom } from './schedule.ts';

/**
 * Plans a discount on the open amount (R47, R48, R63; X5): an adjustment of the invoice that lowers its tax by rate group, one
 * booked to discounts in full, or a credit note that is cleared with it. Examples E8, E8a, E16a.
 */
export function planDiscount(facts: Facts, request: CorrectionRequest): Drafted {
  const { document, creditNotes, settings } = facts;
  const { currency } = document;
  const grossMinor = parseAmount(request.input?.amount, currency, 'amount');
  if (grossMinor === 0)
    return { blockers: [refusal('AMOUNT_FORMAT', { param: 'amount', detail: 'A discount is more than 0.' })] };
  const shown = (minor: number): string => `${formatMoney(minor, currency)} is the most.`;
  if (grossMinor > document.balanceMinor)
    return { blockers: [refusal('EXCEEDS_OPEN', { param: 'amount', detail: shown(discountableMinor(facts)) })] };
  if (grossMinor > creditableMinor(document, creditNotes))
    return { blockers: [refusal('EXCEEDS_CREDITABLE', { param: 'amount', detail: shown(discountableMinor(facts)) })] };
  if (settings.discount.document === 'adjustment') return planAdjustment(facts, request, grossMinor);
  const parts = creditByGross(facts, grossMinor);
  if ('code' in parts) return { blockers: [parts] };
  const disposition = { clearMinor: parts.grossMinor, creditMinor: 0, refundMinor: 0 };
  return draftPlan(facts, request, {
    ...noEffects,
    ...creditNoteEffects(facts, request, parts, disposition),
    exposureMinor: grossMinor,
  });
}

function planAdjustment(facts: Facts, request: CorrectionRequest, grossMinor: number): Drafted {
  const { document, creditNotes, settings, today } = facts;
  const groups = splitGross(groupsLeft(document, creditNotes), grossMinor, document.currency);
  const reduces = settings.discount.tax === 'reduce';
  const taken = reduces
    ? takeFrom(document, creditNotes, spreadOverLines(facts, groups), today)
    : { parts: [], schedules: [] };
  const row: BalanceRow = {
    kind: 'adjustment',
    amountMinor: -grossMinor,
    ref: request.requestId,
    split: groups.map(({ taxCategory, taxRate, shareNetMinor, shareTaxMinor }) => ({
      taxCategory,
      ...(taxRate === undefined ? {} : { taxRate }),
      netMinor: reduces ? shareNetMinor : shareNetMinor + shareTaxMinor,
      taxMinor: reduces ? shareTaxMinor : 0,
      ...(reduces || shareTaxMinor === 0 ? {} : { keptTaxMinor: shareTaxMinor }),
    })),
    ...(taken.parts.length === 0 ? {} : { deferred: taken.parts }),
  };
  const isPaid = document.balanceMinor === grossMinor;
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: grossMinor,
    changes: [
      {
        ...changeOf(document, isPaid ? 'paid' : 'open', [row]),
        ...(taken.schedules.length === 0 ? {} : { schedules: taken.schedules }),
      },
    ],
    journal: entries([entry('discount', document.currency, discountMoves(row, document.id))]),
  });
}
