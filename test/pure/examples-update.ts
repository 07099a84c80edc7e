import type { CorrectionInput } from '../../domain/input.ts';
import type { Example } from './example.ts';
import { aPaid, aUsed } from './scene.ts';

const priceOf = (unitPrice: string): CorrectionInput => ({ change: [{ lineId: '1', unitPrice }] });
/** One unit of three came back, as an update (X8). */
const twoLeft: CorrectionInput = { change: [{ lineId: '1', quantity: '2' }] };

export const updateExamples: readonly Example[] = [
  {
    name: 'E11 update in place, open (R58, X2)',
    given: 'IA',
    plan: '4000 9.99 + 2200 1.90 / 1200[A] 11.89',
    after: 'A open 133.80; 4000 114.95; 2200 18.85',
    settings: { update: { finalisedFiscal: 'in_place' } },
    before: (s) => void s.add('A'),
    act: (s) => void s.correct('update', 'A', priceOf('30.00')),
  },
  {
    name: 'E12 update by revision, the default (R55, X2)',
    given: 'IA',
    plan: 'XA; CL; IR',
    after: "A canceled 0.00; X settled 0.00; A' open 133.80; 4000 114.95; 2200 18.85",
    before: (s) => void s.add('A'),
    act: (s) => void s.correct('update', 'A', priceOf('30.00'), "X A'"),
  },
  {
    name: 'E12a revision, credit used (open 115.69): it pays the replacement (R40, R46)',
    given: 'OC; IA; UC',
    plan: "RC; XA; CL; IR; 2100 30.00 / 1200[A'] 30.00",
    after: "A canceled 0.00; X settled 0.00; A' open 103.80; 4000 114.95; 2200 18.85",
    before: (s) => void s.add('A', {}, aUsed(3_000)),
    act: (s) => void s.correct('update', 'A', priceOf('30.00'), "X A'"),
  },
  {
    name: 'E13 paid, price too high (R55)',
    given: 'IA; PA 145.69',
    plan: '4000 9.99 + 2200 1.90 / 1200[CN] 11.89; 1200[CN] 11.89 / 2100 11.89',
    after: 'A paid 0.00; CN settled 0.00; 1000 145.69; 2100 11.89; 4000 114.95; 2200 18.85',
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => void s.correct('update', 'A', priceOf('30.00'), 'CN'),
  },
  {
    name: 'E13 with a refund on request',
    given: 'IA; PA 145.69',
    plan: '4000 9.99 + 2200 1.90 / 1200[CN] 11.89; 1200[CN] 11.89 / 2160 11.89; 2160 11.89 / 1000 11.89',
    after: 'A paid 0.00; CN settled 0.00; 1000 133.80; 4000 114.95; 2200 18.85',
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => {
      s.correct('update', 'A', { ...priceOf('30.00'), disposition: 'refund' }, 'CN');
      s.paidOut(1_189);
    },
  },
  {
    name: 'E13a return 1 unit, part-paid (open 45.69): clears the open balance first (R64, X8)',
    given: 'IA; PA 100.00',
    plan: 'NU; 1200[CN] 39.66 / 1200[A] 39.66',
    after: 'A open 6.03; CN settled 0.00; 1000 100.00; 4000 91.61; 2200 14.42',
    before: (s) => void s.add('A', {}, aPaid(10_000)),
    act: (s) => void s.correct('update', 'A', twoLeft, 'CN'),
  },
  {
    name: 'E13b return 1 unit, part-paid (open 25.69): the excess is credited',
    given: 'IA; PA 120.00',
    plan: 'NU; 1200[CN] 25.69 / 1200[A] 25.69; 1200[CN] 13.97 / 2100 13.97',
    after: 'A paid 0.00; CN settled 0.00; 1000 120.00; 2100 13.97; 4000 91.61; 2200 14.42',
    before: (s) => void s.add('A', {}, aPaid(12_000)),
    act: (s) => void s.correct('update', 'A', twoLeft, 'CN'),
  },
  {
    name: 'E14 paid, price too low (35.00)',
    given: 'IA; PA 145.69',
    plan: '1200[D] 5.96 / 4000 5.01 + 2200 0.95',
    after: 'A paid 0.00; D open 5.96; 1000 145.69; 4000 129.95; 2200 21.70',
    before: (s) => void s.add('A', {}, aPaid(14_569)),
    act: (s) => void s.correct('update', 'A', priceOf('35.00'), 'D'),
  },
  {
    name: 'E15 due date +30 days on open A: no number, no journal (R55)',
    given: 'IA',
    plan: '',
    after: 'A open 145.69; 4000 124.94; 2200 20.75',
    before: (s) => void s.add('A'),
    act: (s) => void s.correct('update', 'A', { set: { dueDate: '2026-03-16' } }),
  },
];
