import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { Refused } from '../../domain/errors.ts';
import { requireMediaType } from '../bodies.ts';
import type { Ctx } from '../context.ts';
import { parseAs } from '../parse.ts';

/** The field of every form that carries the session's token. */
export const csrfField = '_csrf';

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Fields as browsers send them: what is left empty is not said, and what stands twice is a list. */
export function fieldsOf(params: URLSearchParams): Fields {
  const all = new Map<string, string[]>();
  for (const [name, text] of params) {
    if (text.trim() === '') continue;
    const said = all.get(name);
    if (said) said.push(text);
    else all.set(name, [text]);
  }
  return Object.fromEntries([...all].map(([name, said]) => [name, said.length === 1 ? (said[0] ?? '') : said]));
}

/** Reads a posted form. Throws CSRF without the session's token, MALFORMED, UNKNOWN_FIELD. */
export async function readForm(c: Ctx, schema: z.ZodType, csrf: string | undefined): Promise<unknown> {
  requireMediaType(c, ['application/x-www-form-urlencoded']);
  const { [csrfField]: sent, ...fields } = fieldsOf(new URLSearchParams(await c.req.text()));
  if (csrf !== undefined && !isSame(csrf, sent))
    throw new Refused('CSRF', { detail: 'The form is not of this session.' });
  return parseAs(schema, fields);
}

function isSame(own: string, sent: string | readonly string[] | undefined): boolean {
  const [a, b] = [Buffer.from(own), Buffer.from(typeof sent === 'string' ? sent : '')];
  return a.length === b.length && timingSafeEqual(a, b);
}
