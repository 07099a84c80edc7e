import type { CustomerAccount } from '../../domain/customer.ts';
import type { DocumentContent, InvoiceDocument } from '../../domain/document.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { CorrectionRequest } from '../../domain/request.ts';

/** What the system under test answers: nothing when it was done, else the first code of the refusal. */
export type Answer = string | undefined;

export interface BooksState {
  readonly documents: readonly InvoiceDocument[];
  readonly accounts: readonly CustomerAccount[];
  readonly journal: readonly JournalEntry[];
}

export interface GivenPayment {
  readonly id: string;
  readonly amountMinor: number;
}

/**
 * The system under test, as the sequences drive it: the books in memory, or the real store through the real workflow. Document
 * ids are those of `documentIdOf`; what a request makes has the ids `{requestId}.1`, `.2`; payments those of `paymentIdOf` and
 * `freePaymentId`, payouts `{requestId}.payout`.
 */
export interface Target {
  import(content: DocumentContent, history: { readonly payments: readonly GivenPayment[]; readonly creditUsedMinor: number }): Promise<Answer>;
  /** Credit that the customer brings along (2100 against 9999). */
  openCredit(of: Pick<CustomerAccount, 'customerId' | 'currency'>, amountMinor: number): Promise<Answer>;
  /** Takes a draft in and finalises it: an invoice, or a credit note about the invoice that it names. */
  finalise(draft: DocumentContent, invoiceId?: string): Promise<Answer>;
  /** `paymentId` as `paymentIdOf` writes it. */
  pay(documentId: string, paymentId: string, amountMinor: number): Promise<Answer>;
  unlink(paymentId: string): Promise<Answer>;
  reverse(paymentId: string): Promise<Answer>;
  confirmPayout(payoutId: string): Promise<Answer>;
  failPayout(payoutId: string): Promise<Answer>;
  correct(request: CorrectionRequest): Promise<Answer>;
  state(): Promise<BooksState>;
  /** What the system itself finds wrong in its books that this sequence brought; nothing when they are right. */
  problems(): Promise<readonly string[]>;
} // prettier-ignore
