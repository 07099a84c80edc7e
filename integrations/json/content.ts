import type { DocumentContent, TaxGroup, Totals } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { digitsOf, formatMoney, shown } from '../../domain/money.ts';
import { computeTaxGroups, computeTotals } from '../../domain/totals.ts';
import { inSign } from '../numbers.ts';
import { present } from '../present.ts';
import { notSubjectToVat } from '../tax.ts';
import { creditNoteCodes } from '../ubl/codes.ts';
import { totalsFields, type DocumentField, type DraftField } from './fields.ts';
import { invalid, JsonObject } from './json-object.ts';
import { readAllowancesCharges, readLines, type Reading } from './lines.ts';
import { readDelivery, readParty } from './party.ts';

type DraftJson = JsonObject<DraftField>;

const notesMax = 100;

/** What a document of the JSON form says, with net, tax and totals computed. Throws as `readJson` says. */
export const readContent = (json: JsonObject<DocumentField>, today: string): DocumentContent => ({
  ...readDraftContent(json, today),
  number: json.needed('number'),
  issueDate: json.neededDate('issueDate', today),
});

/** As `readContent`, of a document that has no number and no day yet. */
export function readDraftContent(json: DraftJson, today: string): Omit<DocumentContent, 'number' | 'issueDate'> {
  const isCredit = readClass(json) === 'credit_note';
  const currency = json.needed('currency');
  digitsOf(currency);
  const reading: Reading = { currency, sign: isCredit ? -1 : 1, today };
  const body = {
    currency,
    lines: readLines(json, reading),
    allowancesCharges: readAllowancesCharges(json, reading, 'of the document'),
  };
  const taxGroups = withExemptions(json, computeTaxGroups(body));
  const totals = computeTotals(
    { ...body, taxGroups },
    inSign(json.amount('prepaid', currency) ?? 0, reading.sign),
    inSign(json.signedAmount('rounding', currency) ?? 0, reading.sign),
  );
  requireTotals(json, totals, reading);
  const preceding = json.text('preceding');
  return {
    class: isCredit ? 'credit' : 'invoice',
    type: isCredit ? 'credit_note' : 'standard',
    typeCode: readTypeCode(json, isCredit),
    seller: readParty(json, 'seller'),
    buyer: readParty(json, 'customer'),
    ...present({
      supplyDate: json.date('supplyDate', today),
      dueDate: json.date('dueDate', today),
      paymentTerms: json.text('terms'),
      orderId: json.text('orderId'),
      buyerReference: json.text('buyerReference'),
      costCenter: json.text('costCenter'),
      delivery: readDelivery(json),
      notes: json.texts('notes', notesMax),
      preceding: preceding === undefined ? undefined : { number: preceding },
    }),
    ...body,
    taxGroups,
    totals,
  };
}

function readClass(json: DraftJson): 'invoice' | 'credit_note' {
  const value = json.needed('class');
  if (value !== 'invoice' && value !== 'credit_note')
    throw invalid(json.at('class'), `${shown(value)} is neither invoice nor credit_note.`);
  return value;
}

/** An invoice with a credit note's code could never leave again: UBL has only a CreditNote for it. */
function readTypeCode(json: DraftJson, isCredit: boolean): string {
  const typeCode = json.text('typeCode') ?? (isCredit ? '381' : '380');
  if (!isCredit && creditNoteCodes.has(typeCode))
    throw invalid(json.at('typeCode'), `${shown(typeCode)} is a credit note's code, the document an invoice.`);
  return typeCode;
}

/** Why a group bears no tax (BT-120, BT-121), by category; category O has a usual answer. */
function withExemptions(json: DraftJson, groups: readonly TaxGroup[]): readonly TaxGroup[] {
  const stated = json.list('taxExemptions', groups.length, (value, path) => {
    const one = new JsonObject(value, path, ['category', 'reason', 'reasonCode']);
    const category = one.needed('category');
    if (!groups.some((group) => group.taxCategory === category))
      throw invalid(one.at('category'), `No line has the category ${shown(category)}.`);
    return {
      category,
      why: present({ exemptionReason: one.text('reason'), exemptionReasonCode: one.text('reasonCode') }),
    };
  });
  return groups.map((group) => ({
    ...group,
    ...(stated.find(({ category }) => category === group.taxCategory)?.why ??
      (group.taxCategory === 'O' ? notSubjectToVat : {})),
  }));
}

/** Totals are computed; stated ones are a check. Throws TOTALS_MISMATCH naming the rule and both figures. */
function requireTotals(json: DraftJson, totals: Totals, { currency, sign }: Reading): void {
  if (inSign(totals.grossMinor, sign) < 0)
    throw invalid(json.at('lines'), 'The total is negative: write the document as the other class.');
  const stated = json.object('totals', totalsFields);
  for (const [name, rule, computedMinor] of [
    ['lines', 'BR-CO-10', totals.linesMinor],
    ['net', 'BR-CO-13', totals.netMinor],
    ['tax', 'BR-CO-14', totals.taxMinor],
    ['gross', 'BR-CO-15', totals.grossMinor],
    ['payable', 'BR-CO-16', totals.payableMinor],
  ] as const) {
    const statedMinor = stated?.signedAmount(name, currency);
    if (stated === undefined || statedMinor === undefined || statedMinor === inSign(computedMinor, sign)) continue;
    throw new Refused('TOTALS_MISMATCH', {
      param: stated.at(name),
      detail: `${rule}: stated ${formatMoney(statedMinor, currency)}, computed ${formatMoney(inSign(computedMinor, sign), currency)}.`,
    });
  }
}
