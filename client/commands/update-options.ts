import type { CorrectionInput, HeaderField, LineChange } from '../../domain/input.ts';
import { UsageError } from '../failure.ts';
import type { CorrectionOptions } from './correction-options.ts';
import type { Pair } from './option-values.ts';

/** Fields that stand alone. */
const plain = [
  'paymentTerms', 'dueDate', 'orderId', 'buyerReference', 'costCenter', 'email', 'supplyDate', 'currency',
] as const satisfies readonly HeaderField[]; // prettier-ignore
const address = ['lines', 'city', 'postalCode', 'region', 'country'] as const;

/** What `--set` takes, as it is written. `address` is the billing address; lists take the option once an entry. */
export const settable = [
  'notes', ...plain, 'buyer.name', 'buyer.vatId', 'buyer.legalId', 'contact.name', 'contact.phone',
  'address.*', 'delivery.name', 'delivery.address.*',
] as const; // prettier-ignore

/** Fields of the head that a document need not have. */
export const clearable = [
  'notes', 'contact', 'email', 'paymentTerms', 'dueDate', 'delivery', 'orderId', 'buyerReference', 'costCenter', 'supplyDate',
] as const satisfies readonly HeaderField[]; // prettier-ignore

const isClearable = (field: string): field is (typeof clearable)[number] => clearable.some((one) => one === field);

/** The path in the body, for each name that `--set` knows. */
const paths = new Map<string, readonly string[]>([
  ['notes', ['notes']],
  ...plain.map((field) => [field, [field]] as const),
  ...['buyer.name', 'buyer.vatId', 'buyer.legalId', 'contact.name', 'contact.phone', 'delivery.name'].map((name) => [name, name.split('.')] as const), // prettier-ignore
  ...address.flatMap((part) => [
    [`address.${part}`, ['billingAddress', part]] as const,
    [`delivery.address.${part}`, ['delivery', 'address', part]] as const,
  ]),
]);
const isList = (name: string): boolean => name === 'notes' || name.endsWith('.lines');

type Tree = { [name: string]: string | string[] | Tree };

/** `set` and `clear`. An address, a contact and a delivery are replaced as a whole by what is named of them. */
export function headerOf({ set = [], clear = [] }: CorrectionOptions): Pick<CorrectionInput, 'set' | 'clear'> {
  const tree: Tree = {};
  for (const [name, value] of set) put(tree, name, value);
  const both = clear.find((field) => Object.hasOwn(tree, field));
  if (both !== undefined) throw new UsageError(`--set and --clear both name ${both}.`, 'Keep one of them.');
  return {
    ...(set.length > 0 && { set: tree as NonNullable<CorrectionInput['set']> }), // each path was looked up in `paths`
    ...(clear.length > 0 && { clear: [...new Set(clear)].filter(isClearable) }),
  };
}

function put(tree: Tree, name: string, value: string): void {
  const path = paths.get(name);
  if (path === undefined) throw new UsageError(`--set does not know the field ${name}.`, `It takes ${[...paths.keys()].join(', ')}.`); // prettier-ignore
  let here = tree;
  for (const step of path.slice(0, -1)) {
    const next = here[step];
    here = here[step] = typeof next === 'object' && !Array.isArray(next) ? next : {};
  }
  const last = path.at(-1) ?? name;
  const before = here[last];
  if (isList(name)) here[last] = [...(Array.isArray(before) ? before : []), value];
  else if (before !== undefined) throw new UsageError(`--set names ${name} more than once.`, 'Keep one of them.');
  else here[last] = value;
}

/** Changes of lines, one a line, in the order in which lines are first named. */
export function changesOf({
  quantity = [],
  price = [],
  removeLine = [],
}: CorrectionOptions): Pick<CorrectionInput, 'change'> {
  const changes = new Map<string, LineChange>();
  const add = (option: string, pairs: readonly Pair[], field: 'quantity' | 'unitPrice'): void => {
    for (const [lineId, value] of pairs) {
      const before = changes.get(lineId) ?? { lineId };
      if (before[field] !== undefined) throw new UsageError(`${option} names line ${lineId} more than once.`, 'Keep one of them.'); // prettier-ignore
      changes.set(lineId, { ...before, [field]: value });
    }
  };
  add('--quantity', quantity, 'quantity');
  add('--price', price, 'unitPrice');
  for (const lineId of removeLine) {
    if (changes.has(lineId)) throw new UsageError(`--remove-line and another option both name line ${lineId}.`, 'Keep one of them.'); // prettier-ignore
    changes.set(lineId, { lineId, remove: true });
  }
  return changes.size === 0 ? {} : { change: [...changes.values()] };
}
