import { describe, expect, test } from 'vitest';
import type { RequestDetail } from '../../client/views.ts';
import { renderInbox, renderOutcome, renderRequest } from '../../client/render/request.ts';
import { plainLook } from '../../client/terminal.ts';
import { untilText } from '../../client/render/wording.ts';
import { facts, planOf } from './plans.ts';

const nowMs = Date.parse('2026-01-20T10:00:00Z');
const waiting: RequestDetail = {
  state: 'open',
  requestId: 'r_1',
  invoiceId: 'DE100:INV-A',
  waitingFor: {
    planHash: 'abc', revision: 1, step: 0, stepName: 'review', roles: ['ar-approver', 'finance-approver'], quorum: 1, votes: [],
    dueAt: '2026-01-22T12:30:00Z', why: ['EUR 845.69 is above the limit of EUR 500.00'],
  },
  request: {
    kind: 'cancel',
    reason: { code: 'duplicate', text: 'duplicate' },
    requester: { id: 'maria', type: 'person' },
    origin: { via: 'event', source: 'urn:shop', eventId: 'e1' },
    label: { number: 'INV-A', currency: 'EUR', amountMinor: 84_569 },
    receivedAt: '2026-01-19T12:30:00Z',
  },
  votes: [],
}; // prettier-ignore

describe('a request', () => {
  test('that waits says for whom, until when, and what to type', () => {
    const detail = {
      ...waiting,
      planHash: 'abcdefabcdefabcdef',
      plan: planOf(facts()),
      temporalUrl: 'http://127.0.0.1:8233/x',
    };
    expect(renderRequest(detail, plainLook, nowMs)).toMatchInlineSnapshot(`
      "cancel INV-A  open
        request    r_1
        invoice    DE100:INV-A
        asked by   maria (person), 2026-01-19 12:30 UTC
        from       event e1 of urn:shop
        reason     duplicate
        plan hash  abcdefabcdef
        Temporal   http://127.0.0.1:8233/x

      Plan
        document                   status now  after     balance EUR  after
        INV-A                      open        canceled       145.69   0.00
        new cancellation (credit)  -           settled             -   0.00

      Journal
        entry     debit / credit
        reversal  4000 124.94 + 2200 20.75 / 1200[new] 145.69
        clearing  1200[new] 145.69 / 1200[INV-A] 145.69
        1200 receivable, 2200 vat, 4000 revenue
        Told by mail: maria@example.com

      Waits for approval, because EUR 845.69 is above the limit of EUR 500.00
        review: 0 of 1 signature, ar-approver or finance-approver, until 2026-01-22 12:30 UTC (in 2 d 2 h)
        Approve: countersign approve r_1 --as NAME
        Reject: countersign reject r_1 --as NAME --comment '...'"
    `);
  });

  test('is a row in the inbox', () => {
    expect(renderInbox({ of: 'ben', items: [waiting], more: false }, plainLook, nowMs)).toMatchInlineSnapshot(`
      "1 request, oldest first
        request  what              amount  asked by  reason     waits for                        due
        r_1      cancel INV-A  EUR 845.69  maria     duplicate  ar-approver or finance-approver  in 2 d 2 h

      Look at one: countersign show r_1"
    `);
    expect(renderInbox({ of: 'ben', items: [], more: false }, plainLook, nowMs)).toBe('Nothing waits for ben.');
  });

  test('that was applied names the documents and their balances', () => {
    const outcome = {
      state: 'applied', requestId: 'r_1', invoiceId: 'DE100:INV-A', currency: 'EUR', planHash: 'h', 
      customers: [{ customerId: 'DE100:B1', currency: 'EUR', creditDeltaMinor: 3000, freeDeltaMinor: 0, payableDeltaMinor: 0 }],
      payoutIds: ['r_1/payout'], journalIds: ['1', '2'], committedAt: '2026-01-20T10:00:00Z',
      documents: [
        { id: 'DE100:INV-A', number: 'INV-A', class: 'invoice', type: 'standard', status: 'canceled', balanceMinor: 0 },
        { id: 'r_1.1', number: 'CXL-000001', class: 'credit', type: 'cancellation', status: 'settled', balanceMinor: 0 },
      ],
    } as const; // prettier-ignore
    expect(renderOutcome(outcome, plainLook)).toMatchInlineSnapshot(`
      "Applied at 2026-01-20 10:00 UTC, 2 journal entries
        number      document               status    balance EUR  id
        INV-A       invoice                canceled         0.00  DE100:INV-A
        CXL-000001  cancellation (credit)  settled          0.00  r_1.1
        Customer credit EUR +30.00
        When the bank has paid out: countersign payout confirm r_1/payout"
    `);
  });

  test.each([
    ['2026-01-22T13:00:00Z', 'in 2 d 3 h'],
    ['2026-01-20T12:05:00Z', 'in 2 h 5 min'],
    ['2026-01-20T10:00:10Z', 'in 1 min'],
    ['2026-01-20T09:00:00Z', 'overdue by 1 h'],
  ])('that is due %s is due %s', (dueAt, text) => {
    expect(untilText(dueAt, nowMs)).toBe(text);
  });
});
