import { describe, expect, test } from 'vitest';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aPaid, aUsed, openScene, type Scene } from './scene.ts';
import { planned, refusedWith } from './situations.ts';
import { verdictOf } from './verdict.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';

const { strict, juston } = presets;
const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
const closed = (base: Settings, closedThrough = '2026-01-31'): Settings => ({ ...base, periods: { closedThrough } });
const reprice: CorrectionInput = { change: [{ lineId: '1', unitPrice: '30.00' }] };
const address = { lines: ['New street 1'], city: 'Bonn', country: 'DE' };

const sceneOf = (settings: Settings, history = {}, over: Partial<InvoiceDocument> = {}): Scene => {
  const scene = openScene(settings);
  const document = scene.add('A', {}, history);
  scene.books.documents.set(document.id, { ...document, ...over });
  return scene;
};
const codes = (scene: Scene, kind: Kind, input: CorrectionInput = {}) => refusedWith(scene.facts('A'), { kind, input });
const whyOf = (scene: Scene, kind: Kind, input: CorrectionInput = {}) => {
  const facts = scene.facts('A');
  const need = verdictOf(facts, planned(facts, { kind, input }));
  return need.kind === 'auto' ? [] : need.why;
};

describe('closed periods (spec section 8; erpnext 28678, 30547, 47652)', () => {
  test('a correction posts in the open period, whatever the date of the original, and takes an approver', () => {
    const scene = sceneOf(closed(strict));
    expect(codes(scene, 'cancel')).toEqual([]);
    expect(whyOf(scene, 'cancel')).toEqual(['the original is in a closed period']);
    expect(whyOf(sceneOf(closed(strict, '2026-01-14')), 'cancel')).toEqual([]);
  });
  test('the check uses the posting date: today, or the date that is asked for', () => {
    expect(codes(sceneOf(closed(strict, '2026-02-01')), 'cancel')).toEqual(['PERIOD_CLOSED']);
    const scene = sceneOf(closed(strict));
    expect(codes(scene, 'cancel', { postingDate: '2026-01-31' })).toEqual(['PERIOD_CLOSED']);
    expect(codes(scene, 'update', { ...reprice, postingDate: '2026-01-31' })).toEqual(['PERIOD_CLOSED']);
    const plan = planned(scene.facts('A'), { input: { postingDate: '2026-02-01' } });
    expect(plan.postingDate).toBe('2026-02-01');
    expect(planned(scene.facts('A'))).not.toHaveProperty('postingDate');
  });
  test('in place only in an open period; by revision it is possible; notes always are', () => {
    const scene = sceneOf(closed(inPlace));
    expect(codes(scene, 'update', reprice)).toEqual(['PERIOD_CLOSED']);
    expect(codes(scene, 'update', { ...reprice, method: 'revise' })).toEqual([]);
    expect(codes(sceneOf(closed(inPlace, '2026-02-01')), 'update', { set: { notes: ['x'] } })).toEqual([]);
    expect(codes(sceneOf(closed(inPlace, '2026-01-14')), 'update', reprice)).toEqual([]);
  });
});

