import { describe, expect, test } from 'vitest';
import { commandFor } from '../../client/render/correction-command.ts';
import { renderCounter } from '../../client/render/counter.ts';
import { renderConsequence, renderPlan } from '../../client/render/plan.ts';
import { amountText } from '../../client/render/wording.ts';
import { plainLook } from '../../client/terminal.ts';
import type { PlanAnswer } from '../../client/views.ts';
import type { Facts } from '../../domain/facts.ts';
import { fieldChanges } from '../../domain/field-changes.ts';
import { planHashOf, planText } from '../../domain/plan.ts';
import { judgedBy } from '../pure/verdict.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, booked } from '../support/documents.ts';
import { facts, planOf } from './plans.ts';

const paid = (amountMinor = 14_569): Facts =>
  facts({ document: booked(aDocument(), { payments: [{ id: 'p1', amountMinor }] }) });

function previewOf(given: Facts, over: Partial<CorrectionRequest>): PlanAnswer {
  const plan = planOf(given, over);
  return {
    preview: true,
    number: 'INV-A',
    plan,
    planHash: planHashOf(planText(plan)),
    ...judgedBy(given, plan),
  };
}
const shown = (given: Facts, over: Partial<CorrectionRequest>): string =>
  renderPlan(previewOf(given, over), plainLook, given.document).replace(/[0-9a-f]{12} \(/, 'HASH (');
/** Up to the first empty line, and the part about what else happens. */
const inShort = (text: string): string =>
  `${text.slice(0, text.indexOf('\n\n'))}\n${text.slice(text.indexOf('\nBesides'))}`;

describe('a plan', () => {
  test('of a refund by lines: the note, the books, and the payout that a bank confirms', () => {
    expect(shown(paid(), { kind: 'refund', input: { lines: [{ lineId: '1', quantity: '1' }] } }))
      .toMatchInlineSnapshot(`
        "refund INV-A  EUR 39.66
          document         status now  after    balance EUR  after
          INV-A            paid        paid            0.00   0.00
          new credit note  -           settled            -   0.00

        New document: credit note, type 381 about INV-A; number and date come with the commit
        Lines
          line  item  description  quantity   price     tax  net EUR
          1           item 1              1  -33.33  S 19 %   -33.33

        Tax and totals
          tax       base  amount  why none
          S 19 %  -33.33   -6.33

                      EUR
          net      -33.33
          tax       -6.33
          gross    -39.66
          payable  -39.66

        Journal
          entry        debit / credit
          credit note  4000 33.33 + 2200 6.33 / 1200[new] 39.66
          refund due   1200[new] 39.66 / 2160 39.66
          1200 receivable, 2160 refunds payable, 2200 vat, 4000 revenue

        Besides
          Refunds payable to the customer EUR +39.66
          Pays out EUR 39.66, once a bank confirms it
          Told by mail: maria@example.com
          Plan hash HASH (of this preview; a request has its own, and nothing was written)

        Why
          Level L1 of the policy (row 3, floor f1, f2)
          Not at once, because
            the document is paid, not unpaid
            a payment was received
            money is paid out
            All of it would have to be otherwise
          EUR 460.34 more would still be band B0, then comes B1

        Would wait for approval, because the document is paid; a payment was received; money is paid out:
          review: 1 signature of ar-approver or finance-approver, within 3 d"
      `);
  });

  test('of a credit, of a discount', () => {
    expect(inShort(shown(paid(), { kind: 'credit', input: { unused: { days: 18, of: 30 } } }))).toMatchInlineSnapshot(`
      "credit INV-A  EUR 87.41
        document         status now  after    balance EUR  after
        INV-A            paid        paid            0.00   0.00
        new credit note  -           settled            -   0.00

      Besides
        Customer credit EUR +87.41
        Told by mail: maria@example.com
        Plan hash HASH (of this preview; a request has its own, and nothing was written)

      Why
        Level L1 of the policy (row 3, floor f1)
        Not at once, because
          the document is paid, not unpaid
          a payment was received
          All of it would have to be otherwise
        EUR 412.59 more would still be band B0, then comes B1

      Would wait for approval, because the document is paid; a payment was received:
        review: 1 signature of ar-approver or finance-approver, within 3 d"
    `);
    expect(inShort(shown(paid(10_000), { kind: 'discount', input: { amount: '5.00' } }))).toMatchInlineSnapshot(`
      "discount INV-A  EUR 5.00
        document  status now  after  balance EUR  after
        INV-A     open        open         45.69  40.69

      Besides
        Told by mail: maria@example.com
        Plan hash HASH (of this preview; a request has its own, and nothing was written)

      Why
        Level L1 of the policy (row 3, floor f1)
        Not at once, because
          the document is partially paid, not unpaid
          a payment was received
          All of it would have to be otherwise
        EUR 495.00 more would still be band B0, then comes B1

      Would wait for approval, because the document is partially paid; a payment was received:
        review: 1 signature of ar-approver or finance-approver, within 3 d"
    `);
  });

  test('of an update in place: old and new, field by field', () => {
    const given = facts({ settings: { ...presets.strict, update: { finalisedFiscal: 'in_place' } } });
    const change = [{ lineId: '1', unitPrice: '30.00' }];
    expect(shown(given, { kind: 'update', input: { change, set: { orderId: 'PO 7' } } })).toMatchInlineSnapshot(`
      "update INV-A  EUR 11.89
        document  status now  after  balance EUR   after
        INV-A     open        open        145.69  133.80

      INV-A changes in place
        field              now     after
        line 1 unit price  33.33   30.00
        line 1 net         99.99   90.00
        tax S 19 base      99.99   90.00
        tax S 19 tax       19.00   17.10
        totals lines       124.94  114.95
        totals net         124.94  114.95
        totals tax         20.75   18.85
        totals gross       145.69  133.80
        totals payable     145.69  133.80
        order id           -       PO 7

      Journal
        entry       debit / credit
        correction  4000 9.99 + 2200 1.90 / 1200[INV-A] 11.89
        1200 receivable, 2200 vat, 4000 revenue

      Besides
        Told by mail: maria@example.com
        Plan hash HASH (of this preview; a request has its own, and nothing was written)

      Why
        Level L0 of the policy (row 1)
        EUR 488.11 more would still be band B0, then comes B1

      Would be applied at once: no rule asks for an approval."
    `);
  });

  test('of an update by revision: two new documents, told apart in the books', () => {
    const change = [{ lineId: '1', unitPrice: '30.00' }];
    const set = { billingAddress: { city: 'Kiel' } };
    const text = shown(facts(), { kind: 'update', input: { change, set } });
    expect(text.slice(text.indexOf('\nWhat the'), text.indexOf('\nNew document'))).toMatchInlineSnapshot(`
      "
      What the replacement of INV-A says differently
        field                  now    after
        line 1 unit price      33.33  30.00
        line 1 net             99.99  90.00
        customer address city  -      Kiel
      "
    `);
    expect(text.slice(0, text.indexOf('\n\n'))).toMatchInlineSnapshot(`
      "update INV-A  EUR 145.69
        document                   status now  after     balance EUR   after
        INV-A                      open        canceled       145.69    0.00
        new cancellation (credit)  -           settled             -    0.00
        new replacement invoice    -           open                -  133.80"
    `);
    expect(text.slice(text.indexOf('\nJournal'), text.indexOf('\nBesides'))).toMatchInlineSnapshot(`
      "
      Journal
        entry     debit / credit
        reversal  4000 124.94 + 2200 20.75 / 1200[new cancellation] 145.69
        clearing  1200[new cancellation] 145.69 / 1200[INV-A] 145.69
        invoice   1200[new replacement] 133.80 / 4000 114.95 + 2200 18.85
        1200 receivable, 2200 vat, 4000 revenue
      "
    `);
  });

  test('in short, for who is about to sign', () => {
    const refund = planOf(paid(), { kind: 'refund', input: { lines: [{ lineId: '1', quantity: '1' }] } });
    expect(renderConsequence(refund, 'INV-A')).toMatchInlineSnapshot(`
      "refund INV-A: stays paid, balance stays 0.00
      makes a credit note over EUR -39.66, 2 journal entries
      Refunds payable to the customer EUR +39.66
      Pays out EUR 39.66, once a bank confirms it"
    `);
    const terms = planOf(facts(), { kind: 'update', input: { set: { dueDate: '2026-03-01' } } });
    expect(renderConsequence(terms, 'INV-A')).toMatchInlineSnapshot(`
      "update INV-A: stays open, balance stays 145.69
      sets due date to 2026-03-01"
    `);
  });
});

describe('what changes in place', () => {
  const before = { ...booked(aDocument({ orderId: 'PO 1' })), notes: ['old'] };

  test('is named by path, also what goes away and what is new', () => {
    const set = { notes: ['new', 'more'], buyer: { ...before.buyer, contact: { phone: '+49 1' } } };
    expect(fieldChanges({ set, cleared: ['orderId'] }, before, 'EUR', amountText)).toEqual([
      ['note 1', 'old', 'new'],
      ['order id', 'PO 1', '-'],
      ['note 2', '-', 'more'],
      ['customer contact phone', '-', '+49 1'],
    ]);
  });

  test('without the old document has its new side', () => {
    expect(
      fieldChanges({ set: { dueDate: '2026-03-01' }, cleared: ['orderId'] }, undefined, 'EUR', amountText),
    ).toEqual([
      ['order id', '?', '-'],
      ['due date', '?', '2026-03-01'],
    ]);
  });
});

describe('the way back', () => {
  const net = { payoutMinor: 0, creditMinor: 0, receivableMinor: 3966 };

  test('is its steps, each with the command that asks for it', () => {
    const { plan, need } = previewOf(facts(), { kind: 'cancel' });
    const step = { text: 'Charge EUR 39.66 again', kind: 'update', input: { counters: 'r_1' }, plan, need } as const;
    expect(renderCounter({ requestId: 'r_1', invoiceId: 'DE100:INV-A', kind: 'refund', steps: [step], net }, plainLook))
      .toMatchInlineSnapshot(`
      "Taking back r_1 (refund of DE100:INV-A): 1 step, nothing was written

      1. Charge EUR 39.66 again
        update, EUR 145.69
        document                   status now  after     balance EUR  after
        DE100:INV-A                open        canceled       145.69   0.00
        new cancellation (credit)  -           settled             -   0.00
        Told by mail: maria@example.com
      Would be applied at once: no rule asks for an approval.
        Ask for it: countersign request update DE100:INV-A --counters r_1 --reason '...'

      Altogether, with the request
        receivable EUR +39.66"
    `);
  });

  test('may not be there', () => {
    const none = { requestId: 'r_1', invoiceId: 'S:1', kind: 'update', steps: [], net, why: 'There is no counter-action of update.' } as const; // prettier-ignore
    expect(renderCounter(none, plainLook)).toBe(
      'Taking back r_1 (update of S:1): not possible. There is no counter-action of update.',
    );
  });
});

describe('a way that stays open is a command', () => {
  test.each<[kind: string, text: string, command: string | undefined]>([
    ['see', 'see its cancellation S:2', 'countersign invoice S:1'],
    ['cancel', 'cancel the open credit note 1 first', 'countersign plan cancel S:1'],
    ['refund', 'refund would pay out EUR 1.00', 'countersign plan refund S:1'],
    ['credit', "credit would add EUR 1.00 to the customer's credit", 'countersign plan credit S:1'],
    ['correct-credit-note', 'a correction invoice offsets', 'countersign plan correct-credit-note S:1'],
    ['discount', 'lower the open amount by at most EUR 1,118.99', 'countersign plan discount S:1 --amount 1118.99'],
    ['update', 'update: a credit note carries it', 'countersign plan update S:1 --price LINE=PRICE'],
    ['update', 'notes, contact and e-mail can be changed', 'countersign plan update S:1 --set notes=TEXT'],
    ['update', 'the same update with method "revise": new documents carry it', 'add --method revise'],
    ['update', 'edit it, discard it or finalise it', 'countersign finalise S:1 or countersign discard S:1'],
    ['update', 'issue the original again: countersign plan --counter with the request that canceled it', undefined],
    ['setting', 'set cancel.paid', undefined],
  ])('%s: %s', (kind, text, command) => {
    expect(commandFor({ kind, documentId: 'S:1', text })).toBe(command);
  });

  test('the same correction on another day, the way back from what a request made', () => {
    const text = 'the same correction dated after 2026-01-31';
    expect(commandFor({ kind: 'repeat', text })).toBe('add --posting-date 2026-02-01');
    const again = { kind: 'update', documentId: 'S:1', text: 'issue the original again: countersign plan --counter with the request that canceled it' }; // prettier-ignore
    const see = { kind: 'see', documentId: 'r_abc234.1', text: 'see its cancellation r_abc234.1' };
    expect(commandFor(again, [see, again])).toBe('countersign plan --counter r_abc234');
  });
});
