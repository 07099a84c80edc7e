import type { HeaderChange, HeaderField } from './input.ts';

/** How forms and command lines name the parts of a head, and what they make of them. */

/** Fields that stand alone. */
const plain = [
  'paymentTerms', 'dueDate', 'orderId', 'buyerReference', 'costCenter', 'email', 'supplyDate', 'currency',
] as const satisfies readonly HeaderField[]; // prettier-ignore
const address = ['lines', 'city', 'postalCode', 'region', 'country'] as const;

/** Fields of the head that a document need not have. */
export const clearable = [
  'notes', 'contact', 'email', 'paymentTerms', 'dueDate', 'delivery', 'orderId', 'buyerReference', 'costCenter', 'supplyDate',
] as const satisfies readonly HeaderField[]; // prettier-ignore
export type Clearable = (typeof clearable)[number];

export const isClearable = (field: string): field is Clearable => clearable.some((one) => one === field);

/** The path in `set`, for each name that is known; `address` is the billing address. */
export const headerPaths: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['notes', ['notes']],
  ...plain.map((field) => [field, [field]] as const),
  ...['buyer.name', 'buyer.vatId', 'buyer.legalId', 'contact.name', 'contact.phone', 'delivery.name'].map((name) => [name, name.split('.')] as const), // prettier-ignore
  ...address.flatMap((part) => [
    [`address.${part}`, ['billingAddress', part]] as const,
    [`delivery.address.${part}`, ['delivery', 'address', part]] as const,
  ]),
]);

/** Names that stand for a list, an entry at a time. */
export const isHeaderList = (name: string): boolean => name === 'notes' || name.endsWith('.lines');

type Tree = { [name: string]: string | string[] | Tree };

/**
 * The head that names with their values ask for; names are those of `headerPaths`, and of one that is named again the last value
 * counts. An address, a contact and a delivery are replaced as a whole by what is named of them.
 */
export function headerFrom(named: readonly (readonly [name: string, value: string])[]): HeaderChange {
  const tree: Tree = {};
  for (const [name, value] of named) put(tree, name, value);
  return tree as HeaderChange; // each path was looked up in `headerPaths`
}

function put(tree: Tree, name: string, value: string): void {
  const path = headerPaths.get(name);
  if (path === undefined) throw new TypeError(`no field of the head is called ${name}`);
  let here = tree;
  for (const step of path.slice(0, -1)) {
    const next = here[step];
    here = here[step] = typeof next === 'object' && !Array.isArray(next) ? next : {};
  }
  const last = path.at(-1) ?? name;
  const before = here[last];
  here[last] = isHeaderList(name) ? [...(Array.isArray(before) ? before : []), value] : value;
}
