import { describe, expect, test } from 'vitest';
import { renderActions } from '../../client/render/actions.ts';
import { renderInvoice } from '../../client/render/invoice.ts';
import { renderConsequence, renderPlan } from '../../client/render/plan.ts';
import { plainLook } from '../../client/terminal.ts';
import { actionsFor } from '../../domain/actions.ts';
import { planHashOf, planText } from '../../domain/plan.ts';
import { judgedBy } from '../pure/verdict.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, booked } from '../support/documents.ts';
import { facts, planOf } from './plans.ts';

describe('an invoice', () => {
  test('shows parties, lines, totals, tax, balance, links and the open request', () => {
    const document = { ...booked(aDocument({ prepaidMinor: 4569 })), openCorrectionId: 'r_1' };
    const openRequest = {
      requestId: 'r_1',
      requester: 'maria',
      reason: 'duplicate',
      receivedAt: '2026-01-20T10:00:00Z',
    };
    expect(renderInvoice({ document, linked: [], journal: [], openRequest }, plainLook)).toMatchInlineSnapshot(`
      "INV-A  invoice, open, partially paid, balance EUR 100.00
        id         DE100:INV-A (version 1)
        seller     Seller (DE100)
        customer   Buyer (B1)
        issued     2026-01-15
        type code  380

      Lines
        line  item  description  quantity  price     tax  net EUR
        1           item 1              3  33.33  S 19 %    99.99
        2           item 2              1  24.95   S 7 %    24.95

      Tax and totals
        tax      base  amount  why none
        S 19 %  99.99   19.00
        S 7 %   24.95    1.75

                    EUR
        net      124.94
        tax       20.75
        gross    145.69
        prepaid  -45.69
        payable  100.00

      Balance
        on          row      about                    EUR
        2026-01-15  invoice                        145.69
        2026-01-15  payment  DE100:INV-A/+prepaid  -45.69
                    balance                        100.00

      Open request
        r_1 by maria, since 2026-01-20 10:00 UTC: duplicate
        Look at it: countersign show r_1"
    `);
  });

  test('names what can be done, or why not and what to type', () => {
    const blocked = facts({
      creditNotes: [
        {
          ...booked(
            aDocument({
              number: 'CN 1',
              class: 'credit',
              lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }],
            }),
          ),
          type: 'credit_note',
        },
      ],
      document: booked(aDocument(), { payments: [{ id: 'p1', amountMinor: 100 }] }),
    });
    const shown = { invoiceId: 'DE100:INV-A', number: 'INV-A', currency: 'EUR', version: 1 };
    expect(renderActions({ ...shown, actions: actionsFor(facts()) }, plainLook)).toMatchInlineSnapshot(`
      "What can be done with INV-A:
        kind                     now                   effect, or why not
        cancel                   possible              takes back EUR 145.69 by a cancellation document
        refund                   NOTHING_PAID          No money is linked to the invoice.
        credit                   NOTHING_PAID          No money is linked to the invoice.
        discount                 NOT_PARTIALLY_PAID    Nothing is paid yet, and the setting discount.allowUnpaid is false.
        correct-credit-note      NO_STRAY_CREDIT_NOTE  No open credit note is left over from a cancellation.
        update (notes, terms)    possible              changes in place: notes, contact, email, paymentTerms, dueDate, delivery, orderId, buyerReference, costCenter
        update (lines, parties)  possible              a cancellation and a replacement invoice carry the change

      How (plan shows it; request asks for it, with --reason and --as)
        cancel: countersign plan cancel DE100:INV-A
        refund, NOTHING_PAID: Cancel or update it.
        credit, NOTHING_PAID: Cancel or update it.
        discount, NOT_PARTIALLY_PAID: Update or cancel the invoice, or allow discounts on unpaid invoices.
        correct-credit-note, NO_STRAY_CREDIT_NOTE: Cancel the credit note, if one is open.
        update (notes, terms): countersign plan update DE100:INV-A --set notes=TEXT
        update (lines, parties): countersign plan update DE100:INV-A --price LINE=PRICE"
    `);
    expect(renderActions({ ...shown, actions: actionsFor(blocked) }, plainLook)).toMatchInlineSnapshot(`
      "What can be done with INV-A:
        kind                     now                             effect, or why not
        cancel                   HAS_PAYMENTS, HAS_CREDIT_NOTES  Money is linked to the invoice and the setting cancel.paid is "forbid". EUR 1.00 is linked.
        refund                   possible                        refund would pay out EUR 1.00
        credit                   possible                        credit would add EUR 118.99 to the customer's credit
        discount                 possible                        discount would lower the open amount by at most EUR 118.99
        correct-credit-note      NO_STRAY_CREDIT_NOTE            No open credit note is left over from a cancellation.
        update (notes, terms)    possible                        changes in place: notes, contact, email, paymentTerms, dueDate, delivery, orderId, buyerReference, costCenter
        update (lines, parties)  possible                        a credit note or a correction invoice carries the difference; an open balance is cleared first

      How (plan shows it; request asks for it, with --reason and --as)
        cancel, HAS_PAYMENTS: Set cancel.paid to "unlink" (preset juston), or unlink the payments first.
        cancel, HAS_CREDIT_NOTES: Cancel an open credit note first; after a settled one credit or update the rest.
          Or: cancel the open credit note CN 1 first: countersign plan cancel 'DE100:CN 1'
        refund: countersign plan refund DE100:INV-A
        credit: countersign plan credit DE100:INV-A
        discount: countersign plan discount DE100:INV-A --amount 118.99
        correct-credit-note, NO_STRAY_CREDIT_NOTE: Cancel the credit note, if one is open.
          Or: cancel the open credit note CN 1 first: countersign plan cancel 'DE100:CN 1'
        update (notes, terms): countersign plan update DE100:INV-A --set notes=TEXT
        update (lines, parties): countersign plan update DE100:INV-A --price LINE=PRICE"
    `);
  });
});

