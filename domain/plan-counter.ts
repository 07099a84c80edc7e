import type { DocumentContent, InvoiceDocument, Line } from './document.ts';
import { refusal, type Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { bodyOf, keptOf, negate, priceOf, type Body } from './made.ts';
import { changeOf, type Plan, type PlannedDocument } from './plan.ts';
import { draftPlan, noEffects, type Drafted } from './plan-draft.ts';
import { correctionEffects, replacementOf } from './plan-update.ts';
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
    exposureMinor: body.totals.grossMinor,
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
    exposureMinor: totals.grossMinor,
    changes: [{ ...changeOf(document, document.status, []), replacedBy: made.document.id }],
    documents: [made.document],
    journal: made.journal,
    customers: [made.delta],
    warnings: lines.some((line) => line.recognition) ? ['Revenue of the new invoice is recognised at once: its schedule ended with the cancellation.'] : [], // prettier-ignore
  });
}

/** The amounts that a correction took, charged again. */
function takenBack(document: InvoiceDocument, countered: Plan): Body {
  const [note] = countered.documents;
  if (note) return mirrored(note);
  const split = countered.changes.flatMap((change) => change.rowsAdded.flatMap((row) => row.split ?? []));
  const rate = (taxRate: string | undefined) => (taxRate === undefined ? {} : { taxRate });
  const lines = split.map(({ taxCategory, taxRate, netMinor }, index): Line => ({
    id: String(index + 1),
    description: 'Discount taken back',
    quantity: '1',
    unitPrice: priceOf(netMinor, document.currency),
    allowancesCharges: [],
    taxCategory,
    ...rate(taxRate),
    netMinor,
  }));
  const groups = split.map(({ taxCategory, taxRate, netMinor, taxMinor }) => ({
    taxCategory,
    ...rate(taxRate),
    baseMinor: netMinor,
    taxMinor,
  }));
  return bodyOf(document, lines, [], groups);
}

function mirrored(note: PlannedDocument): Body {
  const { lines, allowancesCharges, taxGroups, totals } = mirrorOf({ ...note, number: '', issueDate: '', version: 0 });
  return {
    lines,
    allowancesCharges,
    taxGroups,
    totals: { ...totals, roundingMinor: 0, payableMinor: negate(note.totals.grossMinor) },
  };
}
