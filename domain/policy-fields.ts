import { Refused } from './errors.ts';
import { shown } from './money.ts';

/** How the fields of a policy are read: each reader answers the value in its type, or throws POLICY_SHAPE with its path. */
export type Read<T> = (value: unknown, path: string) => T;

export function wrong(path: string, value: unknown, expected: string): never {
  throw new Refused('POLICY_SHAPE', { param: path || '(root)', detail: `${shown(value)} is not ${expected}.` });
}

export const text =
  (pattern: RegExp, expected: string): Read<string> =>
  (value, path) =>
    typeof value === 'string' && value.isWellFormed() && pattern.test(value) ? value : wrong(path, value, expected);

export const oneOf =
  <T extends string>(allowed: readonly T[]): Read<T> =>
  (value, path) =>
    allowed.find((one) => one === value) ?? wrong(path, value, `one of ${allowed.join(', ')}`);

export const flag: Read<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : wrong(path, value, 'true or false');

/** A whole number between the two, both included. A float is none: canonical JSON has no place for it. */
export const whole =
  (min: number, max: number): Read<number> =>
  (value, path) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : wrong(path, value, `a whole number from ${min} to ${max}`);

export const listOf =
  <T>(item: Read<T>, min: number, max: number): Read<readonly T[]> =>
  (value, path) =>
    Array.isArray(value) && value.length >= min && value.length <= max
      ? Array.from(value, (one, index) => item(one, `${path}[${index}]`))
      : wrong(path, value, `a list of ${min} to ${max}`);

export const mapOf =
  <T>(key: Read<string>, item: Read<T>): Read<Readonly<Record<string, T>>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(asObject(value, path)).map(([name, one]) => {
        const at = `${path}.${name.slice(0, 12)}`;
        return [key(name, at), item(one, at)];
      }),
    );

/** An object with all of the first fields and any of the others. Throws UNKNOWN_FIELD for one more. */
export const object =
  <R extends object, O extends object = object>(
    required: { readonly [K in keyof R]: Read<R[K]> },
    optional?: { readonly [K in keyof O]: Read<O[K]> },
  ): Read<R & Partial<O>> =>
  (value, path) => {
    const given = asObject(value, path);
    const at = (key: string): string => `${path}${path && '.'}${key}`;
    const readers: Readonly<Record<string, Read<unknown>>> = { ...required, ...optional };
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(readers, key));
    if (unknown !== undefined) throw new Refused('UNKNOWN_FIELD', { param: at(unknown.slice(0, 40)) });
    const read = Object.entries(readers)
      .filter(([key]) => Object.hasOwn(required, key) || given[key] !== undefined)
      .map(([key, reader]) => [key, reader(given[key], at(key))]);
    return Object.fromEntries(read) as R & Partial<O>; // each field was read above
  };

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(path, value, 'an object');
  return value as Readonly<Record<string, unknown>>;
}
