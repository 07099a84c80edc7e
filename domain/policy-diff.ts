import { canonical } from './canonical.ts';
import type { Policy } from './policy.ts';

/** One place where two versions differ; values as canonical JSON, absent where there is none. */
export interface Difference {
  /** `bands.EUR`, `floors.f7.role`: parts of a list are named by their names. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** Everything in which a version differs from another but its number; empty if and only if they say the same. */
export const policyDiff = (before: Policy, after: Policy): readonly Difference[] =>
  differences({ ...before, version: '' }, { ...after, version: '' }, '');

type Fields = Readonly<Record<string, unknown>>;

function differences(before: unknown, after: unknown, path: string): readonly Difference[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  if (!old || !now) return textOf(before) === textOf(after) ? [] : [difference(path, before, after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const within = names.flatMap((name) => differences(old[name], now[name], path === '' ? name : `${path}.${name}`));
  return [...within, ...reordered(before, after, path)];
}

/** Fields of an object, or parts of a list in which each has a name of its own; undefined for what is compared whole. */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return { ...value };
  const named = value.map((part: unknown) => [nameOf(part), part] as const);
  const names = named.flatMap(([name]) => name ?? []);
  return names.length === value.length && new Set(names).size === names.length
    ? Object.fromEntries(named.map(([name, part]) => [name ?? '', part]))
    : undefined;
}

function nameOf(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const name = 'name' in part ? part.name : 'key' in part ? part.key : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The order of a ladder is its meaning. */
function reordered(before: unknown, after: unknown, path: string): readonly Difference[] {
  if (!Array.isArray(before) || !Array.isArray(after)) return [];
  const [old, now] = [before.map(nameOf), after.map(nameOf)];
  const both = (list: readonly unknown[], other: readonly unknown[]) => list.filter((name) => other.includes(name));
  return both(old, now).join() === both(now, old).join() ? [] : [difference(path, old, now)];
}

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : canonical(value));

function difference(path: string, before: unknown, after: unknown): Difference {
  const [old, now] = [textOf(before), textOf(after)];
  return { path, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) };
}
