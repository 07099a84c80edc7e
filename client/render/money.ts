import { kindOf } from '../../domain/document-words.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Look } from '../terminal.ts';
import type { DocumentAnswer, DraftAnswer, PaymentAnswer, PaymentView, PayoutAnswer, PayoutView } from '../views.ts';
import { statusText, titleOf } from './document.ts';
import { table } from './table.ts';
import { commandLine, countText, momentText, status } from './wording.ts';

export const paymentsTable = (payments: readonly PaymentView[], look: Look): string =>
  table(
    [{ title: 'payment', flexible: true }, { title: 'on' }, { title: 'state' }, { title: 'amount', align: 'right' }],
    payments.map(({ id, on, state, amountMinor, currency }) => [id, on, { ...status(state), text: state.replace('_', ' ') }, formatMoney(amountMinor, currency)]),
    look,
  ); // prettier-ignore

/** Payouts, and what to type for those that are not through. */
export function payoutsTable(payouts: readonly PayoutView[], look: Look): string {
  const waiting = payouts.filter(({ state }) => state !== 'confirmed');
  return [
    table(
      [{ title: 'payout' }, { title: 'document', flexible: true }, { title: 'state' }, { title: 'amount', align: 'right' }, { title: 'asked for' }],
      payouts.map(({ id, documentId, state, amountMinor, currency, requestedAt }) => [id, documentId, status(state), formatMoney(amountMinor, currency), momentText(requestedAt)]),
      look,
    ),
    ...waiting.map((payout) => `  ${paidOut(payout.id, look)}${payout.failure === undefined ? '' : ` (failed: ${payout.failure})`}`),
  ].join('\n'); // prettier-ignore
}

/** What to type once the money has left. */
export const paidOut = (payoutId: string, look: Look): string =>
  `When the bank has paid out: ${look.paint('cyan', commandLine('payout', 'confirm', payoutId))}`;

export interface PayoutsAnswer {
  readonly state: string;
  readonly items: readonly PayoutView[];
  /** Whether there are more than one answer holds. */
  readonly more: boolean;
}

export const renderPayouts = ({ state, items, more }: PayoutsAnswer, look: Look): string =>
  items.length === 0
    ? `No payout is ${state}.`
    : `${countText(items.length, 'payout')}${more ? ' and more' : ''}, oldest first\n${payoutsTable(items, look)}`;

export function renderPayout({ payout }: PayoutAnswer, look: Look): string {
  const { id, state, amountMinor, currency, documentId, failure } = payout;
  const lines = [`Payout ${id} of ${formatMoney(amountMinor, currency)} for ${documentId} is ${look.paint(status(state).style, state)}${failure === undefined || state !== 'failed' ? '' : `: ${failure}`}.`]; // prettier-ignore
  if (state === 'failed') lines.push(`The money is still owed. ${paidOut(id, look)}`);
  return lines.join('\n');
}

/** `INV-000001  invoice, open, unpaid, balance EUR 59.50`. */
export const documentLine = ({ document }: DocumentAnswer, look: Look): string =>
  `${look.paint('bold', titleOf(document))}  ${kindOf(document)}, ${look.paint(status(document.status).style, statusText(document))}, balance ${formatMoney(document.balanceMinor, document.currency)}`;

const drafted: Readonly<Record<DraftAnswer['change'], string>> = {
  created: 'Written',
  replaced: 'Written anew; the old version is kept',
  unchanged: 'Unchanged',
};

export const renderDraft = (answer: DraftAnswer, look: Look): string =>
  [
    `${drafted[answer.change]}: gross ${formatMoney(answer.document.totals.grossMinor, answer.document.currency)}`,
    documentLine(answer, look),
    `Make it an invoice: ${look.paint('cyan', commandLine('finalise', answer.document.id))}`,
  ].join('\n');

export const renderFinalised = (answer: DocumentAnswer, look: Look): string =>
  `${documentLine(answer, look)}\nIts id stays ${answer.document.id}.`;

/** Where the money of a payment is now: on the document, or with the customer. */
export function renderPayment(answer: PaymentAnswer, look: Look): string {
  const { id, state, amountMinor, currency, on } = answer.payment;
  const known = answer.change === 'unchanged' ? ' (known already)' : '';
  return [
    `Payment ${id} of ${formatMoney(amountMinor, currency)}, ${on}: ${look.paint(status(state).style, state.replace('_', ' '))}${known}`,
    documentLine(answer, look),
  ].join('\n');
}
