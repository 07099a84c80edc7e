import { bookDocument, openingCredit, type History } from '../../domain/booking.ts';
import { emptyAccount } from '../../domain/customer.ts';
import type { DocumentContent, InvoiceDocument } from '../../domain/document.ts';
import type { ErrorCode, Refusal } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { makePlan } from '../../domain/make-plan.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aRequest, booked, noHistory } from '../support/documents.ts';
import { applyEffects, documentIn, enter, openBooks } from './books.ts';

/** What the rules look at, for a document in the books of a customer who has nothing else. */
export const factsOf = (
  document: InvoiceDocument,
  settings: Settings = presets.strict,
  creditNotes: Facts['creditNotes'] = [],
): Facts => ({
  document,
  creditNotes,
  corrections: [],
  account: emptyAccount(document.customerId, document.currency),
  settings,
  settingsVersion: 1,
  policyVersion: '1',
  today: '2026-02-01',
});

/** A document with everything that was booked for it, an opening credit for what it used included. */
export function inTheBooks(
  content: DocumentContent,
  history: Partial<History> = {},
): { readonly document: InvoiceDocument; readonly journal: readonly JournalEntry[] } {
  const full = { ...noHistory, ...history };
  const document = booked(content, full);
  const { journal } = bookDocument(document.id, content, full);
  return { document, journal: [...openingCredit(full.creditUsedMinor, content.currency), ...journal] };
}

type Over = Partial<CorrectionRequest>;

const draft = (facts: Facts, over: Over) => makePlan(facts, aRequest(facts.document.id, { key: 'k', ...over }));

/** The plan of a correction (a cancellation unless `kind` says otherwise) that nothing blocks. */
export function planned(facts: Facts, over: Over = {}): Plan {
  const plan = draft(facts, over);
  if ('blockers' in plan) throw new Error(`blocked: ${plan.blockers.map(({ message }) => message).join(', ')}`);
  return plan;
}

/** What a correction is refused with, in order; nothing when it is possible. */
export function refusalsOf(facts: Facts, over: Over = {}): readonly Refusal[] {
  const plan = draft(facts, over);
  return 'blockers' in plan ? plan.blockers : [];
}

/** The codes alone. */
export const refusedWith = (facts: Facts, over: Over = {}): readonly ErrorCode[] =>
  refusalsOf(facts, over).map(({ code }) => code);

/** Both documents as a commit leaves them: what the plan adds, with a number, a date and the next version. */
export function committed(document: InvoiceDocument, plan: Plan): { canceled: InvoiceDocument; by: InvoiceDocument } {
  const books = openBooks();
  enter(books, document);
  applyEffects(books, plan);
  return { canceled: documentIn(books, document.id), by: documentIn(books, `${plan.requestId}.1`) };
}