describe('what an update may do where (R55, R58, X2)', () => {
  const sent = { transmittedOn: '2026-01-16' };
  test('a transmitted invoice is not changed in place, but by revision (Colombia; spec section 10)', () => {
    const scene = sceneOf(inPlace, {}, sent);
    expect(codes(scene, 'update', reprice)).toEqual(['TAX_AUTHORITY_ACCEPTED']);
    const [way] = planless(scene, reprice);
    expect(way).toMatchObject({ kind: 'update', text: expect.stringContaining('"revise"') as string });
    expect(planned(scene.facts('A'), { kind: 'update', input: { ...reprice, method: 'revise' } }).documents).toHaveLength(2);
    expect(codes(sceneOf(strict, {}, sent), 'update', reprice)).toEqual([]);
    expect(codes(scene, 'update', { set: { notes: ['x'] } })).toEqual([]);
  });
  const planless = (scene: Scene, input: CorrectionInput) => {
    const [first] = refusals(scene, input);
    return first?.alternatives ?? [];
  };
  const refusals = (scene: Scene, input: CorrectionInput) => scene.refusals('update', 'A', input);

  test('a payment in flight stops what moves money, nothing else', () => {
    const scene = sceneOf(strict, aPaid(10_000), { paymentsInFlight: [{ id: 'p9', amountMinor: 4_569 }] });
    const kinds: readonly (readonly [Kind, CorrectionInput])[] = [['cancel', {}], ['refund', {}], ['credit', {}], ['discount', { amount: '1.00' }], ['update', reprice]]; // prettier-ignore
    for (const [kind, input] of kinds) expect([kind, codes(scene, kind, input)[0]]).toEqual([kind, 'PAYMENT_IN_FLIGHT']);
    expect(codes(scene, 'update', { set: { notes: ['x'] } })).toEqual([]);
    expect(scene.refusals('refund', 'A')[0]?.alternatives).toMatchObject([{ kind: 'repeat' }]);
  });

  test('payment terms need an approver, set or cleared, in place or on a replacement (R23)', () => {
    const scene = sceneOf(strict, {}, { dueDate: '2026-02-14', paymentTerms: '30 days' });
    const terms = ['due date or payment terms change'];
    expect(whyOf(scene, 'update', { set: { dueDate: '2026-03-14' } })).toEqual(terms);
    expect(whyOf(scene, 'update', { clear: ['paymentTerms'] })).toEqual(terms);
    expect(whyOf(scene, 'update', { ...reprice, set: { paymentTerms: '60 days' } })).toEqual(terms);
    expect(whyOf(scene, 'update', reprice)).toEqual([]);
    expect(whyOf(scene, 'update', { set: { notes: ['x'] } })).toEqual([]);
    expect(planned(scene.facts('A'), { kind: 'update', input: { set: { dueDate: '2026-03-14' } } }).exposureMinor).toBe(14_569);
  });

  test('amounts that only move between lines count (approvals.md 2.3)', () => {
    const shuffle = { change: [{ lineId: '1', quantity: '1', unitPrice: '24.95' }, { lineId: '2', unitPrice: '99.99' }] };
    for (const settings of [strict, inPlace]) {
      const { exposureMinor } = planned(sceneOf(settings).facts('A'), { kind: 'update', input: shuffle });
      expect(exposureMinor).toBe(2 * 7_504 + 1_426 + 525);
    }
    const tenfold = { change: [{ lineId: '1', quantity: '3000' }] };
    expect(whyOf(sceneOf(strict), 'update', tenfold)[0]).toContain('above the limit');
  });

  test('a due date is no part of a paid invoice; an invoice with credit notes takes difference documents only', () => {
    expect(codes(sceneOf(strict, aPaid(14_569)), 'update', { set: { dueDate: '2026-03-01' } })).toEqual(['FIELD_LOCKED']);
    const scene = sceneOf(strict);
    scene.addNote('CN', 'A');
    expect(planned(scene.facts('A'), { kind: 'update', input: reprice }).documents).toMatchObject([{ type: 'credit_note' }]);
    expect(codes(scene, 'update', { set: { billingAddress: address } })).toEqual(['HAS_CREDIT_NOTES']);
  });
}); // prettier-ignore

describe('settings that change a plan', () => {
  test('X3: "manual" keeps the same plan and adds a last signature', () => {
    const manual: Settings = { ...strict, cancel: { ...strict.cancel, finalise: 'manual' } };
    const facts = sceneOf(manual).facts('A');
    const { finalise, ...rest } = planned(facts);
    expect(finalise).toBe('manual');
    expect(rest).toEqual(planned(sceneOf(strict).facts('A')));
    expect(verdictOf(facts, planned(facts))).toMatchObject({ kind: 'approval', steps: [{ name: 'finalise' }] });
    const strictest = { ...defaultPolicy, bands: { EUR: [0] } };
    expect(verdictOf(facts, planned(facts), strictest)).toMatchObject({ steps: [{ name: 'review' }, { name: 'finalise' }] });
  });
  test('X6: settled and paid documents are at 0 on both sides', () => {
    const scene = sceneOf(strict, aPaid(14_569));
    const plan = scene.correct('credit', 'A', { amount: '10.00' }, 'CN');
    expect(plan.balancesAfter).toMatchObject([{ status: 'paid', balanceMinor: 0 }, { status: 'settled', balanceMinor: 0 }]);
  });
  test('X15: the plan warns that a part stays open', () => {
    const scene = sceneOf(strict, aPaid(10_000));
    expect(planned(scene.facts('A'), { kind: 'refund' }).warnings).toEqual(['EUR 45.69 of the invoice stays open.']);
  });
  test('R51: what each kind pays out, credits and leaves to be received', () => {
    const row = (kind: Kind, input: CorrectionInput = {}) => {
      const facts = sceneOf(juston, aUsed(3_000, 5_000)).facts('A');
      const plan = planned(facts, { kind, input });
      const [delta] = plan.customers;
      const open = plan.changes[0]?.toBalanceMinor ?? 0;
      return [plan.payouts.reduce((sum, one) => sum + one.amountMinor, 0), delta?.creditDeltaMinor ?? 0, open];
    };
    expect(row('cancel')).toEqual([0, 3_000, 0]); // no payout, credit given back, offset
    expect(row('refund')).toEqual([5_000, 0, 6_569]);
    expect(row('credit', { amount: '20.00' })).toEqual([0, 2_000, 6_569]);
    expect(row('discount', { amount: '5.00' })).toEqual([0, 0, 6_069]);
  });
}); // prettier-ignore
