import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What canonical JSON can hold: no floats, no null, no undefined in lists (spec/approvals.md section 5). */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON: keys sorted by UTF-16 unit, no white space, strings as RFC 8785, safe integers only.
 * Fields that are `undefined` are left out. Throws TypeError on anything else, so nothing is ever hashed in two forms.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('canonical JSON: a string is not well-formed Unicode');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value)) throw new TypeError(`canonical JSON: ${value} is not a safe integer`);
      return Object.is(value, -0) ? '0' : String(value);
    case 'object': {
      if (value === null) throw new TypeError('canonical JSON: null');
      if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`; // a hole counts as undefined
      if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
        throw new TypeError('canonical JSON: only plain objects');
      const fields = Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, field]) => `${canonical(key)}:${canonical(field)}`);
      return `{${fields.join(',')}}`;
    }
    default:
      throw new TypeError(`canonical JSON: ${typeof value}`);
  }
}

/** sha256 in hex over a prefix naming what is hashed, a line feed, and the text: a hash of one thing is none of another. */
export const hashText = (prefix: string, text: string): string => bytesToHex(sha256(utf8ToBytes(`${prefix}\n${text}`)));

/** sha256 in hex of a value's canonical JSON under a prefix. */
export const hashValue = (prefix: string, value: unknown): string => hashText(prefix, canonical(value));

const base32Digits = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += base32Digits.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return out;
}

/**
 * The identity of a request (DESIGN section 3): `r_` + base32 of the first 160 bits of sha256 over the canonical parts,
 * [principal, Idempotency-Key] for a direct request and [source, eventId, n] for the n-th request of an event.
 */
export const requestIdOf = (
  parts: readonly [principal: string, key: string] | readonly [string, string, number],
): string => `r_${base32(sha256(utf8ToBytes(canonical(parts))).subarray(0, 20))}`;

/** Text for places that people and markdown read (workflow ids, summaries): ids of others are percent-encoded. */
export const encodeId = (part: string): string => encodeURIComponent(part);
