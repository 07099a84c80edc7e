import type { CustomerAccount } from './customer.ts';
import type { InvoiceDocument } from './document.ts';
import type { Plan } from './plan.ts';
import type { Settings } from './settings.ts';

/** What is true of an invoice at the moment of planning; all that the rules look at. */
export interface Facts {
  readonly document: InvoiceDocument;
  /** Credit notes of this invoice that are issued and not canceled; its cancellation is none of them. */
  readonly creditNotes: readonly InvoiceDocument[];
  /** Issued documents that correct this invoice upwards. */
  readonly corrections: readonly InvoiceDocument[];
  /** For a credit: the invoice that it credits, with its other credit notes. */
  readonly original?: { readonly document: InvoiceDocument; readonly creditNotes: readonly InvoiceDocument[] };
  /** The customer's accounts in the document's currency, and those of another customer or currency that an update names. */
  readonly account: CustomerAccount;
  readonly otherAccount?: CustomerAccount;
  /** The applied plan that this request is to take back. */
  readonly countered?: Plan;
  readonly settings: Settings;
  readonly settingsVersion: number;
  /** The version of the policy that the request is judged by. */
  readonly policyVersion: string;
  /** The day of planning, `YYYY-MM-DD`: posting date unless another is asked for. */
  readonly today: string;
}
