import { creditCapMinor, refundableMinor } from './caps.ts';
import type { CreditParts } from './credit-body.ts';
import { creditByGross } from './credit-gross.ts';
import { creditByLines, creditByTime } from './credit-lines.ts';
import {
  creditNoteEffects,
  deltaOf,
  disposalEntries,
  disposedRows,
  payoutOf,
  type Disposition,
} from './credit-note.ts';
import { refusal, Refused, type Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { entries } from './journal.ts';
import { creditableMinor } from './left.ts';
import { formatMoney, parseAmount } from './money.ts';
import { changeOf, touched } from './plan.ts';
import { draftPlan, noEffects, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';

/**
 * The credit that is asked for: by lines, by an unused share, by amount, or all that the cap allows. An amount over a cap is
 * refused as it stands, never lowered to it.
 */
function wantedParts(facts: Facts, request: CorrectionRequest, capMinor: number): CreditParts | Refusal {
  const { lines, amount, unused } = request.input ?? {};
  if ([lines, amount, unused].filter((one) => one !== undefined).length > 1)
    throw new Refused('MALFORMED', { param: 'amount', detail: 'By lines, by amount or by a share: one of them.' });
  if (lines) return creditByLines(facts, lines);
  if (unused) return creditByTime(facts, unused);
  const grossMinor = amount === undefined ? capMinor : amountIn(facts, amount);
  return whyOver(facts, request, grossMinor) ?? creditByGross(facts, grossMinor);
}

/** More than 0, in the document's currency. Throws AMOUNT_FORMAT. */
function amountIn({ document }: Facts, amount: string): number {
  const minor = parseAmount(amount, document.currency, 'amount');
  if (minor === 0) throw new Refused('AMOUNT_FORMAT', { param: 'amount', detail: 'It is more than 0.' });
  return minor;
}

/**
 * Plans a refund (R43, R44) or a credit for future invoices (R45): a credit note that is paid out, or added to the customer's
 * credit; an open credit note is disposed of itself. Examples E6 to E7, E17.
 */
export function planCredit(facts: Facts, request: CorrectionRequest): Drafted {
  const isRefund = request.kind === 'refund';
  const capMinor = isRefund ? refundableMinor(facts) : creditCapMinor(facts);
  if (facts.document.class === 'credit') return planDisposal(facts, request, capMinor);
  const parts = wantedParts(facts, request, capMinor);
  if ('code' in parts) return { blockers: [parts] };
  const over = whyOver(facts, request, parts.grossMinor);
  if (over) return { blockers: [over] };
  const { document, settings } = facts;
  const offsets = isRefund && settings.refund.partiallyPaid === 'offset_first';
  const clearMinor = offsets ? Math.min(Math.max(document.balanceMinor, 0), parts.grossMinor) : 0;
  const restMinor = parts.grossMinor - clearMinor;
  const disposition = { clearMinor, creditMinor: isRefund ? 0 : restMinor, refundMinor: isRefund ? restMinor : 0 };
  return draftPlan(facts, request, {
    ...noEffects,
    ...creditNoteEffects(facts, request, parts, disposition),
    exposureMinor: parts.grossMinor,
    warnings: [...openWarning(facts, disposition), ...loweredWarning(parts)],
  });
}

function whyOver(facts: Facts, { kind, input }: CorrectionRequest, grossMinor: number): Refusal | undefined {
  const { document, creditNotes } = facts;
  const isRefund = kind === 'refund';
  const param = input?.lines ? 'lines' : input?.unused ? 'unused' : 'amount';
  const left = (minor: number): string => `${formatMoney(minor, document.currency)} is left.`;
  const refundable = refundableMinor(facts);
  const creditable = creditableMinor(document, creditNotes);
  if (isRefund && grossMinor > refundable) return refusal('EXCEEDS_REFUNDABLE', { param, detail: left(refundable) });
  return grossMinor > creditable ? refusal('EXCEEDS_CREDITABLE', { param, detail: left(creditable) }) : undefined;
}

const openWarning = ({ document }: Facts, { clearMinor }: Disposition): readonly string[] =>
  document.balanceMinor > clearMinor
    ? [`${formatMoney(document.balanceMinor - clearMinor, document.currency)} of the invoice stays open.`]
    : [];

const loweredWarning = ({ lowered }: CreditParts): readonly string[] =>
  lowered
    ? ['The lines were credited or discounted by amount before: what is left of their tax group is credited.']
    : [];

/** An open credit note is paid out or added to the customer's credit, as far as it is asked for. */
function planDisposal(facts: Facts, request: CorrectionRequest, capMinor: number): Drafted {
  const { document } = facts;
  const { currency, customerId } = document;
  const isRefund = request.kind === 'refund';
  const { amount, lines, unused } = request.input ?? {};
  if (lines ?? unused)
    throw new Refused('UNKNOWN_FIELD', {
      param: lines ? 'lines' : 'unused',
      detail: 'A credit note is disposed of by amount.',
    });
  const amountMinor = amount === undefined ? capMinor : amountIn(facts, amount);
  if (amountMinor > capMinor) {
    const code = isRefund ? 'EXCEEDS_REFUNDABLE' : 'EXCEEDS_CREDITABLE';
    return { blockers: [refusal(code, { param: 'amount', detail: `${formatMoney(capMinor, currency)} is left.` })] };
  }
  const [creditMinor, refundMinor] = isRefund ? [0, amountMinor] : [amountMinor, 0];
  const isGone = document.balanceMinor + amountMinor === 0;
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: amountMinor,
    changes: [
      changeOf(document, isGone ? 'settled' : 'open', disposedRows(creditMinor, refundMinor)),
      ...touched(facts.original?.document),
    ],
    journal: entries(disposalEntries(document.id, currency, creditMinor, refundMinor)),
    customers: [deltaOf(customerId, currency, creditMinor, refundMinor)],
    payouts: payoutOf(request, document, refundMinor),
  });
}
