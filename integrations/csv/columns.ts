import { Refused } from '../../domain/errors.ts';
import { shown } from '../../domain/money.ts';

const requiredFields = [
  'number',
  'itemId',
  'description',
  'quantity',
  'issueDate',
  'unitPrice',
  'customer',
  'country',
] as const;
const optionalFields = ['currency', 'taxCategory', 'taxRate', 'orderId', 'dueDate', 'seller'] as const;
const fields = [...requiredFields, ...optionalFields];

export type CsvField = (typeof fields)[number];
/** Which column of the file holds a field, by the header's name. */
export type ColumnMap = Readonly<Partial<Record<CsvField, string>>>;

/** The header of the "Online Retail" data set; a map of the caller replaces entry by entry. */
export const retailColumns: ColumnMap = {
  number: 'InvoiceNo',
  itemId: 'StockCode',
  description: 'Description',
  quantity: 'Quantity',
  issueDate: 'InvoiceDate',
  unitPrice: 'UnitPrice',
  customer: 'CustomerID',
  country: 'Country',
};

const isField = (name: string): name is CsvField => fields.some((field) => field === name);

/**
 * Reads `number=InvoiceNo,itemId=StockCode`, as `--map` takes it. Throws UNKNOWN_FIELD for a name that is no field here,
 * MALFORMED for a part without `=` or a field named twice.
 */
export function parseColumnMap(text: string): ColumnMap {
  const map: Partial<Record<CsvField, string>> = {};
  for (const part of text.split(',')) {
    const [name = '', ...rest] = part.split('=').map((word) => word.trim());
    const column = rest.join('=');
    if (!isField(name))
      throw new Refused('UNKNOWN_FIELD', {
        param: 'map',
        detail: `${shown(name)}; the fields are ${fields.join(', ')}.`,
      });
    if (column === '' || map[name] !== undefined)
      throw new Refused('MALFORMED', { param: 'map', detail: `${shown(part)} is no field=Column of its own.` });
    map[name] = column;
  }
  return map;
}

/** The cell of a field in a record; undefined when the field is not mapped or the cell is empty. */
export type CellOf = (record: readonly string[], field: CsvField) => string | undefined;

/** Finds the mapped columns in the header. Throws FILE_MALFORMED naming what is missing or there twice. */
export function cellsBy(header: readonly string[], map: ColumnMap): CellOf {
  const columns: ColumnMap = { ...retailColumns, ...map };
  const at = new Map<CsvField, number>();
  for (const field of fields) {
    const column = columns[field];
    if (column === undefined) continue;
    const index = header.indexOf(column);
    if (index < 0 || header.indexOf(column, index + 1) >= 0)
      throw new Refused('FILE_MALFORMED', {
        detail: `Row 1: the header has ${index < 0 ? 'no' : 'more than one'} column ${shown(column)} (for ${field}).`,
      });
    at.set(field, index);
  }
  return (record, field) => {
    const index = at.get(field);
    return index === undefined ? undefined : record[index]?.trim() || undefined;
  };
}
