import type { InvoiceDocument } from '../../domain/document.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { grossOf } from '../support/documents.ts';
import { aPaid, aUsed, openScene, type Scene } from './scene.ts';

/** Builds a document of a state in the books and says how the scene calls it. */
type Build = (scene: Scene) => string;

const draftOf = (scene: Scene, name: string, over: Partial<InvoiceDocument> = {}): string =>
  as(scene, name, { status: 'draft', number: '', rows: [], balanceMinor: 0, ...over });

function as(scene: Scene, name: string, over: Partial<InvoiceDocument>): string {
  const document = { ...scene.document(name), ...over };
  scene.books.documents.set(document.id, document);
  return name;
}

const invoice = (scene: Scene, history = {}): string => {
  scene.add('A', {}, history);
  return 'A';
};
const note = (scene: Scene, history = aPaid(14_569)): string => {
  scene.add('A', {}, history);
  scene.addNote('CN', 'A');
  return 'CN';
};
const correction = (scene: Scene): string => {
  scene.add('A', {}, aPaid(14_569));
  scene.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '35.00' }] }, 'D');
  return 'D';
};
/** A canceled while a credit note of it is open (X14 "allow"). */
const stray = (scene: Scene, name: string): string => {
  scene.add('A');
  scene.addNote('CN', 'A');
  withStray(scene, () => scene.correct('cancel', 'A', {}, 'X'));
  return name;
};
function withStray(scene: Scene, act: () => unknown): void {
  const { settings } = scene.books;
  scene.books.settings = { ...settings, cancel: { ...settings.cancel, whenCreditNotesExist: 'allow' } };
  act();
  scene.books.settings = settings;
}
const half = (scene: Scene, name: 'A' | 'X'): string => {
  invoice(scene);
  scene.correct('cancel', 'A', {}, 'X');
  return name;
};
const ofNote = (scene: Scene, name: 'CN' | 'IX'): string => {
  note(scene);
  scene.correct('cancel', 'CN', {}, 'IX');
  return name;
};

/** Every state of spec/domain.md section 4, and some beside it. */
export const states = {
  'draft invoice': (s) => draftOf(s, invoice(s)),
  discarded: (s) => draftOf(s, invoice(s), { status: 'discarded' }),
  'open, unpaid': (s) => invoice(s),
  'open, unpaid, credit used': (s) => invoice(s, aUsed(3_000)),
  'open, partially paid': (s) => invoice(s, aPaid(10_000)),
  'open, overpaid': (s) => invoice(s, aPaid(20_000)),
  'paid, cash': (s) => invoice(s, aPaid(14_569)),
  'paid, credit and cash': (s) => invoice(s, aUsed(4_569, 10_000)),
  'paid by credit alone': (s) => invoice(s, aUsed(14_569)),
  'nothing to pay': (s) => (s.add('A', { lines: grossOf('0.00') }), 'A'),
  'Invoice canceled': (s) => half(s, 'A'),
  'Credit canceled': (s) => ofNote(s, 'CN'),
  'canceled, credit note open': (s) => stray(s, 'A'),
  'CreditNote open': (s) => note(s),
  'CreditNote open, nothing was paid': (s) => note(s, {}),
  'CreditNote open, invoice canceled': (s) => stray(s, 'CN'),
  'CreditNote open, used in part': (s) => (note(s), s.correct('credit', 'CN', { amount: '10.00' }), 'CN'),
  'CreditNote settled': (s) => (note(s), s.correct('credit', 'CN'), 'CN'),
  'CreditNote draft': (s) => draftOf(s, note(s)),
  'Credit/Cancellation draft': (s) => draftOf(s, half(s, 'X')),
  'Invoice/Cancellation draft': (s) => draftOf(s, ofNote(s, 'IX')),
  'Credit/Cancellation settled': (s) => half(s, 'X'),
  'Invoice/Cancellation settled': (s) => ofNote(s, 'IX'),
  'Correction that offset a credit note': (s) => (stray(s, 'CN'), s.correct('correct-credit-note', 'A', {}, 'COR'), 'COR'),
  'Correction upwards, open': (s) => correction(s),
  'Replacement, open': (s) => (invoice(s), s.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '30.00' }] }, "X A'"), "A'"),
  'replaced by a revision': (s) => (invoice(s), s.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '30.00' }] }, "X A'"), 'A'),
  'unpaid, credit note open': (s) => (note(s, {}), 'A'),
  'unpaid, credit note settled': (s) => (note(s, {}), s.correct('credit', 'CN'), 'A'),
  'paid, credit note open': (s) => (note(s), 'A'),
  'partially paid, all credited': (s) => (invoice(s, aPaid(10_000)), s.correct('credit', 'A'), 'A'),
} as const satisfies Readonly<Record<string, Build>>; // prettier-ignore
export type State = keyof typeof states;

/** The facts of a document in this state. */
export function factsIn(state: State, settings: Settings): Facts {
  const scene = openScene(settings);
  return scene.facts(states[state](scene));
}
