import { Refused } from '../../domain/errors.ts';
import { digitsOf, shown } from '../../domain/money.ts';
import { isDate } from '../../domain/calendar.ts';
import { decimalText, isNegative, isZero, turned } from '../numbers.ts';
import { present } from '../present.ts';
import { plainText } from '../read-document.ts';
import { readTax } from '../tax.ts';
import type { CellOf, CsvField } from './columns.ts';
import type { CsvRecord } from './records.ts';

/** A row that is good by itself and agrees with the first row of its document. */
export interface Row {
  readonly row: number;
  readonly sellerId: string;
  /** Absent: the document's customer is nobody else's. */
  readonly customer?: string;
  readonly country?: string;
  readonly currency: string;
  readonly issueDate: string;
  readonly dueDate?: string;
  readonly orderId?: string;
  readonly itemId?: string;
  readonly description: string;
  /** More than 0; the sign of a return is in the price. */
  readonly quantity: string;
  readonly unitPrice: string;
  readonly taxCategory: string;
  readonly taxRate?: string;
}

export interface RowContext {
  readonly cellOf: CellOf;
  readonly columns: number;
  /** The first good row of the same document. */
  readonly first: Row | undefined;
  readonly defaults: { readonly sellerId: string; readonly currency: string | undefined };
}

const invalid = (param: string, detail: string): Refused => new Refused('DOCUMENT_INVALID', { param, detail });

/** Prices have up to six places (spec/domain.md section 1). */
export const priceMaxPlaces = 6;

/**
 * Reads one row. Throws AMOUNT_FORMAT for a price, quantity or rate that is no plain decimal, DOCUMENT_INVALID for the rest
 * (a price or quantity of zero among it), CURRENCY_MISMATCH for a row in another currency than its document.
 */
export function readRow({ row, cells }: CsvRecord, { cellOf, columns, first, defaults }: RowContext): Row {
  if (cells.length !== columns) throw invalid('row', `It has ${cells.length} columns, the header ${columns}.`);
  const cell = (field: CsvField): string | undefined => plainText(cellOf(cells, field) ?? '', field);
  const needed = (field: CsvField): string => {
    const text = cell(field);
    if (text === undefined) throw invalid(field, 'The cell is empty.');
    return text;
  };
  needed('number');
  const currency = cell('currency') ?? defaults.currency ?? needed('currency');
  digitsOf(currency);
  const price = decimalText(needed('unitPrice'), 'unitPrice', { signed: true, maxPlaces: priceMaxPlaces });
  if (isZero(price)) throw invalid('unitPrice', 'The price is zero.');
  const quantity = decimalText(needed('quantity'), 'quantity', { signed: true });
  if (isZero(quantity)) throw invalid('quantity', 'The quantity is zero.');
  const dueDate = cell('dueDate');
  const read: Row = {
    row,
    sellerId: cell('seller') ?? defaults.sellerId,
    currency,
    issueDate: dayOf(needed('issueDate'), 'issueDate'),
    description: cell('description') ?? cell('itemId') ?? needed('description'),
    quantity: quantity.replace('-', ''),
    unitPrice: isNegative(quantity) ? turned(price) : price,
    ...readTax({ category: cell('taxCategory'), rate: cell('taxRate') }, { category: 'taxCategory', rate: 'taxRate' }),
    ...present({
      customer: cell('customer'),
      country: cell('country'),
      dueDate: dueDate === undefined ? undefined : dayOf(dueDate, 'dueDate'),
      orderId: cell('orderId'),
      itemId: cell('itemId'),
    }),
  };
  if (first !== undefined) requireSame(read, first);
  return read;
}

/** What belongs to the document as a whole is the same in all of its rows, or nobody knows which one holds. */
function requireSame(row: Row, first: Row): void {
  if (row.currency !== first.currency)
    throw new Refused('CURRENCY_MISMATCH', {
      param: 'currency',
      detail: `${row.currency}, but ${first.currency} in row ${first.row}.`,
    });
  for (const field of ['customer', 'country', 'dueDate', 'orderId'] as const)
    if (row[field] !== first[field])
      throw invalid(field, `${shown(row[field] ?? '')}, but ${shown(first[field] ?? '')} in row ${first.row}.`);
}

/** `YYYY-MM-DD`, or with a time of day behind a space or T; the time is not kept. */
function dayOf(text: string, param: string): string {
  const [, day = '', time] = /^(\S{10})([ T]\d{2}:\d{2}(?::\d{2})?)?$/.exec(text) ?? [];
  if (!isDate(day)) throw invalid(param, `${shown(`${day || text}${time ?? ''}`)} is no date YYYY-MM-DD.`);
  return day;
}
