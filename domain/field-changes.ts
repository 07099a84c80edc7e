import type { DocumentContent } from './document.ts';
import { kindOf } from './document-words.ts';
import { sumMinor } from './money.ts';
import type { Plan, PlannedChange, PlannedDocument } from './plan.ts';
import { reasonText } from './request.ts';

/** How a reader sees amounts: minor units of a currency that stands elsewhere. */
export type AmountText = (minor: number, currency: string) => string;

/** A field by its name with what it says before and after; `?` is not known here, `-` is nothing. */
export type FieldChange = readonly [field: string, before: string, after: string];

/**
 * What a change in place makes different in the document, field by field. Without the document only the new side is known,
 * and of lines, where most are as they were, only what they come to.
 */
export function fieldChanges(
  { set = {}, cleared = [] }: Pick<PlannedChange, 'set' | 'cleared'>,
  before: DocumentContent | undefined,
  currency: string,
  amountText: AmountText,
): readonly FieldChange[] {
  const leaves = leavesBy(amountText);
  const touched = [...new Set([...Object.keys(set), ...cleared])];
  const old = new Map(before === undefined ? [] : touched.flatMap((field) => leaves(before[field as keyof DocumentContent], [field], before.currency))); // prettier-ignore
  const now = new Map(
    Object.entries(set)
      .filter(([field]) => before !== undefined || !bodyFields.includes(field))
      .flatMap(([field, value]) => leaves(value, [field], set.currency ?? currency)),
  );
  for (const field of cleared) if (before === undefined) old.set(nameOf([field]), '?');
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name));
  return names.map((name) => [name, old.get(name) ?? (before === undefined ? '?' : '-'), now.get(name) ?? '-']);
}

/** What a replacement says differently from what it replaces, in the form of a change in place. */
export function saidBy(made: PlannedDocument): Pick<PlannedChange, 'set' | 'cleared'> {
  const said = ['buyer', 'currency', 'supplyDate', 'dueDate', 'paymentTerms', 'orderId', 'buyerReference', 'costCenter', 'delivery', 'notes', 'lines'] as const; // prettier-ignore
  const set = Object.fromEntries(
    said.filter((field) => made[field] !== undefined).map((field) => [field, made[field]]),
  );
  return { set, cleared: said.filter((field) => made[field] === undefined) };
}

/** What a later plan for a request says differently from an earlier one, in short. */
export function planChanges(was: Plan, is: Plan, amountText: AmountText): readonly FieldChange[] {
  const leaves = leavesBy(amountText);
  const [old, now] = [was, is].map((plan) => new Map(leaves(inShort(plan), [], plan.currency)));
  const names = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
  return names
    .map((name): FieldChange => [name, old?.get(name) ?? '-', now?.get(name) ?? '-'])
    .filter(([, before, after]) => before !== after);
}

const inShort = ({ exposureMinor, documents, payouts, reason, input, invoiceVersion, policyVersion, settingsVersion }: Plan) => ({
  amountMinor: exposureMinor,
  reason: reasonText(reason),
  asked: input,
  documents: documents.map((document) => ({ id: kindOf(document), grossMinor: document.totals.grossMinor })),
  payoutMinor: sumMinor(payouts.map(({ amountMinor }) => amountMinor)),
  invoiceVersion,
  policyVersion,
  settingsVersion,
}); // prettier-ignore

const bodyFields: readonly string[] = ['lines', 'taxGroups', 'allowancesCharges'];

type Leaf = readonly [name: string, text: string];

/** Every value with its path; entries of lists by what identifies them, amounts as amounts. */
const leavesBy = (amountText: AmountText) =>
  function leaves(value: unknown, path: readonly string[], currency: string): readonly Leaf[] {
    const last = path.at(-1) ?? '';
    if (value === undefined) return [];
    if (typeof value === 'number' && last.endsWith('Minor')) return [[nameOf(path), amountText(value, currency)]];
    if (Array.isArray(value))
      return value.flatMap((entry: unknown, index) => leaves(entry, [...path, keyOf(entry, index)], currency));
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).flatMap(([name, field]) => leaves(field, [...path, name], currency));
    return [[nameOf(path), typeof value === 'string' ? value : JSON.stringify(value)]];
  };

function keyOf(entry: unknown, index: number): string {
  if (typeof entry !== 'object' || entry === null) return String(index + 1);
  const fields = new Map<string, unknown>(Object.entries(entry));
  const texts = [fields.get('taxCategory'), fields.get('taxRate')].filter((part) => typeof part === 'string');
  const id = fields.get('id') ?? texts.join(' ');
  return typeof id === 'string' && id !== '' ? id : String(index + 1);
}

const words: Readonly<Record<string, string>> = { lines: 'line', taxGroups: 'tax', notes: 'note', buyer: 'customer', allowancesCharges: 'allowance or charge' }; // prettier-ignore

/** `line 1 unit price`, `tax S 19 base`, `totals gross`. */
const nameOf = (path: readonly string[]): string =>
  path
    .map((step, index) => (index === 0 ? (words[step] ?? step) : step).replace(/Minor$/, ''))
    .map((step, index) =>
      index === 1 && /^(line|tax|note)$/.test(words[path[0] ?? ''] ?? '')
        ? step
        : step.replaceAll(/[A-Z]/g, (letter, at: number) => (at === 0 ? letter : ` ${letter.toLowerCase()}`)),
    ) // prettier-ignore
    .join(' ');
