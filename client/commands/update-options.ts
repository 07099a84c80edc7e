import { headerFrom, headerPaths, isClearable, isHeaderList } from '../../domain/header-paths.ts';
import type { CorrectionInput, LineChange } from '../../domain/input.ts';
import { UsageError } from '../failure.ts';
import type { CorrectionOptions } from './correction-options.ts';
import type { Pair } from './option-values.ts';

/** What `--set` takes, as it is written. `address` is the billing address; lists take the option once an entry. */
export const settable = [
  ...[...headerPaths.keys()].filter((name) => !name.includes('address.')),
  'address.*',
  'delivery.address.*',
];

/** `set` and `clear`. An address, a contact and a delivery are replaced as a whole by what is named of them. */
export function headerOf({ set = [], clear = [] }: CorrectionOptions): Pick<CorrectionInput, 'set' | 'clear'> {
  const named = new Set<string>();
  for (const [name] of set) {
    if (!headerPaths.has(name)) throw new UsageError(`--set does not know the field ${name}.`, `It takes ${[...headerPaths.keys()].join(', ')}.`); // prettier-ignore
    if (named.has(name) && !isHeaderList(name)) throw new UsageError(`--set names ${name} more than once.`, 'Keep one of them.'); // prettier-ignore
    named.add(name);
  }
  const head = headerFrom(set);
  const both = clear.find((field) => Object.hasOwn(head, field));
  if (both !== undefined) throw new UsageError(`--set and --clear both name ${both}.`, 'Keep one of them.');
  return {
    ...(set.length > 0 && { set: head }),
    ...(clear.length > 0 && { clear: [...new Set(clear)].filter(isClearable) }),
  };
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
