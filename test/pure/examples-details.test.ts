import { describe, expect, test } from 'vitest';
import { groupsLeft, returnedQuantities } from '../../domain/left.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aPaid, aUsed, openScene } from './scene.ts';
import { refusalsOf } from './situations.ts';

const { strict } = presets;
const unit = { lines: [{ lineId: '1', quantity: '1' }] };
/** Net and tax of each group, with the rate. */
const groupsOf = (groups: readonly { taxRate?: string; baseMinor: number; taxMinor: number }[]) =>
  groups.map(({ taxRate, baseMinor, taxMinor }) => [taxRate, baseMinor, taxMinor]);
const leftOf = (scene: ReturnType<typeof openScene>) => {
  const { document, creditNotes } = scene.facts('A');
  return groupsLeft(document, creditNotes).map(({ taxRate, netMinor, taxMinor }) => [taxRate, netMinor, taxMinor]);
};

describe('what the rows of the table do not show', () => {
  test('E6a: three unit refunds in turn are 39.66, 39.67, 39.66 (rule 4, lago 2643)', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(14_569));
    const totals = [1, 2, 3].map(() => scene.correct('refund', 'A', unit).documents[0]?.totals);
    expect(totals.map((one) => [one?.grossMinor, one?.netMinor, one?.taxMinor])).toEqual([
      [-3_966, -3_333, -633],
      [-3_967, -3_333, -634],
      [-3_966, -3_333, -633],
    ]);
    expect(leftOf(scene)).toEqual([['19', 0, 0], ['7', 2_495, 175]]); // prettier-ignore
    expect(scene.refused('refund', 'A', unit)).toEqual(['EXCEEDS_CREDITABLE']);
    expect(returnedQuantities(scene.document('A'), scene.facts('A').creditNotes)).toEqual({ 1: '3' }); // X8, R64
  });

  test('E6b: split by remaining gross; the credit used stays used, the rest stays creditable', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aUsed(3_000, 11_569));
    const [over] = refusalsOf(scene.facts('A'), { kind: 'refund', input: { amount: '145.69' } });
    expect(over).toMatchObject({ code: 'EXCEEDS_REFUNDABLE', param: 'amount' });
    expect(over?.message).toContain('EUR 115.69');
    expect(over?.alternatives).toMatchObject([
      { kind: 'refund', amountMinor: 11_569, text: 'refund would pay out EUR 115.69' },
      { kind: 'credit', amountMinor: 14_569 },
    ]);

    const plan = scene.correct('refund', 'A', {});
    expect(groupsOf(plan.documents[0]?.taxGroups ?? [])).toEqual([['7', -1_981, -139], ['19', -7_940, -1_509]]); // prettier-ignore
    expect(plan.customers).toMatchObject([{ creditDeltaMinor: 0, freeDeltaMinor: 0, payableDeltaMinor: 11_569 }]);
    expect(leftOf(scene)).toEqual([['19', 2_059, 391], ['7', 514, 36]]); // prettier-ignore
    const [gone] = refusalsOf(scene.facts('A'), { kind: 'refund', input: { amount: '0.01' } });
    expect(gone).toMatchObject({ code: 'EXCEEDS_REFUNDABLE', alternatives: [{ kind: 'credit', amountMinor: 3_000 }] });
    expect(scene.correct('credit', 'A', {}).customers).toMatchObject([{ creditDeltaMinor: 3_000 }]);
    expect(leftOf(scene)).toEqual([['19', 0, 0], ['7', 0, 0]]); // prettier-ignore
  });

  test('E8, E8a: the split of a discount is kept with its row', () => {
    const split = (amount: string) => {
      const scene = openScene(strict);
      scene.add('A', {}, aPaid(10_000));
      const [change] = scene.correct('discount', 'A', { amount }).changes;
      return change?.rowsAdded.flatMap(({ split: parts = [] }) => parts.map(({ taxRate, netMinor, taxMinor }) => [taxRate, netMinor, taxMinor])); // prettier-ignore
    };
    expect(split('5.00')).toEqual([['7', 86, 6], ['19', 343, 65]]); // prettier-ignore
    expect(split('45.69')).toEqual([['7', 782, 55], ['19', 3_136, 596]]); // prettier-ignore
  });

  test('E8a: asking 45.70 of 45.69 is EXCEEDS_OPEN and names the most', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(10_000));
    const [over] = refusalsOf(scene.facts('A'), { kind: 'discount', input: { amount: '45.70' } });
    expect(over).toMatchObject({ code: 'EXCEEDS_OPEN', param: 'amount' });
    expect(over?.message).toContain('EUR 45.69');
    expect(over?.alternatives).toMatchObject([{ kind: 'discount', amountMinor: 4_569 }, { kind: 'credit', amountMinor: 14_569 }]); // prettier-ignore
  });

  test('E10: a draft is edited in place: no journal, gross 133.80 (R58)', () => {
    const scene = openScene(strict);
    const draft = { ...scene.add('A'), number: '', status: 'draft', rows: [], balanceMinor: 0 } as const;
    scene.books.documents.set(draft.id, draft);
    const plan = scene.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '30.00' }] });
    expect([plan.journal, plan.documents, plan.exposureMinor]).toEqual([[], [], 0]);
    expect(scene.document('A')).toMatchObject({
      status: 'draft', version: 2, rows: [], balanceMinor: 0, totals: { netMinor: 11_495, taxMinor: 1_885, grossMinor: 13_380 },
    }); // prettier-ignore
  });

  test('E11: same number, version 2; the plan names the version that it changes', () => {
    const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
    const scene = openScene(inPlace);
    const before = scene.add('A');
    const { changes } = scene.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '30.00' }] });
    expect(changes).toMatchObject([{ documentId: before.id, version: 1, rowsAdded: [{ kind: 'invoice', amountMinor: -1_189 }] }]); // prettier-ignore
    expect(scene.document('A')).toMatchObject({ number: before.number, version: 2, totals: { grossMinor: 13_380 } });
  });

  test('E12: A and A’ are linked both ways; the replacement keeps terms, the order and the buyer', () => {
    const scene = openScene(strict);
    scene.add('A', { orderId: 'O-1' });
    const plan = scene.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '30.00' }] }, "X A'");
    const [a, x, replacement] = ['A', 'X', "A'"].map((name) => scene.document(name));
    expect(a?.links).toEqual({ canceledWith: x?.id, creditedBy: [x?.id], replacedBy: replacement?.id });
    expect(replacement).toMatchObject({
      type: 'replacement', typeCode: '384', links: { replaces: a?.id }, orderId: 'O-1', buyer: a?.buyer,
      preceding: { number: 'A', issueDate: '2026-01-15' },
    }); // prettier-ignore
    expect(plan.exposureMinor).toBe(1_189); // what moves, not the whole document (approvals.md 2.3)
  });

  test('E15: the due date of open A: version 2, no document, no row, no journal', () => {
    const scene = openScene(strict);
    scene.add('A');
    const plan = scene.correct('update', 'A', { set: { dueDate: '2026-03-16' } });
    expect([plan.documents, plan.journal, plan.customers, plan.changes[0]?.rowsAdded]).toEqual([[], [], [], []]);
    expect(scene.document('A')).toMatchObject({ dueDate: '2026-03-16', version: 2, number: 'A', balanceMinor: 14_569 });
  });

  test('E3: before B is finalised nothing applies; the bank is never touched by a cancel', () => {
    const scene = openScene(presets.juston);
    const { customerId } = scene.add('A', {}, aPaid(14_569));
    const { journal } = scene.correct('cancel', 'A');
    expect(scene.books.accounts.get(`${customerId}/EUR`)).toMatchObject({ freeMinor: 14_569, creditMinor: 0 });
    expect(journal.flatMap(({ postings }) => postings).filter(({ account }) => account === '1000')).toEqual([]);
  });

  test('E5 sets the note canceled, E9 sets it settled; links at both ends (R35, R49)', () => {
    const scene = openScene({ ...strict, cancel: { ...strict.cancel, whenCreditNotesExist: 'allow' } });
    scene.add('A');
    scene.addNote('CN', 'A');
    scene.correct('cancel', 'A', {}, 'X');
    scene.correct('correct-credit-note', 'CN', {}, 'COR'); // on the note itself, as on the invoice
    expect(scene.document('CN')).toMatchObject({
      status: 'settled',
      links: { correctedBy: [scene.document('COR').id] },
    });
    expect(scene.document('COR')).toMatchObject({
      class: 'invoice', type: 'correction', typeCode: '383', status: 'paid', links: { correctionOf: scene.document('CN').id },
    }); // prettier-ignore
  });
});
