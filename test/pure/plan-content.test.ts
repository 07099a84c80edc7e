import { describe, expect, test } from 'vitest';
import { outcomeNotices } from '../../domain/notices.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, aRequest } from '../support/documents.ts';
import { committed, factsOf, inTheBooks, planned, refusedWith } from './situations.ts';

const { document } = inTheBooks(aDocument({ orderId: 'O-1' }), { creditUsedMinor: 3_000 });
const plan = planned(factsOf(document), {
  reason: { code: 'wrong_recipient', text: 'sold to ACME' },
  evidence: 'mail 7',
});
const [made] = plan.documents;
const { canceled, by } = committed(document, plan);

describe('the cancellation document of INV-A', () => {
  test('is of class Credit and type Cancellation, a 381 that names the original (R25, R26)', () => {
    expect(made).toMatchObject({
      class: 'credit', type: 'cancellation', typeCode: '381', status: 'settled',
      preceding: { number: 'INV-A', issueDate: '2026-01-15' },
    }); // prettier-ignore
  });

  test('holds all lines with reversed unit price and unchanged quantity (R27, X13)', () => {
    expect(made?.lines.map(({ quantity, unitPrice, netMinor }) => [quantity, unitPrice, netMinor])).toEqual([
      ['3', '-33.33', -9_999],
      ['1', '-24.95', -2_495],
    ]);
  });

  test('carries every amount negated', () => {
    expect(made?.taxGroups.map(({ baseMinor, taxMinor }) => [baseMinor, taxMinor])).toEqual([
      [-9_999, -1_900],
      [-2_495, -175],
    ]);
    expect(made?.totals).toMatchObject({
      netMinor: -12_494,
      taxMinor: -2_075,
      grossMinor: -14_569,
      payableMinor: -14_569,
    });
  });

  test('has no date of its own before the commit, so it is never posted on the original one (erpnext 28678)', () => {
    expect(made).not.toHaveProperty('issueDate');
    expect(made).not.toHaveProperty('number');
    expect(JSON.stringify(plan.journal)).not.toContain(document.issueDate);
    expect(plan.changes.flatMap(({ rowsAdded }) => rowsAdded).some((row) => 'on' in row)).toBe(false);
  });

  test('is linked at both ends (R26, R30)', () => {
    expect(canceled.links).toEqual({ canceledWith: by.id, creditedBy: [by.id] });
    expect(by.links).toEqual({ cancels: canceled.id, creditFor: canceled.id });
  });

  test('clears the original: both are at 0, one canceled, one settled (R30, R32-R34)', () => {
    expect(plan.balancesAfter).toEqual([
      { documentId: canceled.id, status: 'canceled', balanceMinor: 0 },
      { documentId: by.id, status: 'settled', balanceMinor: 0 },
    ]);
    expect(plan.changes[0]?.rowsAdded).toEqual([
      { kind: 'credit_applied', amountMinor: 3_000 },
      { kind: 'clearing', amountMinor: -14_569, ref: by.id },
    ]);
    expect(by.rows).toEqual([
      { kind: 'invoice', amountMinor: -14_569 },
      { kind: 'clearing', amountMinor: 14_569, ref: canceled.id },
    ]);
  });
});

