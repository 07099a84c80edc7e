import { balanceOf } from '../../domain/balance.ts';
import { accountAfter, emptyAccount, type CustomerAccount } from '../../domain/customer.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { Facts } from '../../domain/facts.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { makePlan } from '../../domain/make-plan.ts';
import type { Effects, Plan, PlannedChange } from '../../domain/plan.ts';
import { isBlocked } from '../../domain/plan-draft.ts';
import { otherAccountOf } from '../../domain/plan-update.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { presets, type Settings } from '../../domain/settings.ts';

/** The books in memory: what the store does with a plan, without a store. For pure tests alone. */
export interface Books {
  readonly documents: Map<string, InvoiceDocument>;
  readonly accounts: Map<string, CustomerAccount>;
  readonly journal: JournalEntry[];
  readonly plans: Map<string, Plan>;
  settings: Settings;
  today: string;
}

export const openBooks = (settings: Settings = presets.strict): Books => ({
  documents: new Map(),
  accounts: new Map(),
  journal: [],
  plans: new Map(),
  settings,
  today: '2026-02-01',
});

const keyOf = ({ customerId, currency }: Pick<CustomerAccount, 'customerId' | 'currency'>): string =>
  `${customerId}/${currency}`;

export const accountOf = (books: Books, of: Pick<CustomerAccount, 'customerId' | 'currency'>): CustomerAccount =>
  books.accounts.get(keyOf(of)) ?? emptyAccount(of.customerId, of.currency);

const issued = (document: InvoiceDocument): boolean => !['draft', 'canceled', 'discarded'].includes(document.status);

/** Everything that the rules look at, for one document of the books. */
export function factsIn(books: Books, documentId: string, request?: Pick<CorrectionRequest, 'input'>): Facts {
  const document = documentIn(books, documentId);
  const all = [...books.documents.values()];
  const notesOf = (id: string): readonly InvoiceDocument[] =>
    all.filter((one) => one.links.creditFor === id && one.type === 'credit_note' && issued(one));
  const originalId = document.class === 'credit' ? document.links.creditFor : undefined;
  const other = otherAccountOf(document, request?.input);
  const countered = books.plans.get(request?.input?.counters ?? '');
  return {
    document,
    creditNotes: notesOf(documentId),
    corrections: all.filter((one) => one.links.correctionOf === documentId && one.class === 'invoice' && issued(one)),
    ...(originalId === undefined ? {} : { original: { document: documentIn(books, originalId), creditNotes: notesOf(originalId).filter((one) => one.id !== documentId) } }),
    account: accountOf(books, document),
    ...(other ? { otherAccount: accountOf(books, other) } : {}),
    ...(countered ? { countered } : {}),
    settings: books.settings,
    settingsVersion: 1,
    policyVersion: '1',
    today: books.today,
  }; // prettier-ignore
}

export function documentIn(books: Books, id: string): InvoiceDocument {
  const found = books.documents.get(id);
  if (!found) throw new Error(`no document ${id}`);
  return found;
}

/** Puts a document into the books with what was booked for it. */
export function enter(books: Books, document: InvoiceDocument, journal: readonly JournalEntry[] = []): void {
  books.documents.set(document.id, document);
  books.journal.push(...journal);
}

/** Plans and applies; answers the plan, or the codes of the blockers. */
export function correct(books: Books, request: CorrectionRequest): Plan | readonly string[] {
  const drafted = makePlan(factsIn(books, request.invoiceId, request), request);
  if (isBlocked(drafted)) return drafted.blockers.map(({ code }) => code);
  applyEffects(books, drafted);
  books.plans.set(request.requestId, drafted);
  return drafted;
}

/** Writes what a plan says: changes, documents, accounts and entries. */
export function applyEffects(books: Books, { changes, documents, customers, journal }: Effects): void {
  for (const change of changes)
    books.documents.set(change.documentId, changed(documentIn(books, change.documentId), change));
  for (const [index, made] of documents.entries())
    books.documents.set(made.id, {
      ...made,
      number: `X-${books.documents.size}-${index}`,
      issueDate: books.today,
      version: 1,
    });
  for (const delta of customers) {
    const account = accountOf(books, delta);
    if (delta.version !== undefined && delta.version !== account.version) throw new Error('the account moved');
    books.accounts.set(keyOf(delta), { ...accountAfter(account, delta), version: account.version + 1 });
  }
  books.journal.push(...journal);
}

function changed(document: InvoiceDocument, change: PlannedChange): InvoiceDocument {
  if (document.version !== change.version) throw new Error(`${document.id} is at version ${document.version}`);
  const {
    canceledWith,
    replacedBy,
    creditedBy,
    correctedBy,
    schedules = [],
    stopsRecognition,
    set = {},
    cleared = [],
    customerId = document.customerId,
  } = change;
  const rows = [...document.rows, ...change.rowsAdded];
  const merged = Object.fromEntries(Object.entries({ ...document, ...set }).filter(([name]) => !cleared.some((field) => field === name))) as unknown as InvoiceDocument; // prettier-ignore
  const lines = merged.lines.map((line) => {
    const found = schedules.find((one) => one.lineId === line.id);
    const recognition = found?.recognition ?? line.recognition;
    return recognition
      ? { ...line, recognition: stopsRecognition ? recognition.filter((part) => part.booked) : recognition }
      : line;
  });
  return {
    ...merged,
    customerId,
    lines,
    status: change.toStatus,
    rows,
    balanceMinor: balanceOf(rows),
    version: document.version + 1,
    links: {
      ...document.links,
      ...(canceledWith === undefined ? {} : { canceledWith }),
      ...(replacedBy === undefined ? {} : { replacedBy }),
      ...(creditedBy === undefined ? {} : { creditedBy: [...(document.links.creditedBy ?? []), creditedBy] }),
      ...(correctedBy === undefined ? {} : { correctedBy: [...(document.links.correctedBy ?? []), correctedBy] }),
    },
  };
}
