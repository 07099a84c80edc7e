import type { DocumentContent } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { shown } from '../../domain/money.ts';
import type { Settings } from '../../domain/settings.ts';
import { statedMinor } from './amounts.ts';
import { creditNoteCodes } from './codes.ts';
import type { UblElement } from './element.ts';

/**
 * What kind of document a UBL file is. A UNCL1001 code cannot tell a cancellation from a credit note (both 381) or from a
 * correction (both 383), and 380 with negative amounts hides the code that we hold. So where root, code and sign do not say
 * it all, the code's `name` attribute does, which UBL has for "the textual equivalent of the code": `credit cancellation`,
 * or `credit credit_note 381` with the code held. It stands beside the code that everybody reads and changes nothing for
 * them; the published EN 16931 rules allow it with a warning (UBL-DT-18). A name that is not one of ours is not held.
 */
type Kind = Pick<DocumentContent, 'class' | 'type' | 'typeCode'>;
type Root = 'Invoice' | 'CreditNote';

export type Reversal = Settings['ubl']['reversal'];

/** How a document leaves; `sign` -1 turns a credit's negative amounts to the positive ones of a CreditNote. */
export interface Form {
  readonly root: Root;
  readonly typeCode: string;
  readonly name?: string;
  readonly sign: 1 | -1;
}

const invalid = (param: string, detail: string): Refused => new Refused('DOCUMENT_INVALID', { param, detail });
/** What a file without our name is. */
const plainType = (side: Kind['class']): Kind['type'] => (side === 'credit' ? 'credit_note' : 'standard');

/**
 * The form of a document under a convention for reversals (spec/domain.md section 9). A credit that is held under an
 * invoice's code was issued as a negative invoice and stays one under both. Throws DOCUMENT_INVALID for a document that
 * nobody could read as what it is: an invoice with a credit note's code, a total against the class.
 */
export function formOf(document: DocumentContent, reversal: Reversal): Form {
  const { class: side, type, typeCode, totals } = document;
  const isCredit = side === 'credit';
  const hasCreditNoteCode = creditNoteCodes.has(typeCode);
  if (!isCredit && hasCreditNoteCode)
    throw invalid('typeCode', `${shown(typeCode)} is a credit note's code, the document an invoice.`);
  if (isCredit ? totals.grossMinor > 0 : totals.grossMinor < 0)
    throw invalid('totals.grossMinor', `The total of ${isCredit ? 'a credit is above' : 'an invoice is below'} zero.`);
  const form: Form =
    isCredit && reversal === 'negative_invoice'
      ? { root: 'Invoice', typeCode: '380', sign: 1 }
      : hasCreditNoteCode
        ? { root: 'CreditNote', typeCode, sign: -1 }
        : { root: 'Invoice', typeCode, sign: 1 };
  const isTold = isCredit === (form.root === 'CreditNote' || totals.grossMinor < 0);
  if (isTold && type === plainType(side) && form.typeCode === typeCode) return form;
  return { ...form, name: [side, type, ...(form.typeCode === typeCode ? [] : [typeCode])].join(' ') };
}

/**
 * What a file says it is, and the sign that its amounts are read with. A CreditNote, or an Invoice with a credit note's
 * code, has positive amounts that turn. An Invoice with a negative gross is the other convention: its amounts have the
 * credit's sign already. Throws DOCUMENT_INVALID where the signs, or our own name, contradict the rest.
 */
export function kindOf(root: UblElement, currency: string): Kind & Pick<Form, 'sign'> {
  const isCreditNoteRoot = root.parts.name === 'CreditNote';
  const codePath = isCreditNoteRoot ? 'CreditNoteTypeCode' : 'InvoiceTypeCode';
  const typeCode = root.needed(codePath, 'BT-3');
  const gross = root.get('LegalMonetaryTotal/TaxInclusiveAmount');
  const grossMinor = gross === undefined ? 0 : statedMinor(gross, currency);
  if (gross !== undefined && grossMinor < 0 && isCreditNoteRoot)
    throw invalid(gross.path, 'A CreditNote with a negative total may mean either direction.');
  const turns = isCreditNoteRoot || (creditNoteCodes.has(typeCode) && grossMinor >= 0);
  const side = turns || grossMinor < 0 ? 'credit' : 'invoice';
  const sign = turns ? -1 : 1;
  const named = nameOf(root.get(codePath), typeCode);
  if (named === undefined) return { class: side, type: plainType(side), typeCode, sign };
  const mayBeEither = !turns && grossMinor === 0;
  const isInvoiceOfCredit = named.class === 'invoice' && creditNoteCodes.has(named.typeCode);
  if ((named.class !== side && !mayBeEither) || isInvoiceOfCredit)
    throw invalid(`${codePath}/@name`, `The document cannot be what its name says, of class ${named.class}.`);
  return { ...named, sign };
}

const kinds: readonly (readonly [Kind['class'], Kind['type']])[] = [
  ['invoice', 'standard'],
  ['invoice', 'cancellation'],
  ['invoice', 'correction'],
  ['invoice', 'replacement'],
  ['credit', 'cancellation'],
  ['credit', 'credit_note'],
];

function nameOf(element: UblElement | undefined, typeCode: string): Kind | undefined {
  const name = element?.parts.attributes.get('name') ?? '';
  const [, side, type, held = typeCode] = /^(\w+) (\w+)(?: (\S.*))?$/.exec(name.trim()) ?? [];
  const kind = kinds.find((one) => one[0] === side && one[1] === type);
  if (kind === undefined) return undefined;
  element?.attribute('name'); // read; any other name is listed as not held
  return { class: kind[0], type: kind[1], typeCode: held };
}
