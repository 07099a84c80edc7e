import { describe, expect, test } from 'vitest';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { whyNotAddUp } from '../../domain/totals.ts';
import { naturalOf } from './notation.ts';
import { aPaid, aUsed, openScene, type Scene } from './scene.ts';
import { factsIn } from './states.ts';
import { refusalsOf } from './situations.ts';

const { strict, juston } = presets;
const unit: CorrectionInput = { lines: [{ lineId: '1', quantity: '1' }] };
const discounts = (over: Partial<Settings['discount']>): Settings => ({ ...strict, discount: { ...strict.discount, ...over } }); // prettier-ignore

/** Takes the last correction back; answers what is in the accounts. */
function takeBack(scene: Scene, name: string, made: string): Readonly<Record<string, number>> {
  scene.correct('update', name, { counters: scene.plans.at(-1)?.requestId ?? '' }, made);
  for (const document of scene.books.documents.values()) expect(whyNotAddUp(document)).toBeUndefined();
  return naturalOf(scene.books.journal);
}

describe('no undo: a counter-action takes the effect back (R52, R68, X7)', () => {
  test('after cancel: a replacement with the same lines, which the free balance and the credit pay', () => {
    const scene = openScene(juston);
    scene.add('A', {}, aUsed(3_000, 11_569));
    scene.correct('cancel', 'A', {}, 'X');
    expect(takeBack(scene, 'A', "A'")).toEqual({ '1000': 11_569, '4000': 12_494, '2200': 2_075 });
    expect(scene.document("A'")).toMatchObject({ type: 'replacement', status: 'paid', balanceMinor: 0, links: { replaces: scene.document('A').id } }); // prettier-ignore
    expect(scene.document('A').links.replacedBy).toBe(scene.document("A'").id);
    expect(scene.refused('update', 'A', { counters: scene.plans[0]?.requestId ?? '' })).toEqual(['COUNTER_UNKNOWN']);
  });

  test.each<[what: string, settings: Settings, kind: Kind, input: CorrectionInput, net: Readonly<Record<string, number>>, open: number]>([
    ['after refund: the customer owes it again', strict, 'refund', unit, { '1000': 10_000, '2160': 3_966, '4000': 12_494, '2200': 2_075 }, 3_966],
    ['after credit: it consumes that credit, net 0', strict, 'credit', unit, { '1000': 10_000, '4000': 12_494, '2200': 2_075 }, 0],
    ['after discount: its revenue and tax again', strict, 'discount', { amount: '5.00' }, { '1000': 10_000, '4000': 12_923, '2200': 2_075, '4900': 429 }, 500],
    ['after discount "gross_only": no tax twice', discounts({ tax: 'gross_only' }), 'discount', { amount: '5.00' }, { '1000': 10_000, '4000': 12_994, '2200': 2_075, '4900': 500 }, 500],
    ['after discount by credit note', discounts({ document: 'credit_note' }), 'discount', { amount: '5.00' }, { '1000': 10_000, '4000': 12_494, '2200': 2_075 }, 500],
  ])('%s', (_what, settings, kind, input, net, openMinor) => {
    const scene = openScene(settings);
    scene.add('A', {}, aPaid(10_000));
    scene.correct(kind, 'A', input, 'CN');
    expect(takeBack(scene, 'A', 'D')).toEqual(net);
    expect(scene.document('D')).toMatchObject({
      class: 'invoice', type: 'correction', balanceMinor: openMinor, status: openMinor === 0 ? 'paid' : 'open',
      links: { correctionOf: scene.document('A').id, counters: scene.plans[0]?.requestId },
    });
    expect(scene.refused('update', 'A', { counters: scene.plans[0]?.requestId ?? '' })).toEqual(['COUNTER_UNKNOWN']);
  }); // prettier-ignore

  test('a return that was taken back is in force again', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(14_569));
    scene.correct('credit', 'A', unit, 'CN');
    takeBack(scene, 'A', 'D');
    const to = (quantity: string) => refusalsOf(scene.facts('A'), { kind: 'update', input: { change: [{ lineId: '1', quantity }] } }); // prettier-ignore
    expect(to('3').map(({ code }) => code)).toEqual(['NOTHING_CHANGED']);
    expect(to('2')).toEqual([]);
  });

  test('a correction whose tax is cumulative is credited to the cent: the last note takes what is left (rule 4)', () => {
    const scene = openScene(strict);
    scene.add('A', { lines: [{ quantity: '1', unitPrice: '33.33', taxRate: '19' }] }, aPaid(3_966));
    scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '2' }] }, 'D'); // tax of 66.66 is 12.67, less 6.33
    const { id, totals } = scene.document('D');
    expect(totals).toMatchObject({ netMinor: 3_333, taxMinor: 634 });
    scene.books.documents.set(id, { ...scene.document('D'), status: 'paid', balanceMinor: 0, rows: [...scene.document('D').rows, { kind: 'payment', amountMinor: -3_967, ref: 'p' }] }); // prettier-ignore
    expect(scene.correct('credit', 'D', { lines: [{ lineId: '1', quantity: '1' }] }).documents[0]?.totals.taxMinor).toBe(-634); // prettier-ignore
  });

  test('a return and another price of one deferred line are taken from its schedule once (R63, R77)', () => {
    const scene = openScene(strict);
    const recognition = [
      { on: '2026-01-31', amountMinor: 3_000, booked: true },
      { on: '2026-12-31', amountMinor: 9_000, booked: false },
    ];
    scene.add('R', { lines: [{ quantity: '12', unitPrice: '10.00', taxRate: '19', recognition }] }, aPaid(14_280));
    const { journal } = scene.correct('update', 'R', { change: [{ lineId: '1', quantity: '6', unitPrice: '8.00' }] });
    const [note] = journal.filter(({ kind }) => kind === 'credit_note');
    expect(note?.postings.map(({ account, amountMinor }) => [account, amountMinor])).toEqual([
      ['1200', 8_568], ['2300', 5_400], ['4000', 1_800], ['2200', 1_368],
    ]); // 72.00 of 120.00, three quarters of it not recognised yet
    expect(naturalOf(scene.books.journal)).toMatchObject({ '2300': 3_600, '4000': 1_200 });
  }); // prettier-ignore

  test('a stray note of a canceled deferred invoice, canceled: nothing stays deferred (R77)', () => {
    const scene = openScene({ ...strict, cancel: { ...strict.cancel, whenCreditNotesExist: 'allow' } });
    const recognition = [{ on: '2026-12-31', amountMinor: 12_000, booked: false }];
    scene.add('R', { lines: [{ quantity: '12', unitPrice: '10.00', taxRate: '19', recognition }] });
    const of = scene.document('R');
    const taken = [{ on: '2026-12-31', amountMinor: -1_000, booked: false, lineId: '1' }];
    scene.addNote('CN', 'R', { lines: [{ quantity: '1', unitPrice: '-10.00', taxRate: '19', recognition: taken }] });
    const shorter = of.lines.map((line) => ({ ...line, recognition: [{ on: '2026-12-31', amountMinor: 11_000, booked: false }] })); // prettier-ignore
    scene.books.documents.set(of.id, { ...scene.document('R'), lines: shorter });
    scene.correct('cancel', 'R', {}, 'X');
    scene.correct('cancel', 'CN', {}, 'IX');
    expect(naturalOf(scene.books.journal)).toEqual({});
  });

  test('nothing else can be taken back: other requests, updates, a canceled credit note', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(14_569));
    scene.add('B', {}, aPaid(14_569));
    scene.addNote('CN', 'A');
    scene.correct('credit', 'B', unit);
    const counters = scene.plans.at(-1)?.requestId ?? '';
    expect(refusalsOf(scene.facts('A'), { kind: 'update', input: { counters: 'r_unknown' } })).toMatchObject([{ code: 'COUNTER_UNKNOWN', param: 'counters' }]); // prettier-ignore
    expect(scene.refused('update', 'A', { counters })).toEqual(['COUNTER_UNKNOWN']); // of another invoice
    scene.correct('update', 'A', { set: { notes: ['x'] } });
    expect(scene.refused('update', 'A', { counters: scene.plans.at(-1)?.requestId ?? '' })).toEqual(['COUNTER_UNKNOWN']); // prettier-ignore
    scene.correct('cancel', 'CN', {}, 'IX');
    expect(scene.refused('update', 'CN', { counters: scene.plans.at(-1)?.requestId ?? '' })).toEqual(['COUNTER_UNKNOWN']); // prettier-ignore
    expect(factsIn('Credit canceled', strict).document.links.replacedBy).toBeUndefined();
  });
});
