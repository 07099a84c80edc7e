import { finaliseInvoice } from './booking.ts';
import { refundableMinor } from './caps.ts';
import { completed } from './credit-body.ts';
import { creditNoteEffects } from './credit-note.ts';
import { refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { creditableMinor } from './left.ts';
import { keptOf, netOf, type Body } from './made.ts';
import { formatMoney } from './money.ts';
import { changeOf, type PlannedChange, type PlannedDocument } from './plan.ts';
import { draftPlan, noEffects, type Draft, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';
import { exposureOfDifference, exposureOfHead } from './update-exposure.ts';
import type { HeaderEdit } from './update-header.ts';
import { differenceLines } from './update-lines.ts';

/** By what differs (E13 to E14): downwards a credit note, upwards a correction invoice; undefined when nothing differs. */
export function planDifference(facts: Facts, request: CorrectionRequest, edit: HeaderEdit): Drafted | undefined {
  const { document, creditNotes, corrections } = facts;
  const input = request.input ?? {};
  const lines = differenceLines(document, [...creditNotes, ...corrections], input);
  if ('code' in lines) return { blockers: [lines] };
  if (lines.length === 0) return undefined;
  const down = completed(facts, lines, -1);
  const parts = down.grossMinor > 0 ? down : completed(facts, lines, 1); // tax decides, too: lines may only change their rate
  const exposureMinor = Math.max(exposureOfDifference(parts.body), exposureOfHead(document, document, edit));
  const withHead = (change: PlannedChange): PlannedChange =>
    edit.fields.length === 0 ? change : { ...change, set: edit.set, cleared: edit.cleared };
  if (parts.grossMinor === 0 && netOf(lines) < 0)
    return { blockers: [refusal('EXCEEDS_CREDITABLE', { param: 'change', detail: 'All that these lines are worth was credited before.' })] }; // prettier-ignore
  if (parts.grossMinor <= 0) {
    const upward = correctionEffects(facts, request, parts.body);
    return draftPlan(facts, request, {
      ...upward,
      changes: upward.changes.map(withHead),
      exposureMinor,
    });
  }
  const creditable = creditableMinor(document, creditNotes);
  if (parts.grossMinor > creditable)
    return { blockers: [refusal('EXCEEDS_CREDITABLE', { param: 'change', detail: `${formatMoney(creditable, document.currency)} is left.` })] }; // prettier-ignore
  const clearMinor = Math.min(Math.max(document.balanceMinor, 0), parts.grossMinor);
  const restMinor = parts.grossMinor - clearMinor;
  const refunds = input.disposition === 'refund';
  const refundable = refundableMinor(facts);
  if (refunds && restMinor > refundable)
    return { blockers: [refusal('EXCEEDS_REFUNDABLE', { param: 'disposition', detail: `${formatMoney(refundable, document.currency)} is left.` })] }; // prettier-ignore
  const disposition = { clearMinor, creditMinor: refunds ? 0 : restMinor, refundMinor: refunds ? restMinor : 0 };
  const effects = creditNoteEffects(facts, request, parts, disposition);
  const [own, ...others] = effects.changes;
  return draftPlan(facts, request, {
    ...noEffects,
    ...effects,
    changes: own ? [withHead(own), ...others] : [],
    exposureMinor,
    warnings: parts.lowered
      ? ['Part of these lines was credited before: what is left of their tax group is credited.']
      : [],
  });
}

/** A correction invoice for more (E14), finalised: open unless credit or free balance pays it. */
export function correctionEffects(facts: Facts, request: CorrectionRequest, body: Body): Omit<Draft, 'exposureMinor'> {
  const { document, settings, account } = facts;
  const id = `${request.requestId}.1`;
  const { dueDate } = document;
  const content = { ...keptOf(document), ...(dueDate === undefined ? {} : { dueDate }), ...body };
  const { rows, balanceMinor, status, journal, customer } = finaliseInvoice(
    id,
    { ...content, class: 'invoice' },
    account,
  );
  const made: PlannedDocument = {
    ...content,
    id,
    class: 'invoice',
    type: 'correction',
    typeCode: settings.typeCodes.correction,
    status,
    rows,
    balanceMinor,
    links: {
      correctionOf: document.id,
      ...(request.input?.counters === undefined ? {} : { counters: request.input.counters }),
    },
  };
  return {
    ...noEffects,
    changes: [{ ...changeOf(document, document.status, []), correctedBy: id }],
    documents: [made],
    journal,
    customers: [customer],
  };
}
