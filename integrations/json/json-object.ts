import { Refused } from '../../domain/errors.ts';
import { parseAmount, shown } from '../../domain/money.ts';
import { isDate } from '../../domain/calendar.ts';
import { resolvedDate } from '../calendar.ts';
import { decimalText, type DecimalRule } from '../numbers.ts';
import { plainText } from '../read-document.ts';

/**
 * One object of a JSON file with the names it may have. A field that nobody knows is refused at once (UNKNOWN_FIELD with its
 * path), so a misspelt optional field never passes for an absent one. Everything else that is wrong is DOCUMENT_INVALID or
 * AMOUNT_FORMAT with the path. Values are never coerced.
 */
export class JsonObject<Name extends string> {
  readonly path: string;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(value: unknown, path: string, names: readonly Name[]) {
    this.path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw invalid(path === '' ? 'file' : path, `${shown(value)} is no object.`);
    this.#fields = new Map(Object.entries(value));
    for (const name of this.#fields.keys())
      if (!names.some((known) => known === name))
        throw new Refused('UNKNOWN_FIELD', {
          param: path === '' ? name : `${path}.${name}`,
          detail: `The fields here are ${names.join(', ')}.`,
        });
  }

  at(name: Name): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  has(name: Name): boolean {
    return this.#fields.has(name);
  }

  text(name: Name): string | undefined {
    const value = this.#fields.get(name);
    return value === undefined ? undefined : textAt(value, this.at(name));
  }

  /** A list of texts without the empty ones; undefined when none is left. */
  texts(name: Name, max: number): readonly string[] | undefined {
    const texts = this.list(name, max, textAt).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts;
  }

  needed(name: Name): string {
    const text = this.text(name);
    if (text === undefined) throw invalid(this.at(name), 'The field is missing or empty.');
    return text;
  }

  flag(name: Name): boolean {
    const value = this.#fields.get(name);
    if (typeof value !== 'boolean') throw invalid(this.at(name), `${shown(value)} is neither true nor false.`);
    return value;
  }

  /** Minor units, by the grammar of money.ts. Throws AMOUNT_FORMAT. */
  amount(name: Name, currency: string): number | undefined {
    return this.has(name) ? parseAmount(this.#fields.get(name), currency, this.at(name)) : undefined;
  }

  neededAmount(name: Name, currency: string): number {
    return parseAmount(this.#fields.get(name), currency, this.at(name));
  }

  /** As `amount`, with a minus sign allowed in front. */
  signedAmount(name: Name, currency: string): number | undefined {
    const value = this.#fields.get(name);
    if (typeof value !== 'string' || !value.startsWith('-')) return this.amount(name, currency);
    return -parseAmount(value.slice(1), currency, this.at(name)) || 0;
  }

  decimal(name: Name, rule?: DecimalRule): string | undefined {
    return this.has(name) ? decimalText(this.#fields.get(name), this.at(name), rule) : undefined;
  }

  neededDecimal(name: Name, rule?: DecimalRule): string {
    return decimalText(this.#fields.get(name), this.at(name), rule);
  }

  /** `YYYY-MM-DD`, or relative to the day handed in. */
  date(name: Name, today: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const day = resolvedDate(text, today);
    if (!isDate(day))
      throw invalid(this.at(name), `${shown(text)} is no date: YYYY-MM-DD, today, today-10 or today+20.`);
    return day;
  }

  neededDate(name: Name, today: string): string {
    return this.date(name, today) ?? this.needed(name);
  }

  /** Below a name: an object with names of its own, undefined when absent. */
  object<Inner extends string>(name: Name, names: readonly Inner[]): JsonObject<Inner> | undefined {
    return this.has(name) ? new JsonObject(this.#fields.get(name), this.at(name), names) : undefined;
  }

  neededObject<Inner extends string>(name: Name, names: readonly Inner[]): JsonObject<Inner> {
    return new JsonObject(this.#fields.get(name), this.at(name), names);
  }

  /** Each value of a list with its path; an absent list is empty. Throws DOCUMENT_INVALID beyond `max`. */
  list<T>(name: Name, max: number, read: (value: unknown, path: string, position: number) => T): readonly T[] {
    const value: unknown = this.#fields.get(name) ?? [];
    if (!Array.isArray(value)) throw invalid(this.at(name), `${shown(value)} is no list.`);
    if (value.length > max) throw invalid(this.at(name), `It has ${value.length} entries; at most ${max} are read.`);
    return value.map((entry: unknown, at) => read(entry, `${this.at(name)}[${at}]`, at + 1));
  }
}

function textAt(value: unknown, path: string): string | undefined {
  if (typeof value !== 'string') throw invalid(path, `${shown(value)} is no text.`);
  return plainText(value, path);
}

/** A value of the document that is missing or wrong, by its path in the file. */
export const invalid = (param: string, detail: string): Refused => new Refused('DOCUMENT_INVALID', { param, detail });
