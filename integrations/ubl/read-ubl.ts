import type { DocumentContent } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { digitsOf, shown } from '../../domain/money.ts';
import { isDate } from '../../domain/calendar.ts';
import { present } from '../present.ts';
import {
  arithmeticWarnings,
  fileText,
  orRejected,
  plainText,
  withinBounds,
  type ReadDocument,
  type ReadFile,
  type Rejection,
} from '../read-document.ts';
import { requireCurrency, type Reading } from './amounts.ts';
import { namespaceOf, noTermsNote, paymentMeansUndefined } from './codes.ts';
import type { UblElement } from './element.ts';
import { kindOf } from './kind.ts';
import { readAllowanceCharge, readLine } from './read-lines.ts';
import { readDelivery, readParty } from './read-party.ts';
import { readSums } from './read-sums.ts';
import { parseXml } from './xml.ts';

const notHeldMax = 12;

/**
 * Reads one UBL 2.1 Invoice or CreditNote (EN 16931; spec/domain.md section 9). Throws FILE_TOO_LARGE and FILE_MALFORMED;
 * a document that is refused is in `rejected`: TOTALS_MISMATCH naming BR-CO-10 to -17 or BR-DEC, AMOUNT_FORMAT,
 * CURRENCY_MISMATCH, CURRENCY_UNKNOWN, DOCUMENT_INVALID, each with the element as `param`.
 */
export function readUbl(file: string | Uint8Array): ReadFile {
  const root = parseXml(fileText(file));
  const { name, prefix, attributes } = root.parts;
  const namespace = attributes.get(prefix === '' ? 'xmlns' : `xmlns:${prefix}`) ?? '';
  if ((name !== 'Invoice' && name !== 'CreditNote') || namespace !== namespaceOf(name))
    throw new Refused('FILE_MALFORMED', {
      detail: `The root element ${name} is no Invoice or CreditNote of UBL 2.1 (namespace "${namespace.slice(0, 100)}").`,
    });
  const number = root.peek('ID');
  const place = `${name} ${number}`.trim();
  const rejected: Rejection[] = [];
  const where = { place, ...(number === '' ? {} : { number }) };
  const read = orRejected(() => readDocument(root, place), where, rejected);
  return { documents: read === undefined ? [] : [read], customers: [], rejected };
}

function readDocument(root: UblElement, place: string): ReadDocument {
  const currency = root.needed('DocumentCurrencyCode', 'BT-5');
  digitsOf(currency);
  const foreignTax = root.children('TaxTotal').filter((total) => isInTaxCurrency(total, root, currency));
  requireOneCurrency(root, currency, foreignTax);
  const content = withinBounds(readContent(root, currency, foreignTax));
  const warnings = [...arithmeticWarnings(content), ...notHeld(root, foreignTax.length > 0)];
  return { content, history: { payments: [], creditUsedMinor: 0 }, warnings, place };
}

function readContent(root: UblElement, currency: string, foreignTax: readonly UblElement[]): DocumentContent {
  for (const name of ['UBLVersionID', 'CustomizationID', 'ProfileID', 'TaxCurrencyCode']) root.text(name); // the envelope
  const { sign, ...kind } = kindOf(root, currency);
  const reading: Reading = { currency, sign };
  const terms = root.text('PaymentTerms/Note');
  const notes = root.children('Note').flatMap((note) => plainText(note.parts.ownText, note.path) ?? []);
  const isCreditNoteRoot = root.parts.name === 'CreditNote';
  const lineName = isCreditNoteRoot ? 'CreditNoteLine' : 'InvoiceLine';
  const quantityName = isCreditNoteRoot ? 'CreditedQuantity' : 'InvoicedQuantity';
  const body = {
    lines: root.children(lineName).map((line, at) => readLine(line, at + 1, quantityName, reading)),
    allowancesCharges: root.children('AllowanceCharge').map((item) => readAllowanceCharge(item, reading)),
  };
  return {
    ...kind,
    number: root.needed('ID', 'BT-1'),
    seller: readParty(root, 'AccountingSupplierParty'),
    buyer: readParty(root, 'AccountingCustomerParty'),
    currency,
    issueDate: dayOf(root.needed('IssueDate', 'BT-2'), 'IssueDate'),
    ...present({
      supplyDate: readDate(root, 'Delivery/ActualDeliveryDate'),
      dueDate: readDate(root, 'DueDate') ?? readPaymentDueDate(root),
      paymentTerms: terms === noTermsNote ? undefined : terms,
      orderId: root.text('OrderReference/ID'),
      buyerReference: root.text('BuyerReference'),
      costCenter: root.text('AccountingCost'),
      delivery: readDelivery(root),
      notes: notes.length === 0 ? undefined : notes,
      preceding: readPreceding(root),
    }),
    ...body,
    ...readSums(root, { ...body, type: kind.type }, reading, foreignTax),
  };
}

/** BT-111: the tax total once more in the currency of accounting; it is not the document's. */
const isInTaxCurrency = (total: UblElement, root: UblElement, currency: string): boolean => {
  const stated = total.get('TaxAmount')?.parts.attributes.get('currencyID');
  return stated !== currency && stated === root.peek('TaxCurrencyCode');
};

function requireOneCurrency(root: UblElement, currency: string, except: readonly UblElement[]): void {
  const skipped = new Set(except.flatMap((total) => [...total.all()]));
  for (const element of root.all())
    if (element.parts.attributes.has('currencyID') && !skipped.has(element)) requireCurrency(element, currency);
}

function readPreceding(root: UblElement): DocumentContent['preceding'] {
  const reference = root.get('BillingReference/InvoiceDocumentReference');
  const number = reference?.text('ID');
  if (reference === undefined || number === undefined) return undefined;
  return { number, ...present({ issueDate: readDate(reference, 'IssueDate') }) };
}

/** On a credit note the due date (BT-9) sits in the payment means. */
function readPaymentDueDate(root: UblElement): string | undefined {
  const means = root.find('PaymentMeans', (one) => one.peek('PaymentDueDate') !== '');
  if (means?.peek('PaymentMeansCode') === paymentMeansUndefined) means.text('PaymentMeansCode');
  return means && readDate(means, 'PaymentDueDate');
}

const readDate = (parent: UblElement, path: string): string | undefined => {
  const text = parent.text(path);
  return text === undefined ? undefined : dayOf(text, parent.at(path));
};

/** xsd:date may carry a time zone, which a day of the books has no use for. Throws DOCUMENT_INVALID. */
function dayOf(text: string, param: string): string {
  const day = text.replace(/(?:Z|[+-]\d{2}:\d{2})$/, '');
  if (!isDate(day)) throw new Refused('DOCUMENT_INVALID', { param, detail: `${shown(text)} is no date.` });
  return day;
}

function notHeld(root: UblElement, hasForeignTax: boolean): readonly string[] {
  const counts = new Map<string, number>(hasForeignTax ? [['TaxTotal in the tax currency', 1]] : []);
  for (const name of root.unread()) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (counts.size === 0) return [];
  const names = [...counts].map(([name, count]) => (count > 1 ? `${name} (${count})` : name));
  const rest = names.length - notHeldMax;
  return [`Not held: ${names.slice(0, notHeldMax).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`];
}
