import type { z } from 'zod';
import { paymentState } from '../domain/balance.ts';
import { Refused } from '../domain/errors.ts';
import { placeOf, searchInvoices, type InvoicePlace, type InvoiceSummary, type WantedInvoices } from '../store/invoice-search.ts'; // prettier-ignore
import type { Deps } from './context.ts';
import type { Told } from './route.ts';
import type { invoicePage, invoiceQuery, invoiceRow } from './schemas/invoice-list.ts';
import { rangeOf } from './schemas/list.ts';

/**
 * A page of documents, newest first (by number downwards where one is looked for). Throws MALFORMED for a cursor that is none and
 * for an amount without its currency, AMOUNT_FORMAT, CURRENCY_UNKNOWN.
 */
export async function listInvoices(
  { store }: Pick<Deps, 'store'>,
  { limit, after, ...query }: z.output<typeof invoiceQuery>,
): Promise<Told<typeof invoicePage>> {
  const wanted = wantedOf(query);
  const found = await searchInvoices(store, wanted, { limit, after: after === undefined ? undefined : placeIn(after) });
  const last = found.at(-1);
  const next = found.length === limit && last ? { next: nextOf(placeOf(wanted, last)) } : {};
  return { items: found.map(rowOf), ...next };
}

type Filters = Omit<z.output<typeof invoiceQuery>, 'limit' | 'after'>;

function wantedOf({ number, customer, order, status, class: side, type, currency, minAmount, maxAmount, issuedFrom, issuedTo, open }: Filters): WantedInvoices {
  return {
    ...(number === undefined ? {} : { number }),
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(order === undefined ? {} : { orderId: order }),
    ...(status === undefined ? {} : { status }),
    ...(side === undefined ? {} : { class: side }),
    ...(type === undefined ? {} : { type }),
    ...(currency === undefined ? {} : { currency }),
    ...rangeOf({ currency, minAmount, maxAmount }),
    ...(issuedFrom === undefined ? {} : { issuedFrom }),
    ...(issuedTo === undefined ? {} : { issuedTo }),
    ...(open === undefined ? {} : { isOpen: true }),
  };
} // prettier-ignore

function rowOf({ _id: id, sellerId: _seller, buyer, totals, rows, openCorrectionId, ...summary }: InvoiceSummary): Told<typeof invoiceRow> {
  return {
    id,
    ...summary,
    paymentState: paymentState({ rows, balanceMinor: summary.balanceMinor }),
    ...(buyer.name === undefined ? {} : { customerName: buyer.name }),
    grossMinor: totals.grossMinor,
    ...(openCorrectionId === undefined ? {} : { openRequestId: openCorrectionId }),
  };
} // prettier-ignore

const nextOf = (place: InvoicePlace): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function placeIn(text: string): InvoicePlace {
  const [first, second, ...more] = partsIn(text);
  if (typeof first === 'string' && typeof second === 'string' && more.length === 0) return [first, second];
  throw new Refused('MALFORMED', { param: 'after', detail: 'Send the "next" of the page before.' });
}

function partsIn(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
