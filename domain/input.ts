import type { Address, Delivery, Party } from './document.ts';

/** Kinds of correction (spec/requirements.md D). */
export const kinds = ['cancel', 'refund', 'credit', 'discount', 'correct-credit-note', 'update'] as const;
export type Kind = (typeof kinds)[number];

/** A share of a line: by quantity (a return) or by net amount; decimal strings. */
export interface LineShare {
  readonly lineId: string;
  readonly quantity?: string;
  readonly net?: string;
}

/** How a line is to read from now on; what is not named stays. */
export interface LineChange {
  readonly lineId: string;
  readonly quantity?: string;
  readonly unitPrice?: string;
  readonly description?: string;
  readonly taxCategory?: string;
  readonly taxRate?: string;
  readonly remove?: true;
}

/** A line that is to be added; its id must be free. */
export interface NewLine {
  readonly id: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly unitCode?: string;
  readonly itemId?: string;
  readonly taxCategory: string;
  readonly taxRate?: string;
}

/** Header fields to set. Non-fiscal first, then what only a new document may change (spec/domain.md section 5). */
export interface HeaderChange {
  readonly notes?: readonly string[];
  readonly contact?: NonNullable<Party['contact']>;
  readonly email?: string;
  readonly paymentTerms?: string;
  readonly dueDate?: string;
  readonly delivery?: Delivery;
  readonly orderId?: string;
  readonly buyerReference?: string;
  readonly costCenter?: string;
  readonly buyer?: { readonly name?: string; readonly vatId?: string; readonly legalId?: string };
  readonly billingAddress?: Address;
  readonly supplyDate?: string;
  readonly currency?: string;
}
export type HeaderField = keyof HeaderChange;

/** May change on any document: notes and whom to ask. */
export const alwaysFields = ['notes', 'contact', 'email'] as const satisfies readonly HeaderField[];
/** May change until the document is paid. */
export const nonFiscalFields = [
  ...alwaysFields, 'paymentTerms', 'dueDate', 'delivery', 'orderId', 'buyerReference', 'costCenter',
] as const satisfies readonly HeaderField[]; // prettier-ignore

/**
 * What is asked for beyond the kind; which fields a kind may have is checked where requests come in. Amounts and quantities
 * are decimal strings in the invoice's currency (spec/approvals.md section 2.3): nothing is coerced.
 */
export interface CorrectionInput {
  /** cancel: pay the freed money out (E3a). */
  readonly payout?: true;
  /** refund, credit: by lines, by gross amount, or by an unused share of everything; nothing at all is the largest amount. */
  readonly lines?: readonly LineShare[];
  readonly amount?: string;
  readonly unused?: { readonly days: number; readonly of: number };
  /** update */
  readonly set?: HeaderChange;
  readonly clear?: readonly HeaderField[];
  readonly change?: readonly LineChange[];
  readonly add?: readonly NewLine[];
  /** update: what becomes of an excess that a credit note leaves. */
  readonly disposition?: 'credit' | 'refund';
  /** update: by revision although the settings allow in place. */
  readonly method?: 'revise';
  /** update: take the effect of this applied request back (R52). */
  readonly counters?: string;
  /** Currency that the amounts are meant in; another one than the invoice's is refused. */
  readonly currency?: string;
  /** Issue and posting date of what is made; today unless said otherwise. */
  readonly postingDate?: string;
}
