import type { LineInput } from '../support/documents.ts';
import type { Example } from './example.ts';
import { aPaid, aUsed, invoiceB, type Scene } from './scene.ts';

/** R of E16: twelve months at 10.00, three of them recognised. */
const deferredLine: LineInput = {
  quantity: '12', unitPrice: '10.00', taxRate: '19',
  recognition: [
    { on: '2026-01-31', amountMinor: 3_000, booked: true },
    { on: '2026-12-31', amountMinor: 9_000, booked: false },
  ],
}; // prettier-ignore
export const givenR = '1200[R] 142.80 / 2300 120.00 + 2200 22.80; 2300 30.00 / 4000 30.00';
export const addR = (scene: Scene): void => void scene.add('R', { lines: [deferredLine] });
const discounted = '4900 4.29 + 2200 0.71 / 1200[A] 5.00';

export const cancelExamples: readonly Example[] = [
  {
    name: 'E1 cancel, unpaid (R24, R30-R34, R39)',
    given: 'IA',
    plan: 'XA; CL',
    after: 'A canceled 0.00; X settled 0.00',
    before: (s) => void s.add('A'),
    act: (s) => void s.correct('cancel', 'A', {}, 'X'),
  },
  {
    name: 'E2 cancel, credit used: void gives used credit back (R40, killbill 1464)',
    given: 'OC; IA; UC',
    plan: 'RC; XA; CL',
    after: 'A canceled 0.00; X settled 0.00; 2100 30.00',
    before: (s) => void s.add('A', {}, aUsed(3_000)),
    act: (s) => void s.correct('cancel', 'A', {}, 'X'),
  },
  {
    name: 'E3 cancel paid (unlink), then B finalised (R24, R31, X1)',
    given: 'IA; PA 145.69',
    plan: 'UP 145.69; XA; CL; IB; 2150 59.50 / 1200[B] 59.50',
    after: 'A canceled 0.00; X settled 0.00; B paid 0.00; 1000 145.69; 2150 86.19; 4000 50.00; 2200 9.50',
    unlinks: true,
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => {
      s.correct('cancel', 'A', {}, 'X');
      s.finalise('B', invoiceB);
    },
  },
  {
    name: 'E3a full return (unlink), payout confirmed (R76, X10)',
    given: 'IA; PA 145.69',
    plan: 'UP 145.69; XA; CL; 2150 145.69 / 2160 145.69; 2160 145.69 / 1000 145.69',
    after: 'A canceled 0.00; X settled 0.00',
    unlinks: true,
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => {
      s.correct('cancel', 'A', { payout: true }, 'X');
      s.paidOut(14_569);
    },
  },
  {
    name: 'E4 cancel part-paid (unlink; open 65.69) (R31, R40, X1)',
    given: 'OC; IA; UC; PA 50.00',
    plan: 'UP 50.00; RC; XA; CL',
    after: 'A canceled 0.00; X settled 0.00; 1000 50.00; 2100 30.00; 2150 50.00',
    unlinks: true,
    before: (s) => void s.add('A', {}, aUsed(3_000, 5_000)),
    act: (s) => void s.correct('cancel', 'A', {}, 'X'),
  },
  {
    name: 'E4a cancel after discount (unlink; open 40.69): adjustments are mirrored (rule 7, killbill 1949)',
    given: `IA; PA 100.00; ${discounted}`,
    plan: 'UP 100.00; 1200[A] 5.00 / 4900 4.29 + 2200 0.71; XA; CL',
    after: 'A canceled 0.00; X settled 0.00; 1000 100.00; 2150 100.00',
    unlinks: true,
    before: (s) => {
      s.add('A', {}, aPaid(10_000));
      s.correct('discount', 'A', { amount: '5.00' });
    },
    act: (s) => void s.correct('cancel', 'A', {}, 'X'),
  },
  {
    name: 'E5 cancel a credit note: a wrong one can be cancelled (R35, odoo 27168)',
    given: 'IA; NL',
    plan: '1200[IX] 26.70 / 4000 24.95 + 2200 1.75; 1200[CN] 26.70 / 1200[IX] 26.70',
    after: 'CN canceled 0.00; IX settled 0.00; A open 145.69; 4000 124.94; 2200 20.75',
    before: (s) => {
      s.add('A');
      s.addNote('CN', 'A');
    },
    act: (s) => void s.correct('cancel', 'CN', {}, 'IX'),
  },
  {
    name: 'E9 correct-credit-note (account was -26.70) (R49, R50, X14)',
    given: 'IA; NL; XA; CL',
    plan: '1200[COR] 26.70 / 4000 24.95 + 2200 1.75; 1200[CN] 26.70 / 1200[COR] 26.70',
    after: 'A canceled 0.00; X settled 0.00; CN settled 0.00; COR paid 0.00',
    settings: { whenCreditNotesExist: 'allow' },
    before: (s) => {
      s.add('A');
      s.addNote('CN', 'A');
      s.correct('cancel', 'A', {}, 'X');
    },
    act: (s) => void s.correct('correct-credit-note', 'A', {}, 'COR'),
  },
  {
    name: 'E16 cancel, deferred revenue (R77)',
    given: givenR,
    plan: '2300 90.00 + 4000 30.00 + 2200 22.80 / 1200[X] 142.80; 1200[X] 142.80 / 1200[R] 142.80',
    after: 'R canceled 0.00; X settled 0.00',
    before: addR,
    act: (s) => void s.correct('cancel', 'R', {}, 'X'),
  },
];
