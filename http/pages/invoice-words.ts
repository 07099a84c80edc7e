import { paymentState } from '../../domain/balance.ts';
import type { InvoiceDocument } from '../../domain/document.ts';

/** Its number; a draft has none yet and is called by its id. */
export const titleOf = ({ number, id }: Pick<InvoiceDocument, 'number' | 'id'>): string =>
  number === '' ? id : number;

/** What of the payment state the status does not say; only invoices that stand are paid. */
export function paymentWord({ class: side, type, status, ...document }: Pick<InvoiceDocument, 'class' | 'type' | 'status' | 'rows' | 'balanceMinor'>): string | undefined {
  if (side === 'credit' || type === 'cancellation' || status !== 'open') return undefined;
  return paymentState(document).replace('_', ' ');
} // prettier-ignore
