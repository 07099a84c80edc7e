import { canonical, hashText } from './canonical.ts';
import type { CustomerDelta } from './customer.ts';
import type { BalanceRow } from './balance.ts';
import type { DocumentStatus, InvoiceDocument } from './document.ts';
import type { JournalEntry } from './journal.ts';
import type { Notice } from './notices.ts';
import type { CorrectionRequest, Kind, Reason } from './request.ts';

/** A new document as planned: everything but what is assigned at the commit (number, issue date). */
export type PlannedDocument = Omit<InvoiceDocument, 'number' | 'issueDate' | 'version' | 'openCorrectionId'>;

/** What happens to a document that exists. */
export interface PlannedChange {
  readonly documentId: string;
  readonly fromStatus: DocumentStatus;
  readonly toStatus: DocumentStatus;
  readonly fromBalanceMinor: number;
  readonly toBalanceMinor: number;
  readonly rowsAdded: readonly BalanceRow[];
  readonly canceledWith: string;
  readonly creditedBy?: string;
  /** Revenue that is still deferred is reversed, so the rest of its schedule is dropped. */
  readonly stopsRecognition: boolean;
}

/**
 * What exactly would happen, and all that people sign (DESIGN section 4). Plain JSON with integers, so that its canonical
 * text has one form: the text is stored, and page, hash and commit all read that text.
 */
export interface Plan {
  readonly requestId: string;
  readonly requester: CorrectionRequest['requester'];
  readonly reason: Reason;
  readonly evidence?: string;
  readonly kind: Kind;
  readonly invoiceId: string;
  readonly invoiceVersion: number;
  readonly policyVersion: string;
  readonly currency: string;
  readonly exposureMinor: number;
  readonly changes: readonly PlannedChange[];
  readonly documents: readonly PlannedDocument[];
  readonly journal: readonly JournalEntry[];
  readonly balancesAfter: readonly {
    readonly documentId: string;
    readonly status: DocumentStatus;
    readonly balanceMinor: number;
  }[];
  readonly customer?: CustomerDelta;
  readonly notifications: readonly Notice[];
  readonly warnings: readonly string[];
}

/** The text that is stored, shown, signed and applied. */
export const planText = (plan: Plan): string => canonical(plan);
/** sha256, hex, of `countersign/plan/v1`, a line feed and the plan's text. */
export const planHashOf = (text: string): string => hashText('countersign/plan/v1', text);
/** Reads back a stored text; the caller has compared its hash. */
export const readPlan = (text: string): Plan => JSON.parse(text) as Plan;
