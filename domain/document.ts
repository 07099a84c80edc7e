/**
 * Documents as they are kept (spec/domain.md section 1). Amounts are integer minor units of the document's currency and carry
 * the sign of the class: Invoice +, Credit -. Quantities, prices and rates are decimal strings. Dates are `YYYY-MM-DD`.
 */
export type DocumentClass = 'invoice' | 'credit';
export type DocumentType = 'standard' | 'credit_note' | 'cancellation';
/** Stored status; the payment state is derived from the balance rows. `settled` ends credits and cancellations (X6). */
export type DocumentStatus = 'open' | 'paid' | 'canceled' | 'settled';

export interface Address {
  readonly lines?: readonly string[];
  readonly city?: string;
  readonly postalCode?: string;
  readonly region?: string;
  readonly country?: string;
}

/** A seller or buyer. `id` is what identifies it for us: VAT id, else legal id, else the party's own id, else its name. */
export interface Party {
  readonly id: string;
  readonly name?: string;
  readonly vatId?: string;
  readonly legalId?: string;
  readonly partyId?: string;
  readonly endpoint?: { readonly scheme: string; readonly id: string };
  readonly email?: string;
  readonly address?: Address;
}

/** An allowance or charge of a line or of the document. The amount is positive on an invoice, negative on a credit. */
export interface AllowanceCharge {
  readonly kind: 'allowance' | 'charge';
  readonly amountMinor: number;
  readonly baseMinor?: number;
  readonly percent?: string;
  readonly reason?: string;
  readonly reasonCode?: string;
  /** On document level the tax group that it belongs to; on a line it shares the line's. */
  readonly taxCategory?: string;
  readonly taxRate?: string;
}

/** Deferred revenue of a line: each part is recognised (2300 to 4000) on its day; `booked` ones are in the books. */
export interface Recognition {
  readonly on: string;
  readonly amountMinor: number;
  readonly booked: boolean;
}

export interface Line {
  readonly id: string;
  readonly description: string;
  readonly itemId?: string;
  /** More than 0; a return or a reversal is in the sign of the price. */
  readonly quantity: string;
  readonly unitCode?: string;
  /** Price of `baseQuantity` units, before tax; may be negative. */
  readonly unitPrice: string;
  readonly baseQuantity?: string;
  readonly allowancesCharges: readonly AllowanceCharge[];
  readonly taxCategory: string;
  /** Percent as a decimal string; absent for category O (not subject to VAT). */
  readonly taxRate?: string;
  readonly netMinor: number;
  readonly recognition?: readonly Recognition[];
}

/** Base and tax of one category and rate (EN 16931 BG-23). */
export interface TaxGroup {
  readonly taxCategory: string;
  readonly taxRate?: string;
  readonly baseMinor: number;
  readonly taxMinor: number;
  readonly exemptionReason?: string;
  readonly exemptionReasonCode?: string;
}

/** EN 16931 BG-22: net = lines - allowances + charges, gross = net + tax, payable = gross - prepaid + rounding. */
export interface Totals {
  readonly linesMinor: number;
  readonly allowancesMinor: number;
  readonly chargesMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
  readonly prepaidMinor: number;
  readonly roundingMinor: number;
  readonly payableMinor: number;
}

/** What moved a document's balance. The balance is the sum of the rows and equals the document's 1200 sub-ledger. */
export interface BalanceRow {
  readonly kind: 'invoice' | 'rounding' | 'payment' | 'credit_applied' | 'clearing';
  readonly amountMinor: number;
  readonly on?: string;
  /** The payment or the other document that the row is about. */
  readonly ref?: string;
}

/** Links hold document ids and are set at both ends in one transaction. */
export interface Links {
  readonly creditFor?: string;
  readonly creditedBy?: readonly string[];
  readonly cancels?: string;
  readonly canceledWith?: string;
}

/** What a document says, before it has a place in the books: what an import reads. */
export interface DocumentContent {
  readonly class: DocumentClass;
  readonly type: DocumentType;
  /** UNCL1001 code, for example 380 or 381. */
  readonly typeCode: string;
  readonly number: string;
  readonly seller: Party;
  readonly buyer: Party;
  readonly currency: string;
  readonly issueDate: string;
  readonly dueDate?: string;
  readonly paymentTerms?: string;
  readonly orderId?: string;
  readonly buyerReference?: string;
  readonly notes?: readonly string[];
  /** The invoice that a credit is about (BT-25, BT-26). */
  readonly preceding?: { readonly number: string; readonly issueDate?: string };
  readonly lines: readonly Line[];
  readonly allowancesCharges: readonly AllowanceCharge[];
  readonly taxGroups: readonly TaxGroup[];
  readonly totals: Totals;
}

/** A document in the books. */
export interface InvoiceDocument extends DocumentContent {
  readonly id: string;
  readonly sellerId: string;
  readonly customerId: string;
  readonly status: DocumentStatus;
  readonly rows: readonly BalanceRow[];
  readonly balanceMinor: number;
  readonly links: Links;
  /** Grows by one with every change of the document; a plan made for another version is not applied. */
  readonly version: number;
  /** The request that waits on this document, if one does; setting it does not change `version`. */
  readonly openCorrectionId?: string;
}

export type PaymentState = 'unpaid' | 'partially_paid' | 'paid';

/** Money linked to the document, net of unlinked payments. Applied customer credit is no payment. */
export const paidMinor = (rows: readonly BalanceRow[]): number => -sumOf(rows, 'payment') || 0;
/** Customer credit used on the document, net of what was given back. */
export const creditUsedMinor = (rows: readonly BalanceRow[]): number => -sumOf(rows, 'credit_applied') || 0;

/** Derived from the rows alone (spec/domain.md section 2): credit alone never makes an invoice paid. */
export function paymentState(document: Pick<InvoiceDocument, 'rows' | 'balanceMinor'>): PaymentState {
  if (paidMinor(document.rows) === 0) return 'unpaid';
  return document.balanceMinor === 0 ? 'paid' : 'partially_paid';
}

const sumOf = (rows: readonly BalanceRow[], kind: BalanceRow['kind']): number =>
  rows.reduce((sum, row) => (row.kind === kind ? sum + row.amountMinor : sum), 0) || 0;

export const balanceOf = (rows: readonly BalanceRow[]): number =>
  rows.reduce((sum, row) => sum + row.amountMinor, 0) || 0;

/**
 * Ids: a seller's part is percent-encoded, so the first colon divides; one number of one seller is one document for ever.
 */
export const documentIdOf = (sellerId: string, number: string): string => `${encodeURIComponent(sellerId)}:${number}`;
/** The customer of one seller; credit and free balance of different sellers never mix. */
export const customerIdOf = (sellerId: string, buyerId: string): string => `${encodeURIComponent(sellerId)}:${buyerId}`;
