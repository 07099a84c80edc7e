import type { Facts } from './facts.ts';
import { alwaysFields, nonFiscalFields, type CorrectionInput, type HeaderField } from './input.ts';
import { whyNotCounter } from './plan-counter.ts';
import { methodOf } from './update-method.ts';
import { isClosedPair, isFinal, see, whyNotByLinks, type Blocking } from './standing.ts';
import { checkHeader, headerEdit, isNonFiscal } from './update-header.ts';

/** Fields of the head that may change in place on this document: all non-fiscal ones until it is paid. */
export function fieldsOpen(document: Facts['document']): readonly HeaderField[] {
  const isEnded = document.class === 'credit' || isFinal(document) || isClosedPair(document);
  if (isEnded) return ['notes'];
  return document.status === 'paid' ? alwaysFields : nonFiscalFields;
}

/** A change of lines when nobody has said yet which: the list of actions asks for it. */
export const anyLineChange: CorrectionInput = { change: [{ lineId: '?', quantity: '1' }] };

/** spec/domain.md section 4, the columns of update. */
export function whyNotUpdate(to: Blocking, facts: Facts, input: CorrectionInput = anyLineChange): void {
  const { document } = facts;
  if (input.counters !== undefined) {
    const blocker = whyNotCounter(facts, input.counters);
    if (blocker) to.take(blocker);
    else whyNotPosted(to, facts, input);
    return;
  }
  checkHeader(input);
  const { fields } = headerEdit(document, input);
  const touchesLines = (input.change ?? []).length + (input.add ?? []).length > 0;
  if (document.status === 'draft') {
    const isStandard = document.class === 'invoice' && document.type === 'standard';
    if (touchesLines && !isStandard) to.add('LINES_LOCKED');
    const parties = fields.filter((field) => field === 'buyer' || field === 'currency');
    if (parties.length > 0 && !isStandard) to.add('FIELD_LOCKED', { param: `set.${parties[0]}`, detail: parties.join(', ') }); // prettier-ignore
    return;
  }
  const isFiscal = touchesLines || fields.some((field) => !isNonFiscal(field));
  if (isFiscal) whyNotFiscal(to, facts, input, fields);
  const locked = fields.filter((field) => isNonFiscal(field) && !fieldsOpen(document).includes(field));
  if (locked.length > 0) to.add('FIELD_LOCKED', { param: `set.${locked[0]}`, detail: locked.join(', ') });
}

function whyNotFiscal(to: Blocking, facts: Facts, input: CorrectionInput, fields: readonly HeaderField[]): void {
  const { document, settings } = facts;
  if (isClosedPair(document)) return to.add('ALREADY_SETTLED');
  if (document.class === 'credit') return to.add('NOT_AN_INVOICE', see(document.links.creditFor));
  if (isFinal(document)) return to.add('ALREADY_CANCELED', see(document.links.canceledWith));
  if ((document.paymentsInFlight ?? []).length > 0) to.add('PAYMENT_IN_FLIGHT');
  const method = methodOf(facts, { fields }, input);
  if (method === 'revision') whyNotByLinks(to, { ...facts, settings: { ...settings, cancel: { ...settings.cancel, whenCreditNotesExist: 'block' } } }); // prettier-ignore
  if (whyNotPosted(to, facts, input) || method !== 'in_place') return undefined;
  const { closedThrough } = settings.periods;
  if (closedThrough !== undefined && document.issueDate <= closedThrough)
    to.add('PERIOD_CLOSED', {
      detail: `Closed through ${closedThrough}, and the invoice is of ${document.issueDate}.`,
    });
  if (document.transmittedOn !== undefined)
    to.add('TAX_AUTHORITY_ACCEPTED', { detail: `On ${document.transmittedOn}.` });
}

function whyNotPosted(to: Blocking, { settings, today }: Facts, input: CorrectionInput): boolean {
  const { closedThrough } = settings.periods;
  if (closedThrough === undefined || (input.postingDate ?? today) > closedThrough) return false;
  to.add('PERIOD_CLOSED', { param: 'postingDate', detail: `Closed through ${closedThrough}.` });
  return true;
}
