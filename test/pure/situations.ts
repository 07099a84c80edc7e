import type { Facts } from '../../domain/actions.ts';
import { bookDocument, openingCredit, type History } from '../../domain/booking.ts';
import { balanceOf } from '../../domain/balance.ts';
import type { DocumentContent, InvoiceDocument } from '../../domain/document.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { planCancel } from '../../domain/plan-cancel.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aRequest, booked, noHistory } from '../support/documents.ts';

/** What the rules look at, for a document in the books. */
export const factsOf = (
  document: InvoiceDocument,
  settings: Settings = presets.strict,
  creditNotes: Facts['creditNotes'] = [],
): Facts => ({ document, creditNotes, settings, settingsVersion: 1 });

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

/** The plan of a cancellation that nothing blocks. */
export function planned(facts: Facts, over: Partial<CorrectionRequest> = {}): Plan {
  const plan = planCancel(facts, aRequest(facts.document.id, { key: 'k', ...over }));
  if ('blockers' in plan) throw new Error(`blocked: ${plan.blockers.map(({ code }) => code).join(', ')}`);
  return plan;
}

/** The codes that a cancellation is refused with, in order; none when it is possible. */
export function refusedWith(facts: Facts, over: Partial<CorrectionRequest> = {}): readonly string[] {
  const plan = planCancel(facts, aRequest(facts.document.id, { key: 'k', ...over }));
  return 'blockers' in plan ? plan.blockers.map(({ code }) => code) : [];
}

/** Both documents as a commit leaves them: what the plan adds, with a number, a date and the next version. */
export function committed(document: InvoiceDocument, plan: Plan): { canceled: InvoiceDocument; by: InvoiceDocument } {
  const [change] = plan.changes;
  const [made] = plan.documents;
  if (!change || !made || change.documentId !== document.id)
    throw new Error('a plan changes one document and makes one');
  const rows = [...document.rows, ...change.rowsAdded];
  const links = {
    ...document.links,
    canceledWith: change.canceledWith,
    ...(change.creditedBy === undefined ? {} : { creditedBy: [change.creditedBy] }),
  };
  const { toStatus: status } = change;
  return {
    canceled: { ...document, rows, balanceMinor: balanceOf(rows), status, links, version: document.version + 1 },
    by: { ...made, number: 'X-1', issueDate: '2026-02-01', version: 1 },
  };
}
