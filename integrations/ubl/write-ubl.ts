import type { DocumentContent } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { digitsOf, formatMoney } from '../../domain/money.ts';
import { whyNotAddUp } from '../../domain/totals.ts';
import { creditNoteCodes, namespaceOf, noTermsNote, paymentMeansUndefined } from './codes.ts';
import { allowanceChargeNodes, amount, lineNodes, taxCategoryNodes, type Writing } from './write-lines.ts';
import { partyNodes } from './write-party.ts';
import { branch, leaf, xmlText, type XmlNode } from './xml-text.ts';

/** The invoice that a credit is about: BT-25 and BT-26. */
export interface Preceding {
  readonly number: string;
  readonly issueDate?: string;
}

/**
 * A document as UBL 2.1 of EN 16931 (spec/domain.md section 9). A credit with a credit note's code is a CreditNote with all
 * amounts positive; a credit with another code (national style, 380) is an Invoice with its amounts as they are.
 * `original` names the invoice credited, when the document itself does not. Reading the text again gives the same content.
 * Throws TOTALS_MISMATCH naming the rule: BR-DEC for a currency of more than two decimals, BR-CO-10 to -17.
 */
export function writeUbl(document: DocumentContent, original: Preceding | undefined = document.preceding): string {
  requireExact(document);
  const root = creditNoteCodes.has(document.typeCode) ? 'CreditNote' : 'Invoice';
  const writing: Writing = { currency: document.currency, sign: root === 'CreditNote' ? -1 : 1 };
  const isInvoiceRoot = root === 'Invoice';
  const content = [
    leaf('CustomizationID', 'urn:cen.eu:en16931:2017'),
    leaf('ID', document.number),
    leaf('IssueDate', document.issueDate),
    leaf('DueDate', isInvoiceRoot ? document.dueDate : undefined),
    leaf(`${root}TypeCode`, document.typeCode),
    (document.notes ?? []).flatMap((note) => leaf('Note', note)),
    leaf('DocumentCurrencyCode', document.currency),
    leaf('BuyerReference', document.buyerReference),
    branch('OrderReference', leaf('ID', document.orderId)),
    branch(
      'BillingReference',
      branch('InvoiceDocumentReference', leaf('ID', original?.number), leaf('IssueDate', original?.issueDate)),
    ),
    branch('AccountingSupplierParty', partyNodes(document.seller)),
    branch('AccountingCustomerParty', partyNodes(document.buyer)),
    isInvoiceRoot ? [] : paymentMeans(document.dueDate),
    branch('PaymentTerms', leaf('Note', document.paymentTerms ?? noTermsNote)),
    document.allowancesCharges.flatMap((item) => allowanceChargeNodes(item, writing)),
    taxTotal(document, writing),
    monetaryTotal(document, writing),
    document.lines.flatMap((line) => lineNodes(line, root, writing)),
  ];
  return xmlText({ name: root, attributes: namespaces(root), content: content.flat() });
}

/** What goes out is exact, in the order of the rules; nothing is rounded to fit. */
function requireExact(document: DocumentContent): void {
  const { currency } = document;
  const digits = digitsOf(currency);
  if (digits > 2)
    throw new Refused('TOTALS_MISMATCH', {
      param: 'currency',
      detail: `BR-DEC: ${currency} has ${digits} decimals, EN 16931 allows two.`,
    });
  const failure = whyNotAddUp(document);
  if (failure !== undefined)
    throw new Refused('TOTALS_MISMATCH', {
      param: 'totals',
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
