import type { CorrectionInput } from '../../domain/input.ts';
import type { Example } from './example.ts';
import { addR, givenR } from './examples-cancel.ts';
import { aPaid, aUsed, invoiceB } from './scene.ts';

const oneUnit: CorrectionInput = { lines: [{ lineId: '1', quantity: '1' }] };
const discounted = '4900 4.29 + 2200 0.71 / 1200[A] 5.00';

export const creditExamples: readonly Example[] = [
  {
    name: 'E6 refund 1 of 3 units, payout confirmed (R43, R44)',
    given: 'IA; PA 145.69',
    plan: 'NU; 1200[CN] 39.66 / 2160 39.66; 2160 39.66 / 1000 39.66',
    after: 'A paid 0.00; CN settled 0.00; 1000 106.03; 4000 91.61; 2200 14.42',
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => {
      s.correct('refund', 'A', oneUnit, 'CN');
      s.paidOut(3_966);
    },
  },
  {
    name: 'E6b refund all cash, credit was used: it is not given back (R44)',
    given: 'OC; IA; UC; PA 115.69',
    plan: '4000 99.21 + 2200 16.48 / 1200[CN] 115.69; 1200[CN] 115.69 / 2160 115.69; 2160 115.69 / 1000 115.69',
    after: 'A paid 0.00; CN settled 0.00; 4000 25.73; 2200 4.27',
    before: (s) => void s.add('A', {}, aUsed(3_000, 11_569)),
    act: (s) => {
      s.correct('refund', 'A', {}, 'CN');
      s.paidOut(11_569);
    },
  },
  {
    name: 'E6c refund on part-paid, "payout" (X15)',
    given: 'IA; PA 100.00',
    plan: 'NU; 1200[CN] 39.66 / 2160 39.66; 2160 39.66 / 1000 39.66',
    after: 'A open 45.69; CN settled 0.00; 1000 60.34; 4000 91.61; 2200 14.42',
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => {
      s.correct('refund', 'A', oneUnit, 'CN');
      s.paidOut(3_966);
    },
  },
  {
    name: 'E6c with "offset_first" is E13a (X15)',
    given: 'IA; PA 100.00',
    plan: 'NU; 1200[CN] 39.66 / 1200[A] 39.66',
    after: 'A open 6.03; CN settled 0.00; 1000 100.00; 4000 91.61; 2200 14.42',
    settings: { refund: { partiallyPaid: 'offset_first' } },
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => void s.correct('refund', 'A', oneUnit, 'CN'),
  },
  {
    name: 'E7 credit, then B finalised: it applies itself (R45, R46)',
    given: 'IA; PA 145.69',
    plan: 'NU; 1200[CN] 39.66 / 2100 39.66; IB; 2100 39.66 / 1200[B] 39.66',
    after: 'A paid 0.00; CN settled 0.00; B open 19.84; 1000 145.69; 4000 141.61; 2200 23.92',
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => {
      s.correct('credit', 'A', oneUnit, 'CN');
      s.finalise('B', invoiceB);
    },
  },
  {
    name: 'E17 subscription, 18 of 30 days unused, paid (R4)',
    given: '1200[S] 35.69 / 4000 29.99 + 2200 5.70; 1000 35.69 / 1200[S] 35.69',
    plan: '4000 17.99 + 2200 3.42 / 1200[CN] 21.41; 1200[CN] 21.41 / 2100 21.41',
    after: 'S paid 0.00; CN settled 0.00; 1000 35.69; 2100 21.41; 4000 12.00; 2200 2.28',
    before: (s) => void s.add('S', { lines: [{ quantity: '1', unitPrice: '29.99', taxRate: '19' }] }, aPaid(3_569)),
    act: (s) => void s.correct('credit', 'S', { unused: { days: 18, of: 30 } }, 'CN'),
  },
];

export const discountExamples: readonly Example[] = [
  {
    name: 'E8 discount 5.00 (open 45.69), "reduce" (R47, R48, X5)',
    given: 'IA; PA 100.00',
    plan: discounted,
    after: 'A open 40.69; 1000 100.00; 4000 124.94; 2200 20.04; 4900 4.29',
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => void s.correct('discount', 'A', { amount: '5.00' }),
  },
  {
    name: 'E8 "gross_only" (X5)',
    given: 'IA; PA 100.00',
    plan: '4900 5.00 / 1200[A] 5.00',
    after: 'A open 40.69; 1000 100.00; 4000 124.94; 2200 20.75; 4900 5.00',
    settings: { discount: { tax: 'gross_only' } },
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => void s.correct('discount', 'A', { amount: '5.00' }),
  },
  {
    name: 'E8 "credit_note", cleared on A (X5)',
    given: 'IA; PA 100.00',
    plan: '4000 4.29 + 2200 0.71 / 1200[CN] 5.00; 1200[CN] 5.00 / 1200[A] 5.00',
    after: 'A open 40.69; CN settled 0.00; 1000 100.00; 4000 120.65; 2200 20.04',
    settings: { discount: { document: 'credit_note' } },
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => void s.correct('discount', 'A', { amount: '5.00' }, 'CN'),
  },
  {
    name: 'E8a discount of the whole balance',
    given: 'IA; PA 100.00',
    plan: '4900 39.18 + 2200 6.51 / 1200[A] 45.69',
    after: 'A paid 0.00; 1000 100.00; 4000 124.94; 2200 14.24; 4900 39.18',
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => void s.correct('discount', 'A', { amount: '45.69' }),
  },
  {
    name: 'E16a discount of 14.28 on E16’s R, by credit note: shortens the schedule (R63, R77)',
    given: givenR,
    plan: '2300 9.00 + 4000 3.00 + 2200 2.28 / 1200[CN] 14.28; 1200[CN] 14.28 / 1200[R] 14.28',
    after: 'R open 128.52; CN settled 0.00; 2300 81.00; 4000 27.00; 2200 20.52',
    settings: { discount: { allowUnpaid: true, document: 'credit_note' } },
    before: addR,
    act: (s) => void s.correct('discount', 'R', { amount: '14.28' }, 'CN'),
  },
];
