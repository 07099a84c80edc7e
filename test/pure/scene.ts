import { bookDocument, finaliseInvoice, openingCredit, type History } from '../../domain/booking.ts';
import type { DocumentContent, InvoiceDocument } from '../../domain/document.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { accounts, entries, entry, type JournalEntry } from '../../domain/journal.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import type { Settings } from '../../domain/settings.ts';
import { aDocument, aRequest, booked, linesOfB, noHistory, type ContentInput } from '../support/documents.ts';
import { accountOf, applyEffects, correct, documentIn, enter, factsIn, openBooks, type Books } from './books.ts';
import { refusalsOf } from './situations.ts';

/** A story in the books: documents come in, corrections follow, and all have the specification's short names. */
export interface Scene {
  readonly books: Books;
  /** The specification's name of each document, by id. */
  readonly names: Record<string, string>;
  readonly plans: Plan[];
  /** A document as an import brings it, with what happened to it before. */
  add(name: string, input?: ContentInput, history?: Partial<History>): InvoiceDocument;
  /** A credit note of that invoice, open, issued before it came to us (macro NL). */
  addNote(name: string, invoice: string, input?: ContentInput): InvoiceDocument;
  /** Plans and applies; throws what it is refused with. `made` names the documents that the plan makes. */
  correct(kind: Kind, name: string, input?: CorrectionInput, made?: string, over?: Partial<CorrectionRequest>): Plan;
  /** The codes that it is refused with; none when it is possible (it is applied then). */
  refused(kind: Kind, name: string, input?: CorrectionInput): readonly string[];
  /** The refusals, with their ways on; nothing is applied. */
  refusals(kind: Kind, name: string, input?: CorrectionInput): readonly Refusal[];
  /** Finalises a draft of the same customer: credit and free balance apply themselves. */
  finalise(name: string, input: ContentInput): void;
  /** The bank says that a payout went through (macro 2160 / 1000). */
  paidOut(amountMinor: number): void;
  document(name: string): InvoiceDocument;
  facts(name: string): ReturnType<typeof factsIn>;
}

const pays = (...amounts: readonly number[]): Partial<History> => ({
  payments: amounts.map((amountMinor, index) => ({ id: `p${index + 1}`, amountMinor })),
});

/** How INV-A comes in: with payments (PA) and with credit used (UC). */
export const aPaid = (...amounts: readonly number[]): Partial<History> => pays(...amounts);
export const aUsed = (creditUsedMinor: number, ...amounts: readonly number[]): Partial<History> => ({
  ...pays(...amounts),
  creditUsedMinor,
});
export const invoiceB: ContentInput = { number: 'B', lines: linesOfB };
export const noteL: ContentInput = { number: 'CN', lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }] };

export function openScene(settings: Settings): Scene {
  const books = openBooks(settings);
  const names: Record<string, string> = {};
  const plans: Plan[] = [];
  let asked = 0;
  const idOf = (name: string): string => {
    const found = Object.entries(names).find(([, known]) => known === name);
    if (!found) throw new Error(`nothing is called ${name}`);
    return found[0];
  };
  const put = (name: string, content: DocumentContent, history: Partial<History>, links = {}): InvoiceDocument => {
    const full = { ...noHistory, ...history };
    const document = { ...booked(content, full), links };
    const { journal } = bookDocument(document.id, content, full);
    enter(books, document, [...openingCredit(full.creditUsedMinor, content.currency), ...journal]);
    names[document.id] = name;
    return document;
  };
  const ask = (kind: Kind, name: string, input?: CorrectionInput, over: Partial<CorrectionRequest> = {}) => {
    asked += 1;
    return aRequest(idOf(name), { key: `k${asked}`, kind, ...(input ? { input } : {}), ...over });
  };
  return {
    books,
    names,
    plans,
    add: (name, input = {}, history = {}) => put(name, aDocument({ number: name, ...input }), history),
    addNote(name, invoice, input = noteL) {
      const of = documentIn(books, idOf(invoice));
      const preceding = { number: of.number, issueDate: of.issueDate };
      const content = aDocument({ ...input, number: name, class: 'credit', preceding });
      const note = put(name, content, {}, { creditFor: of.id });
      const { creditedBy = [] } = of.links;
      books.documents.set(of.id, { ...of, links: { ...of.links, creditedBy: [...creditedBy, note.id] } });
      return note;
    },
    correct(kind, name, input, made = '', over = {}) {
      const plan = correct(books, ask(kind, name, input, over));
      if (!('requestId' in plan)) throw new Error(`refused: ${plan.join(', ')}`);
      plans.push(plan);
      const called = made.split(' ');
      for (const [index, { id }] of plan.documents.entries()) names[id] = called[index] ?? id;
      return plan;
    },
    refused(kind, name, input) {
      const plan = correct(books, ask(kind, name, input));
      return 'requestId' in plan ? [] : plan;
    },
    refusals: (kind, name, input) => refusalsOf(factsIn(books, idOf(name)), { kind, ...(input ? { input } : {}) }),
    finalise(name, input) {
      const content = aDocument({ number: name, ...input });
      const document = booked(content);
      const { journal, customer, rows, balanceMinor, status } = finaliseInvoice(
        document.id,
        content,
        accountOf(books, document),
      );
      enter(books, { ...document, rows, balanceMinor, status }, books.settings.journal.enabled ? journal : []);
      applyEffects(books, { changes: [], documents: [], journal: [], payouts: [], customers: [customer] });
      names[document.id] = name;
    },
    paidOut(amountMinor) {
      const [payout] = plans.flatMap(({ payouts }) => payouts).filter((one) => one.amountMinor === amountMinor);
      if (!payout) throw new Error(`no payout of ${amountMinor}`);
      const { customerId, currency } = payout;
      const deltas = { creditDeltaMinor: 0, freeDeltaMinor: 0, payableDeltaMinor: -amountMinor };
      const journal: readonly JournalEntry[] = books.settings.journal.enabled
        ? entries([entry('refund_paid', currency, [[accounts.refundsPayable, amountMinor], [accounts.bank, -amountMinor]])])
        : []; // prettier-ignore
      applyEffects(books, { changes: [], documents: [], payouts: [], customers: [{ customerId, currency, ...deltas }], journal }); // prettier-ignore
    },
    document: (name) => documentIn(books, idOf(name)),
    facts: (name) => factsIn(books, idOf(name)),
  };
}
