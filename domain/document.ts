import type { BalanceRow } from './balance.ts';

/**
 * Documents as they are kept (spec/domain.md section 1). Amounts are integer minor units of the document's currency and carry
 * the sign of the class: Invoice +, Credit -. Quantities, prices and rates are decimal strings. Dates are `YYYY-MM-DD`.
 */
export type DocumentClass = 'invoice' | 'credit';
export type DocumentType = 'standard' | 'credit_note' | 'cancellation' | 'correction' | 'replacement';
/** Stored status; the payment state is derived from the balance rows. `settled` ends credits and cancellations (X6). */
export type DocumentStatus = 'draft' | 'open' | 'paid' | 'canceled' | 'settled' | 'discarded';

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
  /** Whom to ask (BG-9): non-fiscal, as is the e-mail address. */
  readonly contact?: { readonly name?: string; readonly phone?: string };
  readonly address?: Address;
}

/** Where the goods went (BG-13, BG-15): non-fiscal. */
export interface Delivery {
  readonly name?: string;
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
  /** On a credit note: the original's line whose schedule this part shortens. */
  readonly lineId?: string;
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
  /** On a credit note or a correction: the original's line that it changes, and by how much (signed decimal strings). */
  readonly corrects?: { readonly lineId: string; readonly quantityDelta?: string; readonly priceDelta?: string };
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

/** Links hold document ids and are set at both ends in one transaction. */
export interface Links {
  readonly creditFor?: string;
  readonly creditedBy?: readonly string[];
  readonly cancels?: string;
  readonly canceledWith?: string;
  readonly correctionOf?: string;
  readonly correctedBy?: readonly string[];
  readonly replaces?: string;
  readonly replacedBy?: string;
  /** The request whose effect this document takes back (R52). */
  readonly counters?: string;
}

/** What a document says, before it has a place in the books: what an import reads. */
export interface DocumentContent {
  readonly class: DocumentClass;
  readonly type: DocumentType;
  /** UNCL1001 code, for example 380 or 381. */
  readonly typeCode: string;
  /** Empty on a draft: numbers are given at finalisation. */
  readonly number: string;
  readonly seller: Party;
  readonly buyer: Party;
  readonly currency: string;
  /** Day of finalisation, which is the posting date; on a draft the day on which it was written. */
  readonly issueDate: string;
  /** Day of supply or delivery (BT-72): fiscal. */
  readonly supplyDate?: string;
  readonly dueDate?: string;
  readonly paymentTerms?: string;
  /** Purchase order of the buyer (BT-13); events name invoices by it. */
  readonly orderId?: string;
  readonly buyerReference?: string;
  /** Buyer's accounting reference (BT-19). */
  readonly costCenter?: string;
  readonly delivery?: Delivery;
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
  /** Day on which the invoice went to a tax authority: it is no longer changed in place (X2). */
  readonly transmittedOn?: string;
  /** Payments that were started and are not confirmed yet. */
  readonly paymentsInFlight?: readonly { readonly id: string; readonly amountMinor: number }[];
  /** Grows by one with every change of the document; a plan made for another version is not applied. */
  readonly version: number;
  /** The request that waits on this document, if one does; setting it does not change `version`. */
  readonly openCorrectionId?: string;
}

/**
 * Ids: a seller's part is percent-encoded, so the first colon divides; one number of one seller is one document for ever.
 */
export const documentIdOf = (sellerId: string, number: string): string => `${encodeURIComponent(sellerId)}:${number}`;
/** The customer of one seller; credit and free balance of different sellers never mix. */
export const customerIdOf = (sellerId: string, buyerId: string): string => `${encodeURIComponent(sellerId)}:${buyerId}`;
