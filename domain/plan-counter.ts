import type { GroupAmount } from './balance.ts';
import type { DocumentContent, InvoiceDocument, Line } from './document.ts';
import { refusal, type Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { bodyOf, keptOf, negate, negatePrice, priceOf, type Body } from './made.ts';
import { sumMinor } from './money.ts';
import { changeOf, type Plan, type PlannedDocument } from './plan.ts';
import { draftPlan, noEffects, type Drafted } from './plan-draft.ts';
import { correctionEffects } from './plan-difference.ts';
import { replacementOf } from './plan-revision.ts';
import type { CorrectionRequest } from './request.ts';
import { mirrorOf } from './reversal.ts';

/**
 * Why the named request cannot be taken back (R52: no undo, a new action): it is not applied on this invoice, of a kind that
 * has no counter-action, or was taken back before.
 */
export function whyNotCounter({ document, countered, corrections }: Facts, counters: string): Refusal | undefined {
  const no = (detail: string): Refusal => refusal('COUNTER_UNKNOWN', { param: 'counters', detail });
  if (!countered || countered.invoiceId !== document.id) return no(`${counters} is not applied on this invoice.`);
  if (countered.kind === 'cancel' && document.class === 'credit') return no('Credit the amount again on its invoice.');
  if (countered.kind === 'cancel')
    return document.links.replacedBy === undefined ? undefined : no('The original was issued again already.');
  if (countered.kind !== 'refund' && countered.kind !== 'credit' && countered.kind !== 'discount')
    return no(`There is no counter-action of ${countered.kind}.`);
  if (document.status === 'canceled') return no('The cancellation of the invoice took it back already.');
  if (document.class === 'credit') return no('The credit note is disposed of; ask for a correction on its invoice.');
  return corrections.some((other) => other.links.counters === counters) ? no('It was taken back already.') : undefined;
}

/**
 * Plans the way back from an applied correction (R52, R68): after a cancellation a replacement with the same lines, which
 * credit and free balance pay themselves; after a refund, credit or discount a correction invoice for the amount.
 */
export function planCounter(facts: Facts, request: CorrectionRequest): Drafted {
  const counters = request.input?.counters ?? '';
  const blocker = whyNotCounter(facts, counters);
  const { countered, document } = facts;
  if (blocker || !countered) return { blockers: blocker ? [blocker] : [] };
  if (countered.kind === 'cancel') return planAgain(facts, request);
  const body = takenBack(document, countered);
  return draftPlan(facts, request, {
    ...correctionEffects(facts, request, body),
    exposureMinor: Math.abs(body.totals.grossMinor),
    warnings: tookDeferred(countered) ? [atOnce] : [],
  });
}

function planAgain(facts: Facts, request: CorrectionRequest): Drafted {
  const { document, account } = facts;
  const { lines, allowancesCharges, taxGroups } = document;
  const { totals } = document;
  const body: Body = {
    lines: lines.map(({ recognition: _schedule, ...line }) => line),
    allowancesCharges,
    taxGroups,
    totals: { ...totals, prepaidMinor: 0, payableMinor: totals.grossMinor + totals.roundingMinor },
  };
  const due: Pick<DocumentContent, 'dueDate'> | object =
    document.dueDate === undefined ? {} : { dueDate: document.dueDate };
  const made = replacementOf(facts, `${request.requestId}.1`, { ...keptOf(document), ...due, ...body }, account);
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: Math.abs(totals.grossMinor),
    changes: [{ ...changeOf(document, document.status, []), replacedBy: made.document.id }],
    documents: [made.document],
    journal: made.journal,
    customers: [made.delta],
    warnings: lines.some((line) => line.recognition) ? [atOnce] : [],
  });
}

const atOnce = 'Revenue of the new invoice is recognised at once: its schedule ended or was shortened with what is taken back.'; // prettier-ignore

const tookDeferred = ({ documents, changes }: Plan): boolean =>
  documents.some(({ lines }) => lines.some((line) => line.recognition)) ||
  changes.some(({ rowsAdded }) => rowsAdded.some((row) => row.deferred));

/** The amounts that a correction took, charged again. */
function takenBack(document: InvoiceDocument, countered: Plan): Body {
  const [note] = countered.documents;
  if (note) return mirrored(note);
  const split = countered.changes.flatMap((change) => change.rowsAdded.flatMap((row) => row.split ?? []));
  // A discount that left the tax where it was is taken back without tax, or the tax would be charged twice (X5).
  const untaxed = split.some((part) => part.keptTaxMinor !== undefined);
  const groups = untaxed ? [outside(split)] : split.map(({ netMinor, ...part }) => ({ ...part, baseMinor: netMinor }));
  const lines = groups.map(({ baseMinor, taxMinor: _tax, ...group }, index): Line => ({
    ...group,
    id: String(index + 1),
    description: 'Discount taken back',
    quantity: '1',
    unitPrice: priceOf(baseMinor, document.currency),
    allowancesCharges: [],
    netMinor: baseMinor,
  }));
  const body = bodyOf(document, lines, [], groups);
  const exemptionReason = 'The tax was charged with the invoice and not lowered by the discount.';
  return untaxed ? { ...body, taxGroups: body.taxGroups.map((group) => ({ ...group, exemptionReason })) } : body;
}

const outside = (split: readonly GroupAmount[]) => ({
  taxCategory: 'O',
  baseMinor: sumMinor(split.map((part) => part.netMinor)),
  taxMinor: 0,
});

/** A note's amounts the other way; its lines take back what they changed, so that quantities and prices in force are right. */
function mirrored(note: PlannedDocument): Body {
  const { lines, allowancesCharges, taxGroups, totals } = mirrorOf({ ...note, number: '', issueDate: '', version: 0 });
  return {
    lines: lines.map((line, index) => {
      const { corrects } = note.lines[index] ?? {};
      return corrects ? { ...line, corrects: inverse(corrects) } : line;
    }),
    allowancesCharges,
    taxGroups,
    totals: { ...totals, roundingMinor: 0, payableMinor: negate(note.totals.grossMinor) },
  };
}

const inverse = ({ lineId, quantityDelta, priceDelta }: NonNullable<Line['corrects']>): NonNullable<Line['corrects']> => ({
  lineId,
  ...(quantityDelta === undefined ? {} : { quantityDelta: negatePrice(quantityDelta) }),
  ...(priceDelta === undefined ? {} : { priceDelta: negatePrice(priceDelta) }),
}); // prettier-ignore
