import { describe, expect, test } from 'vitest';
import type { Facts } from '../../domain/actions.ts';
import { finaliseInvoice } from '../../domain/booking.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { plainAmount } from '../../domain/money.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, linesOfB } from '../support/documents.ts';
import { afterOf, debitsOf, entriesOf, naturalOf, written, type Names } from './notation.ts';
import { committed, factsOf, inTheBooks, planned, refusedWith } from './situations.ts';

interface Replay {
  readonly names: Names;
  readonly documents: readonly InvoiceDocument[];
  readonly given: readonly JournalEntry[];
  readonly plan: readonly JournalEntry[];
}

const pay = (...amounts: readonly number[]) => ({
  payments: amounts.map((amountMinor, index) => ({ id: `p${index + 1}`, amountMinor })),
});
const invoiceA = aDocument();
const unpaid = inTheBooks(invoiceA);
const creditUsed = inTheBooks(invoiceA, { creditUsedMinor: 3_000 });
const paid = inTheBooks(invoiceA, pay(14_569));
const partPaid = inTheBooks(invoiceA, { ...pay(5_000), creditUsedMinor: 3_000 });
const deferred = inTheBooks(
  aDocument({
    number: 'R',
    lines: [
      {
        quantity: '12', unitPrice: '10.00', taxRate: '19',
        recognition: [
          { on: '2026-01-31', amountMinor: 3_000, booked: true },
          { on: '2026-12-31', amountMinor: 9_000, booked: false },
        ],
      },
    ],
  }),
); // prettier-ignore
/** A 381 that was imported with a reference to A. */
const creditNote = inTheBooks(
  aDocument({
    number: 'CN', class: 'credit', preceding: { number: 'INV-A', issueDate: '2026-01-15' },
    lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }],
  }),
); // prettier-ignore

/** Cancels a document and says what its parts are called in the specification. */
function canceled(
  { document, journal }: ReturnType<typeof inTheBooks>,
  names: string,
  over: Partial<Facts> = {},
): Replay {
  const plan = planned({ ...factsOf(document, presets.juston), ...over });
  const after = committed(document, plan);
  const [own = '', other = ''] = names.split(' ');
  return {
    names: { [document.id]: own, [after.by.id]: other },
    documents: [after.canceled, after.by],
    given: journal,
    plan: plan.journal,
  };
}

/** E3 goes on: the money that the cancellation freed is on the customer's account when B is finalised. */
function thenB(replay: Replay): Replay {
  const contentB = aDocument({ number: 'B', lines: linesOfB });
  const customer = { customerId: paid.document.customerId, currency: 'EUR', creditMinor: 0, freeMinor: 14_569 };
  const { journal, customer: delta, ...b } = finaliseInvoice('DE100:B', contentB, customer);
  expect(delta).toEqual({
    customerId: customer.customerId,
    currency: 'EUR',
    creditDeltaMinor: 0,
    freeDeltaMinor: -5_950,
  });
  return {
    ...replay,
    names: { ...replay.names, 'DE100:B': 'B' },
    documents: [...replay.documents, { ...unpaid.document, ...contentB, ...b, id: 'DE100:B' }],
    plan: [...replay.plan, ...journal],
  };
}

/** E5 leaves A as it was. */
const besideA = (replay: Replay): Replay => ({
  ...replay,
  names: { ...replay.names, [unpaid.document.id]: 'A' },
  documents: [...replay.documents, unpaid.document],
  given: [...unpaid.journal, ...replay.given],
});

// prettier-ignore
const cases: readonly (readonly [name: string, given: string, plan: string, after: string, replay: () => Replay])[] = [
  ['E1 cancel, unpaid (R24, R30-R34, R39)', 'IA', 'XA; CL', 'A canceled 0.00; X settled 0.00',
    () => canceled(unpaid, 'A X')],
  ['E2 cancel, credit used: void gives used credit back (R40, killbill 1464)', 'OC; IA; UC', 'RC; XA; CL',
    'A canceled 0.00; X settled 0.00; 2100 30.00',
    () => canceled(creditUsed, 'A X')],
  ['E3 cancel paid (unlink), then B finalised (R24, R31, X1)', 'IA; PA 145.69', 'UP 145.69; XA; CL; IB; 2150 59.50 / 1200[B] 59.50',
    'A canceled 0.00; X settled 0.00; B paid 0.00; 1000 145.69; 2150 86.19; 4000 50.00; 2200 9.50',
    () => thenB(canceled(paid, 'A X'))],
  ['E4 cancel part-paid (unlink; open 65.69) (R31, R40, X1)', 'OC; IA; UC; PA 50.00', 'UP 50.00; RC; XA; CL',
    'A canceled 0.00; X settled 0.00; 1000 50.00; 2100 30.00; 2150 50.00',
    () => canceled(partPaid, 'A X')],
  ['E5 cancel a credit note: a wrong one can be cancelled (R35, odoo 27168)', 'IA; NL',
    '1200[IX] 26.70 / 4000 24.95 + 2200 1.75; 1200[CN] 26.70 / 1200[IX] 26.70',
    'CN canceled 0.00; IX settled 0.00; A open 145.69; 4000 124.94; 2200 20.75',
    () => besideA(canceled(creditNote, 'CN IX'))],
  ['E16 cancel, deferred revenue (R77)', '1200[R] 142.80 / 2300 120.00 + 2200 22.80; 2300 30.00 / 4000 30.00',
    '2300 90.00 + 4000 30.00 + 2200 22.80 / 1200[X] 142.80; 1200[X] 142.80 / 1200[R] 142.80',
    'R canceled 0.00; X settled 0.00',
    () => canceled(deferred, 'R X')],
];

describe('the worked examples of spec/domain.md section 6, replayed as written', () => {
  test.each(cases)('%s', (_name, given, plan, after, play) => {
    const { names, documents, ...replay } = play();
    const all = [...replay.given, ...replay.plan];

    expect(replay.given.map((entry) => written(entry, names)).toSorted()).toEqual(entriesOf(given).toSorted());
    expect(replay.plan.map((entry) => written(entry, names))).toEqual(entriesOf(plan));

    const expected = afterOf(after);
    const ledger = debitsOf(all);
    const stands = documents.map(({ id, status }) => [
      names[id],
      `${status} ${plainAmount(ledger[`1200[${id}]`] ?? 0, 'EUR')}`,
    ]);
    expect(Object.fromEntries(stands)).toEqual(expected.documents);
    expect(naturalOf(all)).toEqual(expected.accounts);
    for (const { id, balanceMinor } of documents) expect(balanceMinor).toBe(ledger[`1200[${id}]`] ?? 0);
  });

  test.each([
    ['E1', unpaid, []],
    ['E2', creditUsed, []],
    ['E3', paid, ['HAS_PAYMENTS']],
    ['E4', partPaid, ['HAS_PAYMENTS']],
    ['E5', creditNote, []],
    ['E16', deferred, []],
  ])('%s under strict: payments are never unlinked unasked (X1, X10, erpnext 5738)', (_case, { document }, codes) => {
    expect(refusedWith(factsOf(document, presets.strict))).toEqual(codes);
  });
});
