import type { BalanceRow } from '../domain/balance.ts';
import type { CorrectionRecord } from './approval-records.ts';
import { operationMaxMs, type Store } from './database.ts';
import type { InvoiceRecord } from './records.ts';

/** A request of a customer's past, without its plan and its proofs. */
export type PastRequest = Pick<CorrectionRecord, '_id' | 'request' | 'invoiceId' | 'state' | 'receivedAt'>;
/** What of an invoice says how its customer pays. */
export type PaidInvoice = Pick<InvoiceRecord, '_id' | 'class' | 'currency' | 'status' | 'issueDate' | 'balanceMinor'> & { readonly rows: readonly BalanceRow[] }; // prettier-ignore

/** How much of a customer's past is read for one page. */
export const pastMax = 200;

const kept = { request: 1, invoiceId: 1, state: 1, receivedAt: 1 } as const;

/** Requests about a customer's documents since a time, the newest first. */
export const requestsOfCustomer = (
  { collections: { corrections } }: Store,
  customerId: string,
  since: Date,
): Promise<PastRequest[]> =>
  corrections
    .find(
      { 'request.label.customerId': customerId, receivedAt: { $gte: since } },
      { sort: { receivedAt: -1, _id: -1 }, limit: pastMax, projection: kept, maxTimeMS: operationMaxMs },
    )
    .toArray();

const paying = { class: 1, currency: 1, status: 1, issueDate: 1, balanceMinor: 1, rows: 1 } as const;

/** A customer's documents with what moved their balances, the newest first. */
export const documentsOfCustomer = ({ collections: { invoices } }: Store, customerId: string): Promise<PaidInvoice[]> =>
  invoices
    .find(
      { customerId },
      { sort: { issueDate: -1, _id: -1 }, limit: pastMax, projection: paying, maxTimeMS: operationMaxMs },
    )
    .toArray();
