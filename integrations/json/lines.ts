import type { AllowanceCharge, Line, Recognition } from '../../domain/document.ts';
import { formatMoney, sumMinor } from '../../domain/money.ts';
import { lineNet } from '../../domain/totals.ts';
import { inSign, isZero, turned } from '../numbers.ts';
import { present } from '../present.ts';
import { linesMaxPerDocument } from '../read-document.ts';
import { readTax } from '../tax.ts';
import { unitOne } from '../unit.ts';
import { amountFields, lineFields, taxFields, type DraftField, type LineField } from './fields.ts';
import { invalid, JsonObject } from './json-object.ts';

/** How one document is read: amounts are written positive and held in the sign of the class. */
export interface Reading {
  readonly currency: string;
  readonly sign: 1 | -1;
  readonly today: string;
}

const priceMaxPlaces = 6;
const allowancesMax = 100;
const recognitionsMax = 600;

export function readLines(json: JsonObject<DraftField>, reading: Reading): readonly Line[] {
  const lines = json.list('lines', linesMaxPerDocument, (value, path, position) =>
    readLine(new JsonObject(value, path, lineFields), position, reading),
  );
  const ids = new Set(lines.map((line) => line.id));
  if (ids.size < lines.length) throw invalid(json.at('lines'), 'Two lines have the same id.');
  return lines;
}

function readLine(json: JsonObject<LineField>, position: number, reading: Reading): Line {
  const quantity = moreThanZero(json, 'quantity', json.neededDecimal('quantity'));
  const price = json.neededDecimal('unitPrice', { signed: true, maxPlaces: priceMaxPlaces });
  const amounts = {
    quantity,
    unitPrice: reading.sign === -1 ? turned(price) : price,
    ...present({ baseQuantity: moreThanZero(json, 'baseQuantity', json.decimal('baseQuantity')) }),
    allowancesCharges: readAllowancesCharges(json, reading, 'of a line'),
  };
  const netMinor = lineNet(amounts, reading.currency);
  return {
    id: json.text('id') ?? String(position),
    description: json.needed('description'),
    ...present({ itemId: json.text('itemId') }),
    unitCode: json.text('unitCode') ?? unitOne,
    ...amounts,
    ...readTaxOf(json),
    netMinor,
    ...present({ recognition: readRecognition(json, netMinor, reading) }),
  };
}

function moreThanZero<T extends string | undefined>(json: JsonObject<LineField>, name: LineField, text: T): T {
  if (text !== undefined && isZero(text)) throw invalid(json.at(name), 'It is not more than zero.');
  return text;
}

function readTaxOf(json: JsonObject<'tax'>): Pick<Line, 'taxCategory' | 'taxRate'> {
  const tax = json.object('tax', taxFields);
  if (tax === undefined) return readTax({ category: undefined, rate: undefined }, { category: 'tax', rate: 'tax' });
  return readTax(
    { category: tax.text('category'), rate: tax.decimal('rate') },
    { category: tax.at('category'), rate: tax.at('rate') },
  );
}

/** Allowances first, then charges. Those of the document name their tax group; those of a line share the line's. */
export function readAllowancesCharges(
  json: JsonObject<'allowances' | 'charges'>,
  { currency, sign }: Reading,
  level: 'of a line' | 'of the document',
): readonly AllowanceCharge[] {
  const read = (kind: AllowanceCharge['kind'], value: unknown, path: string): AllowanceCharge => {
    const names = level === 'of a line' ? amountFields : ([...amountFields, 'tax'] as const);
    const one = new JsonObject<(typeof amountFields)[number] | 'tax'>(value, path, names);
    const baseMinor = one.amount('base', currency);
    return {
      kind,
      amountMinor: inSign(one.neededAmount('amount', currency), sign),
      ...present({
        baseMinor: baseMinor === undefined ? undefined : inSign(baseMinor, sign),
        percent: one.decimal('percent'),
        reason: one.text('reason'),
        reasonCode: one.text('reasonCode'),
      }),
      ...(level === 'of a line' ? {} : readTaxOf(one)),
    };
  };
  return [
    ...json.list('allowances', allowancesMax, (value, path) => read('allowance', value, path)),
    ...json.list('charges', allowancesMax, (value, path) => read('charge', value, path)),
  ];
}

/** Deferred revenue (R77): the parts of a line add up to its net. Throws DOCUMENT_INVALID. */
function readRecognition(
  json: JsonObject<LineField>,
  netMinor: number,
  { currency, sign, today }: Reading,
): readonly Recognition[] | undefined {
  if (!json.has('recognition')) return undefined;
  const parts = json.list('recognition', recognitionsMax, (value, path): Recognition => {
    const part = new JsonObject(value, path, ['on', 'amount', 'booked']);
    return {
      on: part.neededDate('on', today),
      amountMinor: inSign(part.neededAmount('amount', currency), sign),
      booked: part.flag('booked'),
    };
  });
  const sum = sumMinor(parts.map((part) => part.amountMinor));
  if (sum !== netMinor)
    throw invalid(
      json.at('recognition'),
      `The parts add up to ${formatMoney(inSign(sum, sign), currency)}, the line's net is ${formatMoney(inSign(netMinor, sign), currency)}.`,
    );
  return parts;
}
