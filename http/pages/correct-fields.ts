import type { InvoiceDocument } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { clearable, headerFrom, headerPaths, isHeaderList } from '../../domain/header-paths.ts';
import type { HeaderChange, Kind } from '../../domain/input.ts';
import { isSame } from '../../domain/update-header.ts';

/** A form as it was typed, field by field; what was left empty is not there. */
export type Typed = Readonly<Record<string, string>>;

/** Say which part of a long form or plan is shown, and whether it was sent; no part of what is asked. */
const aboutForm = ['page', 'look', 'typed', 'planLines'] as const;
const ofAll = ['reason', 'words', 'evidence', 'postingDate', ...aboutForm];

/** A kind's fields, and the beginnings of those that stand for one line each: `quantity:LINE`. */
const fieldsOf: Readonly<Record<Kind, { readonly names: readonly string[]; readonly perLine: readonly string[] }>> = {
  cancel: { names: ['payout'], perLine: [] },
  refund: { names: ['amount', 'days', 'of'], perLine: ['quantity', 'net'] },
  credit: { names: ['amount', 'days', 'of'], perLine: ['quantity', 'net'] },
  discount: { names: ['amount'], perLine: [] },
  'correct-credit-note': { names: [], perLine: [] },
  update: {
    names: ['counters', 'disposition', 'method', ...headerPaths.keys(), ...clearable.map((field) => `clear:${field}`)],
    perLine: ['quantity', 'price', 'text', 'category', 'rate', 'remove', 'add'],
  },
};

/** Whether something was asked, or only looked at. */
export const isAsked = (typed: Typed): boolean =>
  typed['look'] !== undefined || (typed['typed'] === undefined && Object.keys(typed).some((name) => !aboutForm.some((one) => one === name))); // prettier-ignore

/** What was typed without what is about the form: what a confirmation repeats. */
export const saidOnly = (typed: Typed): Typed =>
  Object.fromEntries(Object.entries(typed).filter(([name]) => !aboutForm.some((one) => one === name)));

/**
 * The body of `POST /v1/invoices/{id}/corrections` that a form says, to be read by the schema of that route: nothing is judged
 * here. Throws UNKNOWN_FIELD for a field that no form of this kind has.
 */
export function bodyFrom(kind: Kind, typed: Typed, document: InvoiceDocument): Readonly<Record<string, unknown>> {
  const { names, perLine } = fieldsOf[kind];
  const unknown = Object.keys(typed).find(
    (name) => !ofAll.includes(name) && !names.includes(name) && !perLine.some((one) => name.startsWith(`${one}:`)),
  );
  if (unknown !== undefined) throw new Refused('UNKNOWN_FIELD', { param: unknown.slice(0, 80) });
  const { reason, words, evidence, postingDate } = typed;
  return said({
    kind,
    reason: words ?? reason,
    evidence,
    postingDate,
    ...(kind === 'update' ? updateFrom(typed, document) : amountsFrom(typed)),
  });
}

/** Without what is not said. */
const said = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function amountsFrom(typed: Typed): Readonly<Record<string, unknown>> {
  const { payout, amount, days, of } = typed;
  const shares = linesIn(typed, ['quantity', 'net']).map(([lineId, fields]) => ({ lineId, ...fields }));
  return {
    payout: payout === undefined ? undefined : true,
    amount: amount?.trim(),
    unused: days === undefined && of === undefined ? undefined : { days: wholeIn(days), of: wholeIn(of) },
    lines: shares.length === 0 ? undefined : shares,
  };
}

/** Digits as a number; anything else as it is, which the schema refuses. */
const wholeIn = (text: string | undefined): unknown =>
  text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) : text;

/** What was typed about each line, in the order in which the lines are first named. */
function linesIn(typed: Typed, fields: readonly string[]): readonly (readonly [lineId: string, Typed])[] {
  const lines = new Map<string, Record<string, string>>();
  for (const [name, value] of Object.entries(typed)) {
    const field = fields.find((one) => name.startsWith(`${one}:`));
    if (field === undefined) continue;
    const lineId = name.slice(field.length + 1);
    lines.set(lineId, { ...lines.get(lineId), [field]: value.trim() });
  }
  return [...lines];
}

function updateFrom(typed: Typed, document: InvoiceDocument): Readonly<Record<string, unknown>> {
  const { counters, disposition, method } = typed;
  const change = linesIn(typed, ['quantity', 'price', 'text', 'category', 'rate', 'remove']).map(([lineId, fields]) =>
    fields['remove'] === undefined ? said({ lineId, quantity: fields['quantity'], unitPrice: fields['price'], description: fields['text'], taxCategory: fields['category'], taxRate: fields['rate'] }) : { lineId, remove: true },
  );
  const add = addedIn(typed);
  const set = headerIn(typed, document);
  const clear = clearable.filter((field) => typed[`clear:${field}`] !== undefined);
  return {
    counters,
    disposition,
    method,
    set: Object.keys(set).length === 0 ? undefined : set,
    clear: clear.length === 0 ? undefined : clear,
    change: change.length === 0 ? undefined : change,
    add: add.length === 0 ? undefined : add,
  };
} // prettier-ignore

/** How many lines a form has room to add. */
export const addedMax = 3;

/** Lines to be added: `add:1:description`. */
const addedIn = (typed: Typed): readonly Typed[] =>
  Array.from({ length: addedMax }, (_none, index) => `add:${index + 1}:`)
    .map((prefix) =>
      Object.fromEntries(
        Object.entries(typed).flatMap(([name, value]) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), value.trim()]] : [],
        ),
      ),
    )
    .filter((line) => Object.keys(line).length > 0);

/**
 * Fields of the head. Contact, delivery and billing address are replaced as a whole, so their forms begin with what is there; one
 * that still says that is not asked for.
 */
function headerIn(typed: Typed, document: InvoiceDocument): HeaderChange {
  const named = [...headerPaths.keys()].flatMap((name) => {
    const value = typed[name]?.replaceAll('\r\n', '\n').trim();
    if (value === undefined) return [];
    const entries = isHeaderList(name) ? value.split('\n').map((entry) => entry.trim()) : [value];
    return entries.filter((entry) => entry !== '').map((entry) => [name, entry] as const);
  });
  const current = headNow(document);
  return Object.fromEntries(
    Object.entries(headerFrom(named)).filter(([field, value]) => !isSame(value, current[field as keyof HeaderChange])),
  );
}

/** What a document says in the places that are replaced as a whole. */
const headNow = ({ buyer, delivery }: InvoiceDocument): HeaderChange => ({
  ...(buyer.contact ? { contact: buyer.contact } : {}),
  ...(delivery ? { delivery } : {}),
  ...(buyer.address ? { billingAddress: buyer.address } : {}),
});

/** Those places as a form begins with them. */
export const begunWith = ({ buyer: { contact, address }, delivery }: InvoiceDocument): Typed =>
  said({
    'contact.name': contact?.name,
    'contact.phone': contact?.phone,
    'delivery.name': delivery?.name,
    ...addressFields('delivery.address', delivery?.address),
    ...addressFields('address', address),
  }) as Typed;

const addressFields = (name: string, address: HeaderChange['billingAddress']) => ({
  [`${name}.lines`]: address?.lines?.join('\n'),
  [`${name}.city`]: address?.city,
  [`${name}.postalCode`]: address?.postalCode,
  [`${name}.region`]: address?.region,
  [`${name}.country`]: address?.country,
});
