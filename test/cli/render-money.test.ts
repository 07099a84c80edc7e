import { describe, expect, test } from 'vitest';
import { renderInvoice, renderVersions } from '../../client/render/invoice.ts';
import { documentLine, renderDraft, renderFinalised, renderPayment, renderPayout, renderPayouts } from '../../client/render/money.ts'; // prettier-ignore
import { plainLook } from '../../client/terminal.ts';
import type { PaymentView, PayoutView } from '../../client/views.ts';
import { aDocument, booked, linesOfB } from '../support/documents.ts';

const document = booked(aDocument({ lines: linesOfB }), { payments: [{ id: 'BANK', amountMinor: 5950 }] });
const payment: PaymentView = {
  id: 'DE100:INV-A/BANK', documentId: 'DE100:INV-A', customerId: 'DE100:B1', currency: 'EUR', amountMinor: 5950,
  on: '2026-01-16', state: 'linked', source: 'recorded',
}; // prettier-ignore
const payout: PayoutView = {
  id: 'r_1.payout', documentId: 'r_1.1', customerId: 'DE100:B1', currency: 'EUR', amountMinor: 3966,
  state: 'requested', requestId: 'r_1', requestedAt: '2026-01-20T10:00:00Z',
}; // prettier-ignore
const draft = { ...document, id: 'order-7', number: '', status: 'draft', rows: [], balanceMinor: 0 } as const;

describe('documents', () => {
  test('an invoice shows its money: payments, payouts with what to type, what came back', () => {
    const answer = { document, linked: [], journal: [], payments: [payment], payouts: [payout], returnedQuantity: { '1': '1' }, creditedAmountMinor: 3966 }; // prettier-ignore
    const text = renderInvoice(answer, plainLook);
    expect(text).toContain('  returned   1 of line 1\n  credited   EUR 39.66\n');
    expect(text.slice(text.indexOf('\nPayments'))).toMatchInlineSnapshot(`
      "
      Payments
        payment           on          state      amount
        DE100:INV-A/BANK  2026-01-16  linked  EUR 59.50

      Payouts
        payout      document  state         amount  asked for
        r_1.payout  r_1.1     requested  EUR 39.66  2026-01-20 10:00 UTC
        When the bank has paid out: countersign payout confirm r_1.payout"
    `);
  });

  test('a draft has no number and is not unpaid', () => {
    expect(renderDraft({ change: 'created', document: draft }, plainLook)).toMatchInlineSnapshot(`
      "Written: gross EUR 59.50
      order-7  invoice, draft, balance EUR 0.00
      Make it an invoice: countersign finalise order-7"
    `);
    expect(renderDraft({ change: 'unchanged', document: draft }, plainLook)).toMatch(/^Unchanged: gross EUR 59\.50\n/);
    expect(documentLine({ document: { ...draft, status: 'discarded' } }, plainLook)).toBe(
      'order-7  invoice, discarded, balance EUR 0.00',
    );
    expect(renderFinalised({ document: { ...document, id: 'order-7', number: 'INV-000001' } }, plainLook)).toBe(
      'INV-000001  invoice, paid, balance EUR 0.00\nIts id stays order-7.',
    );
  });

  test('earlier versions', () => {
    expect(renderVersions({ items: [] }, plainLook)).toBe('It was never changed: there is no earlier version.');
    const version = { version: 1, content: document, contentHash: 'abcdefabcdefabcdef', replacedAt: '2026-01-20T10:00:00Z', replacedBy: 'maria' }; // prettier-ignore
    expect(renderVersions({ items: [version] }, plainLook)).toMatchInlineSnapshot(`
      "  version  replaced              by     request      gross  hash
        1        2026-01-20 10:00 UTC  maria           EUR 59.50  abcdefabcdef"
    `);
  });
});

describe('money', () => {
  test('a payment: how much, where it is', () => {
    expect(renderPayment({ change: 'recorded', payment, document }, plainLook)).toBe(
      'Payment DE100:INV-A/BANK of EUR 59.50, 2026-01-16: linked\nINV-A  invoice, paid, balance EUR 0.00',
    );
    const again = { change: 'unchanged', payment: { ...payment, state: 'in_flight' }, document } as const;
    expect(renderPayment(again, plainLook)).toContain(': in flight (known already)\n');
  });

  test('payouts: what waits, and what to type', () => {
    expect(renderPayouts({ state: 'requested', items: [], more: false }, plainLook)).toBe('No payout is requested.');
    expect(renderPayouts({ state: 'requested', items: [payout], more: true }, plainLook)).toMatchInlineSnapshot(`
      "1 payout and more, oldest first
        payout      document  state         amount  asked for
        r_1.payout  r_1.1     requested  EUR 39.66  2026-01-20 10:00 UTC
        When the bank has paid out: countersign payout confirm r_1.payout"
    `);
    expect(renderPayout({ payout: { ...payout, state: 'confirmed' } }, plainLook)).toBe(
      'Payout r_1.payout of EUR 39.66 for r_1.1 is confirmed.',
    );
    expect(renderPayout({ payout: { ...payout, state: 'failed', failure: 'account closed' } }, plainLook)).toBe(
      'Payout r_1.payout of EUR 39.66 for r_1.1 is failed: account closed.\nThe money is still owed. When the bank has paid out: countersign payout confirm r_1.payout',
    );
  });
});
