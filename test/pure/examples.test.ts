import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../domain/journal.ts';
import { plainAmount } from '../../domain/money.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { whyNotAddUp } from '../../domain/totals.ts';
import type { Example } from './example.ts';
import { cancelExamples } from './examples-cancel.ts';
import { creditExamples, discountExamples } from './examples-credit.ts';
import { updateExamples } from './examples-update.ts';
import { afterOf, debitsOf, entriesOf, naturalOf, written } from './notation.ts';
import { openScene, type Scene } from './scene.ts';

const examples: readonly Example[] = [...cancelExamples, ...creditExamples, ...discountExamples, ...updateExamples];
type Preset = Settings['preset'];

function settingsOf(preset: Preset, { settings = {} }: Example, journal = true): Settings {
  const base = presets[preset];
  const { whenCreditNotesExist = base.cancel.whenCreditNotesExist } = settings;
  return {
    ...base,
    cancel: { ...base.cancel, whenCreditNotesExist },
    update: { ...base.update, ...settings.update },
    discount: { ...base.discount, ...settings.discount },
    refund: { ...base.refund, ...settings.refund },
    journal: { enabled: journal },
  };
}

/** Plays a case: the books after it, and where in the journal its plan begins. */
function played(example: Example, settings: Settings): { scene: Scene; given: readonly JournalEntry[]; plan: readonly JournalEntry[] } {
  const scene = openScene(settings);
  example.before(scene);
  const { length } = scene.books.journal;
  example.act(scene);
  const { journal } = scene.books;
  return { scene, given: journal.slice(0, length), plan: journal.slice(length) };
} // prettier-ignore

const both: readonly Preset[] = ['strict', 'juston'];
const runs = examples.flatMap((example) =>
  both.filter((preset) => preset === 'juston' || !example.unlinks).map((preset) => [preset, example.name, example] as const),
); // prettier-ignore

describe('the worked examples of spec/domain.md section 6, replayed as written', () => {
  test.each(runs)('%s: %s', (preset, _name, example) => {
    const { scene, given, plan } = played(example, settingsOf(preset, example));
    const { names, books } = scene;

    expect(given.map((entry) => written(entry, names)).toSorted()).toEqual(entriesOf(example.given).toSorted());
    expect(plan.map((entry) => written(entry, names))).toEqual(entriesOf(example.plan));

    const expected = afterOf(example.after);
    const ledger = debitsOf(books.journal);
    const documents = [...books.documents.values()];
    const stands = documents.map(({ id, status }) => [names[id], `${status} ${plainAmount(ledger[`1200[${id}]`] ?? 0, 'EUR')}`]); // prettier-ignore
    expect(Object.fromEntries(stands)).toEqual(expected.documents);
    expect(naturalOf(books.journal)).toEqual(expected.accounts);
    for (const { id, balanceMinor } of documents) expect(balanceMinor).toBe(ledger[`1200[${id}]`] ?? 0);
    for (const document of documents) expect(whyNotAddUp(document)).toBeUndefined();
  });

  test.each(runs)('%s, status view = ledger view of the customer: %s', (preset, _name, example) => {
    const { books } = played(example, settingsOf(preset, example)).scene;
    const { accounts } = afterOf(example.after);
    const sum = (of: 'creditMinor' | 'freeMinor' | 'payableMinor') =>
      [...books.accounts.values()].reduce((total, account) => total + account[of], 0);
    expect([sum('creditMinor'), sum('freeMinor'), sum('payableMinor')]).toEqual([
      accounts['2100'] ?? 0, accounts['2150'] ?? 0, 0,
    ]); // prettier-ignore
  });

  test.each(runs)('%s, journal off changes nothing but the journal (X12): %s', (preset, _name, example) => {
    const { scene } = played(example, settingsOf(preset, example));
    const { scene: off } = played(example, settingsOf(preset, example, false));
    expect(off.plans.flatMap(({ journal }) => journal)).toEqual([]);
    expect([...off.books.documents]).toEqual([...scene.books.documents]);
    expect([...off.books.accounts]).toEqual([...scene.books.accounts]);
    expect(off.plans).toEqual(scene.plans.map((plan) => ({ ...plan, journal: [] })));
  });

  test.each(examples.filter(({ unlinks }) => unlinks).map((example) => [example.name, example] as const))(
    'strict: %s is refused with HAS_PAYMENTS, payments are never unlinked unasked (X1, X10, erpnext 5738)',
    (_name, example) => {
      const scene = openScene(settingsOf('strict', example));
      example.before(scene);
      expect(scene.refused('cancel', 'A')).toEqual(['HAS_PAYMENTS']);
      expect(scene.document('A').balanceMinor).toBe(scene.document('A').rows.reduce((sum, row) => sum + row.amountMinor, 0));
    },
  ); // prettier-ignore
});
