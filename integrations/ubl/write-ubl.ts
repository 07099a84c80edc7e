import type { DocumentContent } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { digitsOf, formatMoney } from '../../domain/money.ts';
import { whyNotAddUp, type SumFailure } from '../../domain/totals.ts';
import { amountMaxPlaces } from './amounts.ts';
import { namespaceOf, noTermsNote, paymentMeansUndefined } from './codes.ts';
import { formOf, type Reversal } from './kind.ts';
import { allowanceChargeNodes, amount, lineNodes, taxCategoryNodes, type Writing } from './write-lines.ts';
import { deliveryNodes, partyNodes } from './write-party.ts';
import { branch, leaf, xmlText, type XmlNode } from './xml-text.ts';

/** The invoice that a credit is about: BT-25 and BT-26. */
export interface Preceding {
  readonly number: string;
  readonly issueDate?: string;
}

export interface UblOptions {
  /** Names the invoice credited; the document's own preceding invoice unless given. */
  readonly original?: Preceding;
  /** How a credit leaves (settings.ubl.reversal): a positive credit note 381 unless given. */
  readonly reversal?: Reversal;
}

/**
 * A document as UBL 2.1 of EN 16931 (spec/domain.md section 9, docs/ubl.md). Reading the text again gives the same content,
 * under either convention for reversals. Throws TOTALS_MISMATCH naming the rule: BR-DEC for a currency of more than two
 * decimals, BR-CO-10 to -17; DOCUMENT_INVALID for a draft, and where class, code and total contradict each other.
 */
export function writeUbl(
  document: DocumentContent,
  { original = document.preceding, reversal = 'credit_note' }: UblOptions = {},
): string {
  if (document.number === '')
    throw new Refused('DOCUMENT_INVALID', { param: 'number', detail: 'A draft has no number yet (BR-02).' });
  requireExact(document);
  const { root, typeCode, name, sign } = formOf(document, reversal);
  const writing: Writing = { root, sign, currency: document.currency };
  const isInvoiceRoot = root === 'Invoice';
  const content = [
    leaf('CustomizationID', 'urn:cen.eu:en16931:2017'),
    leaf('ID', document.number),
    leaf('IssueDate', document.issueDate),
    leaf('DueDate', isInvoiceRoot ? document.dueDate : undefined),
    leaf(`${root}TypeCode`, typeCode, name === undefined ? {} : { name }),
    (document.notes ?? []).flatMap((note) => leaf('Note', note)),
    leaf('DocumentCurrencyCode', document.currency),
    leaf('AccountingCost', document.costCenter),
    leaf('BuyerReference', document.buyerReference),
    branch('OrderReference', leaf('ID', document.orderId)),
    branch(
      'BillingReference',
      branch('InvoiceDocumentReference', leaf('ID', original?.number), leaf('IssueDate', original?.issueDate)),
    ),
    branch('AccountingSupplierParty', partyNodes(document.seller)),
    branch('AccountingCustomerParty', partyNodes(document.buyer)),
    deliveryNodes(document),
    isInvoiceRoot ? [] : paymentMeans(document.dueDate),
    branch('PaymentTerms', leaf('Note', document.paymentTerms ?? noTermsNote)),
    document.allowancesCharges.flatMap((item) => allowanceChargeNodes(item, writing)),
    taxTotal(document, writing),
    monetaryTotal(document, writing),
    document.lines.flatMap((line) => lineNodes(line, writing)),
  ];
  return xmlText({ name: root, attributes: namespaces(root), content: content.flat() });
}

/** The field whose figure a rule is about. */
const fieldOf: Readonly<Record<SumFailure['rule'], string>> = {
  'BR-CO-10': 'totals.linesMinor',
  'BR-CO-11': 'totals.allowancesMinor',
  'BR-CO-12': 'totals.chargesMinor',
  'BR-CO-13': 'totals.netMinor',
  'BR-CO-14': 'totals.taxMinor',
  'BR-CO-15': 'totals.grossMinor',
  'BR-CO-16': 'totals.payableMinor',
  'BR-CO-17': 'taxGroups',
};

/** What goes out is exact, in the order of the rules; nothing is rounded to fit. */
function requireExact(document: DocumentContent): void {
  const { currency } = document;
  const digits = digitsOf(currency);
  if (digits > amountMaxPlaces)
    throw new Refused('TOTALS_MISMATCH', {
      param: 'currency',
      detail: `BR-DEC: ${currency} has ${digits} decimals, EN 16931 allows two.`,
    });
  const failure = whyNotAddUp(document);
  if (failure !== undefined)
    throw new Refused('TOTALS_MISMATCH', {
      param: fieldOf[failure.rule],
      detail: `${failure.rule}: stated ${formatMoney(failure.statedMinor, currency)}, computed ${formatMoney(failure.computedMinor, currency)}.`,
    });
}

const namespaces = (root: string): Readonly<Record<string, string>> => ({
  xmlns: namespaceOf(root),
  'xmlns:cac': namespaceOf('CommonAggregateComponents'),
  'xmlns:cbc': namespaceOf('CommonBasicComponents'),
});

const paymentMeans = (dueDate: string | undefined): readonly XmlNode[] =>
  dueDate === undefined
    ? []
    : branch('PaymentMeans', leaf('PaymentMeansCode', paymentMeansUndefined), leaf('PaymentDueDate', dueDate));

const taxTotal = ({ totals, taxGroups }: DocumentContent, writing: Writing): readonly XmlNode[] =>
  branch(
    'TaxTotal',
    amount('TaxAmount', totals.taxMinor, writing),
    ...taxGroups.map((group) =>
      branch(
        'TaxSubtotal',
        amount('TaxableAmount', group.baseMinor, writing),
        amount('TaxAmount', group.taxMinor, writing),
        taxCategoryNodes('TaxCategory', group),
      ),
    ),
  );

function monetaryTotal({ totals, allowancesCharges }: DocumentContent, writing: Writing): readonly XmlNode[] {
  const has = (kind: 'allowance' | 'charge'): boolean => allowancesCharges.some((item) => item.kind === kind);
  const when = (isWritten: boolean, name: string, minor: number): readonly XmlNode[] =>
    isWritten ? amount(name, minor, writing) : [];
  return branch(
    'LegalMonetaryTotal',
    amount('LineExtensionAmount', totals.linesMinor, writing),
    amount('TaxExclusiveAmount', totals.netMinor, writing),
    amount('TaxInclusiveAmount', totals.grossMinor, writing),
    when(has('allowance'), 'AllowanceTotalAmount', totals.allowancesMinor),
    when(has('charge'), 'ChargeTotalAmount', totals.chargesMinor),
    when(totals.prepaidMinor !== 0, 'PrepaidAmount', totals.prepaidMinor),
    when(totals.roundingMinor !== 0, 'PayableRoundingAmount', totals.roundingMinor),
    amount('PayableAmount', totals.payableMinor, writing),
  );
}
