import type { BalanceRow } from './balance.ts';
import { canonical, hashText } from './canonical.ts';
import type { CustomerDelta } from './customer.ts';
import type { DocumentContent, DocumentStatus, InvoiceDocument, Recognition } from './document.ts';
import type { CorrectionInput, Kind } from './input.ts';
import type { JournalEntry } from './journal.ts';
import type { Notice } from './notices.ts';
import type { CorrectionRequest, Reason } from './request.ts';

/** A new document as planned: everything but what is assigned at the commit (number, issue date). */
export type PlannedDocument = Omit<
  InvoiceDocument,
  'number' | 'issueDate' | 'version' | 'openCorrectionId' | 'transmittedOn' | 'paymentsInFlight'
>;

/** What happens to a document that exists. */
export interface PlannedChange {
  readonly documentId: string;
  /** The version that the plan was made for; at another one nothing is applied. */
  readonly version: number;
  readonly fromStatus: DocumentStatus;
  readonly toStatus: DocumentStatus;
  readonly fromBalanceMinor: number;
  readonly toBalanceMinor: number;
  readonly rowsAdded: readonly BalanceRow[];
  readonly canceledWith?: string;
  readonly replacedBy?: string;
  /** Added to the links of that name. */
  readonly creditedBy?: string;
  readonly correctedBy?: string;
  /** Revenue that is still deferred is reversed, so the rest of its schedule is dropped. */
  readonly stopsRecognition: boolean;
  /** Schedules of deferred revenue as they are from now on, by line. */
  readonly schedules?: readonly { readonly lineId: string; readonly recognition: readonly Recognition[] }[];
  /** Changed in place: the version that was is kept. */
  readonly set?: Partial<DocumentContent>;
  readonly cleared?: readonly (keyof DocumentContent)[];
  /** Payments that are no longer linked to the document, by id. */
  readonly unlinks?: readonly string[];
  /** A draft gets its number and issue date with this change. */
  readonly finalises?: true;
  /** The document belongs to another customer now, says something else, or is about another invoice: only on a draft. */
  readonly customerId?: string;
  readonly contentHash?: string;
  readonly creditFor?: string;
  /** Payments in flight from now on. */
  readonly paymentsInFlight?: InvoiceDocument['paymentsInFlight'];
}

/** Money that goes to the customer once a bank says so (2160 until then). */
export interface PlannedPayout {
  readonly id: string;
  /** The credit note that it settles, or the invoice whose payments were freed. */
  readonly documentId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly amountMinor: number;
}

/** What a plan writes, whatever asked for it. */
export interface Effects {
  readonly changes: readonly PlannedChange[];
  readonly documents: readonly PlannedDocument[];
  readonly journal: readonly JournalEntry[];
  readonly customers: readonly CustomerDelta[];
  readonly payouts: readonly PlannedPayout[];
}

/**
 * What exactly would happen, and all that people sign (DESIGN section 4). Plain JSON with integers, so that its canonical
 * text has one form: the text is stored, and page, hash and commit all read that text.
 */
export interface Plan extends Effects {
  readonly requestId: string;
  readonly requester: CorrectionRequest['requester'];
  readonly reason: Reason;
  readonly evidence?: string;
  readonly kind: Kind;
  readonly input?: CorrectionInput;
  readonly invoiceId: string;
  readonly invoiceVersion: number;
  readonly policyVersion: string;
  readonly settingsVersion: number;
  readonly currency: string;
  /** What approval limits are compared with: what the correction moves, minor units. */
  readonly exposureMinor: number;
  /** Issue and posting date of what is made; the day of the commit where none is named. */
  readonly postingDate?: string;
  /** Documents are stored as drafts while people sign, and finalised by the last signature (X3). */
  readonly finalise?: 'manual';
  readonly balancesAfter: readonly {
    readonly documentId: string;
    readonly status: DocumentStatus;
    readonly balanceMinor: number;
  }[];
  readonly notifications: readonly Notice[];
  readonly warnings: readonly string[];
}

/** The text that is stored, shown, signed and applied. */
export const planText = (plan: Plan): string => canonical(plan);
/** sha256, hex, of `countersign/plan/v1`, a line feed and the plan's text. */
export const planHashOf = (text: string): string => hashText('countersign/plan/v1', text);
/** Reads back a stored text; the caller has compared its hash. */
export const readPlan = (text: string): Plan => JSON.parse(text) as Plan;

/** A change of a document by rows alone; the rest is added by who plans it. */
export function changeOf(
  document: InvoiceDocument,
  toStatus: DocumentStatus,
  rowsAdded: readonly BalanceRow[],
): PlannedChange {
  return {
    documentId: document.id,
    version: document.version,
    fromStatus: document.status,
    toStatus,
    fromBalanceMinor: document.balanceMinor,
    toBalanceMinor: rowsAdded.reduce((sum, row) => sum + row.amountMinor, document.balanceMinor) || 0,
    rowsAdded,
    stopsRecognition: false,
  };
}

/** A document whose version counts for a plan that does not change it: what others do with it meanwhile makes the plan stale. */
export const touched = (document: InvoiceDocument | undefined): readonly PlannedChange[] =>
  document === undefined ? [] : [changeOf(document, document.status, [])];

/** Whether more happens to the document than that its version counts. */
export const isChanged = (change: PlannedChange): boolean => {
  const { documentId: _id, version: _version, fromBalanceMinor: _from, toBalanceMinor: _to, fromStatus, toStatus, rowsAdded, stopsRecognition, ...more } = change; // prettier-ignore
  return fromStatus !== toStatus || rowsAdded.length > 0 || stopsRecognition || Object.keys(more).length > 0;
};