describe('a plan', () => {
  test('shows before and after, the new document, the books, and who would have to sign', () => {
    const given = facts({
      settings: presets.juston,
      document: booked(aDocument(), { payments: [{ id: 'p1', amountMinor: 5000 }], creditUsedMinor: 3000 }),
    });
    const plan = planOf(given);
    const shown = {
      preview: true,
      number: 'INV-A',
      plan,
      planHash: planHashOf(planText(plan)),
      ...judgedBy(given, plan),
    } as const;
    expect(renderPlan(shown, plainLook).replace(/[0-9a-f]{12} \(/, 'HASH (')).toMatchInlineSnapshot(`
      "cancel INV-A  EUR 145.69
        document                   status now  after     balance EUR  after
        INV-A                      open        canceled        65.69   0.00
        new cancellation (credit)  -           settled             -   0.00

      New document: cancellation (credit), type 381 about INV-A; number and date come with the commit
      Lines
        line  item  description  quantity   price     tax  net EUR
        1           item 1              3  -33.33  S 19 %   -99.99
        2           item 2              1  -24.95   S 7 %   -24.95

      Tax and totals
        tax       base  amount  why none
        S 19 %  -99.99  -19.00
        S 7 %   -24.95   -1.75

                     EUR
        net      -124.94
        tax       -20.75
        gross    -145.69
        payable  -145.69

      Journal
        entry             debit / credit
        payment unlinked  1200[INV-A] 50.00 / 2150 50.00
        credit returned   1200[INV-A] 30.00 / 2100 30.00
        reversal          4000 124.94 + 2200 20.75 / 1200[new] 145.69
        clearing          1200[new] 145.69 / 1200[INV-A] 145.69
        1200 receivable, 2100 customer credit, 2150 unapplied, 2200 vat, 4000 revenue

      Besides
        Customer credit EUR +30.00
        Free balance of the customer EUR +50.00
        Warning: EUR 50.00 of payments is unlinked and stays with the customer as free balance.
        Told by mail: maria@example.com
        Plan hash HASH (of this preview; a request has its own, and nothing was written)

      Why
        Level L1 of the policy (row 3, floor f1)
        Not at once, because
          the document is partially paid, not unpaid
          a payment was received
          All of it would have to be otherwise
        EUR 354.31 more would still be band B0, then comes B1

      Would wait for approval, because the document is partially paid; a payment was received:
        review: 1 signature of ar-approver or finance-approver, within 3 d"
    `);
  });

  test('says in short what a signature brings about', () => {
    expect(renderConsequence(planOf(facts()), 'INV-A')).toMatchInlineSnapshot(`
      "cancel INV-A: open to canceled, balance 145.69 to 0.00
      makes a cancellation (credit) over EUR -145.69, 2 journal entries"
    `);
  });
});