describe('the plan', () => {
  test('keeps reason, evidence and requester (R28, R60, R85)', () => {
    expect(plan).toMatchObject({
      kind: 'cancel', reason: { code: 'wrong_recipient', text: 'sold to ACME' }, evidence: 'mail 7',
      requester: { id: 'maria', type: 'person', email: 'maria@example.com' },
      invoiceId: document.id, invoiceVersion: 1, policyVersion: '1', settingsVersion: 1, exposureMinor: 14_569,
    }); // prettier-ignore
  });

  test('gives the used credit back to the customer (R40, killbill 1464)', () => {
    const { customerId } = document;
    expect(plan.customers).toEqual([
      { customerId, currency: 'EUR', creditDeltaMinor: 3_000, freeDeltaMinor: 0, payableDeltaMinor: 0 },
    ]);
  });

  test('tells the requester, and warns of freed payments', () => {
    expect(plan.notifications).toEqual([{ topic: 'correction.applied', recipient: 'maria@example.com' }]);
    expect(outcomeNotices({ requester: { id: 'shop', type: 'service' } }, 'refused', { slack: {} })).toEqual([]);
    expect(plan.warnings).toEqual([]);
    const paid = inTheBooks(aDocument(), { payments: [{ id: 'p', amountMinor: 14_569 }] });
    const [warning] = planned(factsOf(paid.document, presets.juston)).warnings;
    expect(warning).toContain('EUR 145.69 of payments is unlinked');
  });

  test('stops the schedule only where revenue still waits (R77)', () => {
    const withPart = (isBooked: boolean) =>
      inTheBooks(
        aDocument({
          lines: [
            { quantity: '1', unitPrice: '10.00', taxRate: '19', recognition: [{ on: '2026-02-01', amountMinor: 1_000, booked: isBooked }] },
          ],
        }),
      ); // prettier-ignore
    const stops = (isBooked: boolean) => planned(factsOf(withPart(isBooked).document)).changes[0]?.stopsRecognition;
    expect([stops(false), stops(true)]).toEqual([true, false]);
    expect(planned(factsOf(withPart(false).document)).documents[0]?.lines[0]).not.toHaveProperty('recognition');
  });

  test('unlinks each payment by a row of its own, and none that is unlinked already', () => {
    const { document: twice } = inTheBooks(aDocument(), {
      payments: [{ id: 'p1', amountMinor: 5_000 }, { id: 'p2', amountMinor: 4_000 }],
    }); // prettier-ignore
    const moved = {
      ...twice,
      rows: [...twice.rows, { kind: 'payment', amountMinor: 5_000, ref: `${twice.id}/p1` } as const],
    };
    const { changes, customers } = planned(factsOf(moved, presets.juston));
    expect(changes[0]?.rowsAdded).toEqual([
      { kind: 'payment', amountMinor: 4_000, ref: `${twice.id}/p2` },
      { kind: 'clearing', amountMinor: -14_569, ref: by.id },
    ]);
    expect(customers).toMatchObject([{ creditDeltaMinor: 0, freeDeltaMinor: 4_000, payableDeltaMinor: 0 }]);
    expect(changes[0]?.unlinks).toEqual([`${twice.id}/p2`]);
  });
});

describe('the cancellation of a credit note', () => {
  const note = inTheBooks(
    aDocument({ number: 'CN', class: 'credit', lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }] }),
  ).document;
  const { documents, changes } = planned(factsOf(note));

  test('is of class Invoice and type Cancellation, a 383, with the sign turned back (R35)', () => {
    expect(documents[0]).toMatchObject({
      class: 'invoice', type: 'cancellation', typeCode: '383', status: 'settled', links: { cancels: note.id },
      lines: [{ quantity: '1', unitPrice: '24.95', netMinor: 2_495 }], totals: { grossMinor: 2_670 },
    }); // prettier-ignore
    expect(documents[0]?.links).not.toHaveProperty('creditFor');
    expect(changes[0]).not.toHaveProperty('creditedBy');
  });

  test('cannot be canceled itself, and neither can the credit note again (odoo 27165)', () => {
    const after = committed(note, planned(factsOf(note)));
    expect(refusedWith(factsOf(after.canceled))).toEqual(['ALREADY_CANCELED']);
    expect(refusedWith(factsOf(after.by))).toEqual(['CANNOT_CANCEL_CANCELLATION']);
  });
});

test('the same request twice gives the same plan; another request another document id', () => {
  expect(planned(factsOf(document))).toEqual(planned(factsOf(document)));
  const other = planned(factsOf(document), { requestId: aRequest('x', { key: 'other' }).requestId });
  expect(other.documents[0]?.id).not.toBe(made?.id);
});
