import { paidMinor, paymentState } from './balance.ts';
import { isDate } from './calendar.ts';
import type { InvoiceDocument } from './document.ts';
import { errors, Refused, type Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import type { CorrectionInput, Kind } from './input.ts';
import { formatMoney } from './money.ts';
import { creditCapMinor, discountableMinor, refundableMinor } from './caps.ts';
import { isWhole, strayNote } from './plan-correct.ts';
import { whyNotUpdate } from './blockers-update.ts';
import { reasonHelp, type CorrectionRequest } from './request.ts';
import { blocking, isClosedPair, isFinal, see, whyNotByLinks, type Blocking } from './standing.ts';

/** What the asker said, as far as the rules look at it. */
export type Asked = Pick<CorrectionRequest, 'requestId' | 'reason' | 'expectedVersion' | 'input'>;

const order = new Map(Object.keys(errors).map((code, index) => [code, index]));
const inOrder = (found: readonly Refusal[]): readonly Refusal[] =>
  found.toSorted((a, b) => (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0));

/**
 * Every reason why this kind is not possible now, in the register's order; the first is the answer's code. `asked` is absent
 * where nobody asks yet: the list of actions. Amounts over a cap are found when the plan is made.
 */
export function whyNot(kind: Kind, facts: Facts, asked?: Asked): readonly Refusal[] {
  const to = blocking();
  whyNotAsk(to, facts, asked);
  whyNotNow(to, kind, facts, asked?.input);
  const byStatus = statusRules[kind];
  byStatus(to, facts, asked?.input);
  return inOrder(to.found);
}

function whyNotAsk(to: Blocking, { document, original }: Facts, asked?: Asked): void {
  const { version, openCorrectionId } = document;
  if (asked && asked.reason.code === 'other' && asked.reason.text === undefined)
    to.add('REASON_REQUIRED', { param: 'reason', detail: reasonHelp });
  if (asked?.expectedVersion !== undefined && asked.expectedVersion !== version)
    to.add('STALE_VERSION', { detail: `It is at version ${version}.`, param: 'expectedVersion' });
  const open = [openCorrectionId, original?.document.openCorrectionId].find(
    (id) => id !== undefined && id !== asked?.requestId,
  );
  if (open !== undefined) to.add('PENDING_REQUEST_EXISTS', { detail: `It is ${open}.` });
}

/** Money in flight, currencies and closed books stop whatever moves money. */
function whyNotNow(to: Blocking, kind: Kind, { document, settings, today }: Facts, input?: CorrectionInput): void {
  const flying = document.paymentsInFlight ?? [];
  if (flying.length > 0 && kind !== 'update' && kind !== 'correct-credit-note')
    to.add('PAYMENT_IN_FLIGHT', { detail: flying.map(({ amountMinor }) => formatMoney(amountMinor, document.currency)).join(', ') }); // prettier-ignore
  if (input?.currency !== undefined && input.currency !== document.currency)
    to.add('CURRENCY_MISMATCH', { param: 'currency', detail: `The invoice is in ${document.currency}.` });
  const postingDate = input?.postingDate ?? today;
  if (!isDate(postingDate)) throw new Refused('DOCUMENT_INVALID', { param: 'postingDate', detail: 'It is no day of the calendar.' }); // prettier-ignore
  const { closedThrough } = settings.periods;
  if (postingDate > today) to.add('PERIOD_CLOSED', { param: 'postingDate', detail: `Today is ${today}.` });
  else if (closedThrough !== undefined && postingDate <= closedThrough && kind !== 'update')
    to.add('PERIOD_CLOSED', { param: 'postingDate', detail: `Closed through ${closedThrough}.` });
}

type Rule = (to: Blocking, facts: Facts, input?: CorrectionInput) => void;

/** spec/domain.md section 4: what each kind finds in the way, by the document's state. */
const statusRules: Readonly<Record<Kind, Rule>> = {
  cancel: (to, facts, input) => {
    const { document } = facts;
    if (document.status === 'draft') return to.add('IS_DRAFT');
    if (isClosedPair(document))
      return to.add('CANNOT_CANCEL_CANCELLATION', see(document.links.cancels ?? document.links.correctionOf));
    if (isFinal(document)) return to.add('ALREADY_CANCELED', see(document.links.canceledWith));
    if (document.class === 'credit') return isGone(document) ? to.add('CREDIT_CONSUMED') : undefined;
    if (input?.payout && paidMinor(document.rows) === 0) to.add('NOTHING_PAID', { param: 'payout' });
    return whyNotByLinks(to, facts);
  },
  refund: (to, facts) => {
    const { document, original } = facts;
    if (isSettledBefore(to, document)) return undefined;
    if (document.class === 'invoice' && paidMinor(document.rows) === 0) return to.add('NOTHING_PAID');
    if (document.class === 'credit') {
      if (!original) return to.add('NOTHING_PAID', { detail: 'The invoice that it credits is not known.' });
      if (paidMinor(original.document.rows) === 0) return to.add('NOTHING_PAID');
    }
    return refundableMinor(facts) === 0 ? to.add('EXCEEDS_REFUNDABLE', { detail: 'Nothing is left.' }) : undefined;
  },
  credit: (to, facts) => {
    const { document } = facts;
    if (isSettledBefore(to, document)) return undefined;
    const hasMoney = paidMinor(document.rows) !== 0 || document.status === 'paid';
    if (document.class === 'invoice' && !hasMoney) return to.add('NOTHING_PAID');
    return creditCapMinor(facts) === 0 ? to.add('EXCEEDS_CREDITABLE', { detail: 'Nothing is left.' }) : undefined;
  },
  discount: (to, facts) => {
    const { document, settings } = facts;
    if (document.class === 'credit')
      return to.add('NOT_AN_INVOICE', see(document.links.creditFor ?? document.links.cancels));
    if (document.status === 'draft') return to.add('IS_DRAFT');
    if (isFinal(document)) return to.add('ALREADY_CANCELED', see(document.links.canceledWith));
    if (isClosedPair(document)) return to.add('ALREADY_SETTLED');
    if (document.balanceMinor <= 0) return to.add('NOTHING_OPEN');
    if (paymentState(document) === 'unpaid' && !settings.discount.allowUnpaid) to.add('NOT_PARTIALLY_PAID');
    if (discountableMinor(facts) === 0) to.add('EXCEEDS_CREDITABLE', { detail: 'Nothing is left.' });
  },
  'correct-credit-note': (to, facts) => {
    const { document } = facts;
    const note = strayNote(facts);
    if (note) return note.openCorrectionId !== undefined && note.id !== document.id ? to.add('PENDING_REQUEST_EXISTS', { detail: `It is ${note.openCorrectionId}.` }) : undefined; // prettier-ignore
    if (document.status === 'draft') return to.add('IS_DRAFT');
    if (isFinal(document)) return to.add('ALREADY_CANCELED', see(document.links.canceledWith));
    if (isClosedPair(document)) return to.add('ALREADY_SETTLED');
    if (document.class === 'credit' && isGone(document)) return to.add('CREDIT_CONSUMED');
    return to.add('NO_STRAY_CREDIT_NOTE');
  },
  update: (to, facts, input) => whyNotUpdate(to, facts, input),
};

/** Refund and credit stop at the same ends of a document. */
function isSettledBefore(to: Blocking, document: InvoiceDocument): boolean {
  if (document.status === 'draft') to.add('IS_DRAFT');
  else if (isFinal(document)) to.add('ALREADY_CANCELED', see(document.links.canceledWith));
  else if (isClosedPair(document)) to.add('ALREADY_SETTLED');
  else if (document.class === 'credit' && document.status === 'settled') to.add('CREDIT_CONSUMED');
  else return false;
  return true;
}

/** A credit note of which nothing, or not all, is left. */
const isGone = (document: InvoiceDocument): boolean => document.status === 'settled' || !isWhole(document);
