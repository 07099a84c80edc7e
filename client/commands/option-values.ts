import { InvalidArgumentError } from 'commander';

/** How option values are read; each throws InvalidArgumentError, which the command line library tells with the option. */

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/** `id=value`; an id may have an equals sign in it, what it is given has none. A field of --set ends at its first. */
export function pairs(flag: string): (text: string, before?: readonly Pair[]) => readonly Pair[] {
  return (text, before = []) => {
    const at = flag === '--set' ? text.indexOf('=') : text.lastIndexOf('=');
    if (at < 1 || (at === text.length - 1 && flag !== '--set'))
      throw new InvalidArgumentError('A name, an equals sign and a value are expected.');
    return [...before, [text.slice(0, at), text.slice(at + 1)]];
  };
}

export const list = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Repeatable, each one of these. Throws InvalidArgumentError. */
export const oneOf =
  (allowed: readonly string[]) =>
  (text: string, before: readonly string[] = []): readonly string[] => {
    if (!allowed.includes(text)) throw new InvalidArgumentError(`Allowed choices are ${allowed.join(', ')}.`);
    return [...before, text];
  };

export function share(text: string): { readonly days: number; readonly of: number } {
  const [, days, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (days === undefined || Number(of) === 0) throw new InvalidArgumentError('Days are written as 18/30.');
  return { days: Number(days), of: Number(of) };
}

/** Throws InvalidArgumentError; whether the calendar has the day is the gateway's to say. */
export function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('A day is written as 2026-01-31.');
  return text;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}
