import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { creditUsedMinor } from '../../domain/balance.ts';
import type { CorrectionView, Outcome } from '../../domain/request.ts';
import type { DocumentAnswer, InvoiceAnswer, PayoutPage } from '../views.ts';
import type { Stage } from './demo-stage.ts';

type Applied = Extract<Outcome, { state: 'applied' }>;
const asMaria = ['--as', 'maria', '--reason'] as const;

/** What a request came to that waits because money was received; asked for again under its key for the figures. */
async function applied(
  { type, ask, check }: Stage,
  key: string,
  words: readonly string[],
): Promise<Applied | undefined> {
  const { exit, out, err } = await type('request', ...words, '--key', key);
  check('money was received, so it waits for a signature: exit code 3', exit === 3, `${out}${err}`);
  const { requestId } = await ask<CorrectionView>('request', ...words, '--key', key);
  const signed = await type('approve', requestId, '--as', 'ben');
  check('Ben signs, and it is applied: exit code 0', signed.exit === 0, signed);
  const view = await ask<CorrectionView>('show', requestId, '--as', 'ben');
  return view.state === 'applied' ? view : undefined;
}

const documentOf = async ({ ask }: Stage, id: string): Promise<InvoiceAnswer['document']> =>
  (await ask<InvoiceAnswer>('invoice', id)).document;

/** E6: a credit note, money that is owed, and only a bank's word moves the bank account. */
export async function refundPaidOut(stage: Stage): Promise<void> {
  const { say, type, ask, check } = stage;
  say('8. Goods of a paid invoice come back: refund, and the bank confirms the payout');
  await type('plan', 'refund', 'INV-1004', '--amount', '119.00');
  const done = await applied(stage, 'demo-refund', ['refund', 'INV-1004', '--amount', '119.00', ...asMaria, 'goods_returned']); // prettier-ignore
  const note = done?.documents.find(({ class: side }) => side === 'credit');
  check('a credit note is settled with a balance of 0.00', note?.status === 'settled' && note.balanceMinor === 0, done);
  const owed = done?.customers.map(({ payableDeltaMinor }) => payableDeltaMinor);
  check('EUR 119.00 is owed to the customer, not paid yet', owed?.join() === '11900', owed);
  const { items } = await ask<PayoutPage>('payouts');
  const payout = items.find(({ requestId }) => requestId === done?.requestId);
  check('the payout waits for the bank', payout?.amountMinor === 11_900, items);
  if (payout === undefined) return;
  const { exit, out, err } = await type('payout', 'confirm', payout.id, '--as', 'otto');
  check('the payout is confirmed, exit code 0', exit === 0 && out.includes('is confirmed'), `${out}${err}`);
  const { journal } = await ask<InvoiceAnswer>('invoice', payout.documentId);
  const paid = (await ask<PayoutPage>('payouts', '--state', 'confirmed')).items.some(({ id }) => id === payout.id);
  check('and nothing waits any more', paid && (await ask<PayoutPage>('payouts')).items.length === 0, journal);
}

/** E7: credit for later, which the customer's next invoice uses by itself. */
export async function creditUsedNext(stage: Stage): Promise<void> {
  const { say, type, ask, check, up } = stage;
  say("9. Credit for the future: the customer's next invoice uses it");
  const done = await applied(stage, 'demo-credit', ['credit', 'INV-1004', '--amount', '59.50', ...asMaria, 'delivered too late']); // prettier-ignore
  const granted = done?.customers.map(({ creditDeltaMinor }) => creditDeltaMinor);
  check("EUR 59.50 is the customer's credit", granted?.join() === '5950', granted);
  const { document: sold } = await ask<InvoiceAnswer>('invoice', 'INV-1004');
  const file = join(up.config.home, 'draft.json');
  const party = ({ name, vatId, partyId }: typeof sold.buyer) => ({ name, vatId, partyId });
  const lines = [{ description: 'Inventory module, one month', quantity: '1', unitPrice: '80.00', tax: { category: 'S', rate: '19' } }]; // prettier-ignore
  await writeFile(
    file,
    JSON.stringify({
      class: 'invoice',
      seller: party(sold.seller),
      customer: party(sold.buyer),
      currency: 'EUR',
      lines,
    }),
  );
  await type('draft', 'order-2011', file, '--as', 'otto');
  const { exit, out, err } = await type('finalise', 'order-2011', '--as', 'otto');
  check('a draft becomes an invoice with a number, exit code 0', exit === 0, `${out}${err}`);
  const next = await documentOf(stage, 'order-2011');
  check(`${next.number} used the credit of EUR 59.50`, creditUsedMinor(next.rows) === 5_950, next.rows);
  check('EUR 35.70 of its EUR 95.20 is open', next.balanceMinor === 3_570 && next.totals.grossMinor === 9_520, next);
}

/** E8: a discount lowers what is open, without a document. */
export async function discountGiven(stage: Stage): Promise<void> {
  const { say, check } = stage;
  say('10. A discount on a partially paid invoice');
  const before = await documentOf(stage, 'INV-1005');
  const done = await applied(stage, 'demo-discount', ['discount', 'INV-1005', '--amount', '100.00', ...asMaria, 'paid early']); // prettier-ignore
  const after = await documentOf(stage, 'INV-1005');
  check('USD 100.00 less is open', before.balanceMinor - after.balanceMinor === 10_000, [before.rows, after.rows]);
  check('no document was made', done?.documents.every(({ id }) => id === before.id) === true, done);
}

/** E13a: a price was too high, and money is on the invoice: a credit note carries the difference, and lowers what is open. */
export async function differenceBooked(stage: Stage): Promise<void> {
  const { say, type, ask, check } = stage;
  say('11. A price was too high: what differs becomes a document, the invoice stays as it was sent');
  const before = await documentOf(stage, 'INV-1005');
  const done = await applied(stage, 'demo-update', ['update', 'INV-1005', '--price', '2=850.00', ...asMaria, 'price as agreed']); // prettier-ignore
  const after = await documentOf(stage, 'INV-1005');
  check('USD 50.00 less is open', before.balanceMinor - after.balanceMinor === 5_000, [before.rows, after.rows]);
  check('its lines read as they were sent', JSON.stringify(before.lines) === JSON.stringify(after.lines), after.lines);
  const note = done?.documents.find(({ class: side }) => side === 'credit');
  const { document } = await ask<DocumentAnswer>('invoice', note?.id ?? '');
  check(`${document.number} is a credit note over USD 50.00`, document.totals.grossMinor === -5_000, document.totals);
  await type('actions', 'INV-1005');
}
