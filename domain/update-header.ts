import { canonical } from './canonical.ts';
import { isDate } from './calendar.ts';
import type { DocumentContent, InvoiceDocument, Party } from './document.ts';
import { Refused } from './errors.ts';
import { nonFiscalFields, type CorrectionInput, type HeaderChange, type HeaderField } from './input.ts';
import { isCurrency, shown } from './money.ts';

/** What an update does to the head of a document: only what really changes. */
export interface HeaderEdit {
  readonly set: Partial<DocumentContent>;
  readonly cleared: readonly (keyof DocumentContent)[];
  readonly fields: readonly HeaderField[];
}

export const isNonFiscal = (field: HeaderField): boolean => nonFiscalFields.some((one) => one === field);

/**
 * Throws DOCUMENT_INVALID for a day that is none, CURRENCY_UNKNOWN, UNKNOWN_FIELD for what no document can be without, and
 * MALFORMED for a field that is set and cleared at once; each with its field.
 */
export function checkHeader({ set = {}, clear = [] }: CorrectionInput): void {
  for (const field of ['dueDate', 'supplyDate'] as const)
    if (set[field] !== undefined && !isDate(set[field]))
      throw new Refused('DOCUMENT_INVALID', { param: `set.${field}`, detail: 'It is no day of the calendar.' });
  if (set.currency !== undefined && !isCurrency(set.currency))
    throw new Refused('CURRENCY_UNKNOWN', { param: 'set.currency', detail: shown(set.currency) });
  for (const [index, field] of clear.entries()) {
    if (field === 'currency' || field === 'buyer' || field === 'billingAddress')
      throw new Refused('UNKNOWN_FIELD', { param: `clear[${index}]`, detail: `No document is without ${field}.` });
    if (set[field] !== undefined)
      throw new Refused('MALFORMED', { param: `clear[${index}]`, detail: `${field} is set and cleared at once.` });
  }
}

/** The head as it is asked for, less what stands there already. */
export function headerEdit(document: InvoiceDocument, { set = {}, clear = [] }: CorrectionInput): HeaderEdit {
  const { contact: _contact, email: _email, buyer, billingAddress, ...plain } = set;
  const party = buyerOf(document.buyer, set, clear);
  const wanted: Partial<DocumentContent> = { ...plain, ...(party === undefined ? {} : { buyer: party }) };
  const changed = Object.entries(wanted).filter(
    ([name, value]) => !isSame(value, document[name as keyof InvoiceDocument]),
  );
  const cleared = clear.filter((field) => field !== 'contact' && field !== 'email' && document[field as keyof InvoiceDocument] !== undefined); // prettier-ignore
  const isChanged = (field: HeaderField): boolean => {
    if (field === 'contact' || field === 'email')
      return !isSame(party?.[field], document.buyer[field]) && party !== undefined;
    if (field === 'billingAddress')
      return billingAddress !== undefined && !isSame(billingAddress, document.buyer.address);
    if (field === 'buyer') return buyer !== undefined && changed.some(([name]) => name === 'buyer') && !isSame(identity(party), identity(document.buyer)); // prettier-ignore
    return changed.some(([name]) => name === field) || cleared.includes(field);
  };
  const asked = [...new Set([...(Object.keys(set) as HeaderField[]), ...clear])];
  return {
    set: Object.fromEntries(changed),
    cleared: cleared as readonly (keyof DocumentContent)[],
    fields: asked.filter(isChanged),
  };
}

const identity = (party: Party | undefined) =>
  party && [party.id, party.name ?? '', party.vatId ?? '', party.legalId ?? ''];

function buyerOf(
  before: Party,
  { contact, email, buyer, billingAddress }: HeaderChange,
  clear: readonly HeaderField[],
): Party | undefined {
  if (
    !contact &&
    email === undefined &&
    !buyer &&
    !billingAddress &&
    !clear.includes('contact') &&
    !clear.includes('email')
  )
    return undefined;
  const { contact: oldContact, email: oldEmail, ...rest } = before;
  const keptContact = contact ?? (clear.includes('contact') ? undefined : oldContact);
  const keptEmail = email ?? (clear.includes('email') ? undefined : oldEmail);
  const after = {
    ...rest,
    ...buyer,
    ...(billingAddress ? { address: billingAddress } : {}),
    ...(keptContact === undefined ? {} : { contact: keptContact }),
    ...(keptEmail === undefined ? {} : { email: keptEmail }),
  };
  return { ...after, id: isAnother(before, after) ? nameOf(after) : before.id };
}

/** Another party: what identified it has another value. A number that was missing and is added names the same one. */
function isAnother(before: Party, after: Party): boolean {
  const fields = ['vatId', 'legalId', 'partyId', 'name'] as const;
  const identifying = fields.find((field) => before[field] === before.id);
  const replaced = (field: 'vatId' | 'legalId'): boolean =>
    before[field] !== undefined && before[field] !== after[field];
  return identifying ? before[identifying] !== after[identifying] : replaced('vatId') || replaced('legalId');
}

/** What identifies a party (see Party.id). */
const nameOf = ({ vatId, legalId, partyId, name, id }: Party): string => vatId ?? legalId ?? partyId ?? name ?? id;

/** Whether two values say the same; lists are compared by item, and what is the very same is not looked into. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
  return canonical(a) === canonical(b);
}
