import type { DocumentContent, Line, Party } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { computeTaxGroups, computeTotals, lineNet } from '../../domain/totals.ts';
import { present } from '../present.ts';
import { identified } from '../read-document.ts';
import { notSubjectToVat } from '../tax.ts';
import { unitOne } from '../unit.ts';
import type { Row } from './rows.ts';

/**
 * Rows of one number as a document: net, tax and totals are computed, the earliest day counts, identical rows stay separate
 * lines. A negative total is a credit note (381) without an original, which the retail numbering marks with a C.
 * Throws DOCUMENT_INVALID, AMOUNT_RANGE.
 */
export function documentOf(number: string, rows: readonly Row[]): DocumentContent {
  const [first] = rows;
  if (first === undefined) throw new Refused('DOCUMENT_INVALID', { param: 'number', detail: 'It has no rows.' });
  const { currency } = first;
  const lines = rows.map((row, at) => lineOf(row, String(at + 1)));
  const body = { currency, lines, allowancesCharges: [] };
  const taxGroups = computeTaxGroups(body).map((group) =>
    group.taxCategory === 'O' ? { ...group, ...notSubjectToVat } : group,
  );
  const totals = computeTotals({ ...body, taxGroups });
  const isCredit = totals.grossMinor < 0;
  if (!isCredit && /^C\d/.test(number))
    throw new Refused('DOCUMENT_INVALID', {
      param: 'number',
      detail: 'A number with C is a credit note, but its total is not negative.',
    });
  return {
    class: isCredit ? 'credit' : 'invoice',
    type: isCredit ? 'credit_note' : 'standard',
    typeCode: isCredit ? '381' : '380',
    number,
    seller: identified({ partyId: first.sellerId }, 'seller'),
    buyer: buyerOf(number, first),
    issueDate: rows.map((row) => row.issueDate).reduce((a, b) => (a < b ? a : b)),
    ...present({ dueDate: first.dueDate, orderId: first.orderId }),
    ...body,
    taxGroups,
    totals,
  };
}

function lineOf(row: Row, id: string): Line {
  const { description, quantity, unitPrice, taxCategory, taxRate, itemId, currency } = row;
  const amounts = { quantity, unitPrice, allowancesCharges: [] };
  return {
    id,
    description,
    unitCode: unitOne,
    ...amounts,
    taxCategory,
    ...present({ itemId, taxRate }),
    netMinor: lineNet(amounts, currency),
  };
}

/** Without a customer the document has one of its own, so that nobody's credit reaches somebody else's invoice. */
const buyerOf = (number: string, { customer, country }: Row): Party =>
  identified(
    {
      partyId: customer ?? `no-customer-${number}`,
      ...(country === undefined ? {} : { address: { country } }),
    },
    'customer',
  );
