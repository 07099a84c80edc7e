import { bookDocument, freePaymentId, openingCredit, paymentsOf } from '../../domain/booking.ts';
import { customerIdOf, documentIdOf, type DocumentContent, type InvoiceDocument } from '../../domain/document.ts';
import { finaliseDraft } from '../../domain/drafts.ts';
import { Refused } from '../../domain/errors.ts';
import { makePlan } from '../../domain/make-plan.ts';
import { linkedMinor, receivePayment, reversePayment, unlinkPayment, type Payment } from '../../domain/payments.ts';
import { confirmPayout, failPayout, type PayoutState } from '../../domain/payouts.ts';
import type { Effects, PlannedPayout } from '../../domain/plan.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import type { Settings } from '../../domain/settings.ts';
import { accountOf, applyEffects, correct, documentIn, enter, factsIn, openBooks, type Books } from '../pure/books.ts';
import type { Answer, BooksState, Target } from './target.ts';

type Payout = PlannedPayout & { state: PayoutState };

/** The sequences' first target: the pure functions over the books in memory. */
export function inBooks(settings: Settings): Target {
  const books = openBooks(settings);
  const payments = new Map<string, Payment>();
  const payouts = new Map<string, Payout>();
  const booking = (documentId: string) => {
    const document = documentIn(books, documentId);
    return { document, account: accountOf(books, document), settings, today: books.today };
  };
  const paymentOf = (id: string): Payment => {
    const known = payments.get(id);
    if (!known) throw new Error(`no payment ${id}`);
    const { state } = known;
    return { ...known, state: state === 'reversed' || linkedMinor(documentIn(books, known.documentId), id) !== 0 ? state : 'free' };
  }; // prettier-ignore
  const came = (document: InvoiceDocument, id: string, amountMinor: number, source: Payment['source']): void => {
    const { id: documentId, customerId, currency } = document;
    payments.set(id, { id, documentId, customerId, currency, amountMinor, on: books.today, state: 'linked', source });
  };
  const payoutOf = (id: string): Payout => {
    const found = payouts.get(id);
    if (!found) throw new Error(`no payout ${id}`);
    return found;
  };
  /** Money of the free balance that paid a document at its finalisation is a payment of its own. */
  const noteFreePayments = (): void => {
    for (const document of books.documents.values())
      for (const { kind, ref, amountMinor } of document.rows)
        if (kind === 'payment' && ref === freePaymentId(document.id) && !payments.has(ref))
          came(document, ref, -amountMinor, 'free_balance');
  };
  return {
    import: (content, history) =>
      done(() => {
        const document = placed(content);
        const { rows, balanceMinor, status, journal } = bookDocument(document.id, content, history);
        enter(books, { ...document, rows, balanceMinor, status }, [
          ...openingCredit(history.creditUsedMinor, content.currency),
          ...journal,
        ]);
        for (const { id, amountMinor } of paymentsOf(document.id, content, history))
          came(document, id, amountMinor, 'imported');
      }),
    openCredit: ({ customerId, currency }, amountMinor) =>
      done(() => {
        const delta = { customerId, currency, creditDeltaMinor: amountMinor, freeDeltaMinor: 0, payableDeltaMinor: 0 };
        write(books, { customers: [delta], journal: openingCredit(amountMinor, currency) });
      }),
    finalise: (content, invoiceId) =>
      done(() => {
        const draft = { ...placed(content), ...(invoiceId === undefined ? {} : { links: { creditFor: invoiceId } }) };
        const { account } = { account: accountOf(books, draft) };
        const original = invoiceId === undefined ? undefined : factsIn(books, invoiceId);
        const effects = finaliseDraft({ document: draft, account, settings, today: books.today }, original);
        enter(books, draft);
        applyEffects(books, effects);
        noteFreePayments();
      }),
    pay: (documentId, id, amountMinor) =>
      done(() => {
        applyEffects(books, receivePayment(booking(documentId), { id, amountMinor, on: books.today }));
        came(documentIn(books, documentId), id, amountMinor, 'recorded');
      }),
    unlink: (id) =>
      done(() => {
        const payment = paymentOf(id);
        const { creditNotes } = factsIn(books, payment.documentId);
        applyEffects(books, unlinkPayment(booking(payment.documentId), payment, refunded(creditNotes)));
      }),
    reverse: (id) =>
      done(() => {
        const payment = paymentOf(id);
        applyEffects(books, reversePayment(booking(payment.documentId), payment));
        payments.set(id, { ...payment, state: 'reversed' });
      }),
    confirmPayout: (id) =>
      done(() => {
        const payout = payoutOf(id);
        applyEffects(books, confirmPayout(booking(payout.documentId), payout));
        payout.state = 'confirmed';
      }),
    failPayout: (id) =>
      done(() => {
        const payout = payoutOf(id);
        applyEffects(books, failPayout(booking(payout.documentId), payout));
        payout.state = 'failed';
      }),
    correct: (request) =>
      done(() => {
        whyNotPure(books, request);
        const plan = correct(books, request);
        if ('length' in plan) throw new Refusing(plan[0] ?? 'no code');
        for (const payout of plan.payouts) payouts.set(payout.id, { ...payout, state: 'requested' });
        noteFreePayments();
      }),
    state: () => Promise.resolve(stateOf(books)),
    problems: () => Promise.resolve([]),
  };
}

/** A draft's content with a place in the books. */
function placed(content: DocumentContent): InvoiceDocument {
  const sellerId = content.seller.id;
  return {
    ...content, id: documentIdOf(sellerId, content.number), sellerId, customerId: customerIdOf(sellerId, content.buyer.id),
    rows: [], balanceMinor: 0, status: 'draft', links: {}, version: 1,
  }; // prettier-ignore
}

const write = (books: Books, { customers, journal }: Pick<Effects, 'customers' | 'journal'>): void =>
  applyEffects(books, { changes: [], documents: [], payouts: [], customers, journal });

const refunded = (notes: readonly InvoiceDocument[]): number =>
  notes.flatMap(({ rows }) => rows).reduce((sum, row) => (row.kind === 'disposition_refund' ? sum + row.amountMinor : sum), 0); // prettier-ignore

const stateOf = ({ documents, accounts, journal }: Books): BooksState => ({
  documents: [...documents.values()], accounts: [...accounts.values()], journal: [...journal],
}); // prettier-ignore

class Refusing extends Error {}

/** A refusal is an answer; everything else that is thrown is a bug. */
async function done(deed: () => void): Promise<Answer> {
  await Promise.resolve();
  try {
    deed();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    if (error instanceof Refusing) return error.message;
    throw error;
  }
}

/** Planning changes nothing that it looks at, and the same facts give the same plan. */
function whyNotPure(books: Books, request: CorrectionRequest): void {
  const facts = factsIn(books, request.invoiceId, request);
  const before = JSON.stringify(facts);
  const [first, second] = [JSON.stringify(makePlan(facts, request)), JSON.stringify(makePlan(facts, request))];
  if (first !== second) throw new Error('two plans of the same facts differ');
  if (JSON.stringify(facts) !== before) throw new Error('planning changed the facts');
}
