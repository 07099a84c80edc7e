import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { refusal, Refused } from '../domain/errors.ts';
import { idMax, type Ctx, type Env } from './context.ts';
import { problem } from './problems.ts';
import type { MiddlewareHandler } from 'hono';

/** Refuses a larger body with BODY_TOO_LARGE, whether or not its length is announced. */
export const atMost = (maxBytes: number): MiddlewareHandler<Env> =>
  bodyLimit({
    maxSize: maxBytes,
    onError: (c) => problem(c, refusal('BODY_TOO_LARGE', { detail: `At most ${maxBytes} bytes.` })),
  });

/** Text of 1 to `max` characters; a lone surrogate has no UTF-8 and would be hashed as something else. */
export const text = (max: number = idMax) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), 'The text is not well-formed Unicode');

/** Throws MALFORMED unless the body is announced as one of these media types. */
export function requireMediaType(c: Ctx, ...accepted: readonly string[]): void {
  const given = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!accepted.includes(given))
    throw new Refused('MALFORMED', { param: 'Content-Type', detail: `${accepted.join(' or ')} is expected.` });
}

/** Throws MALFORMED. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refused('MALFORMED', { detail: 'The body is no JSON.' });
  }
}

/** The request's JSON body in its form. Throws MALFORMED, UNKNOWN_FIELD with the field's path. */
export async function readBody<T>(c: Ctx, schema: z.ZodType<T>): Promise<T> {
  requireMediaType(c, 'application/json');
  return parseAs(schema, parseJson(await c.req.text()));
}

/** Query parameters in their form; each may stand once. Throws MALFORMED, UNKNOWN_FIELD. */
export function readQuery<T>(c: Ctx, schema: z.ZodType<T>): T {
  const values = Object.entries(c.req.queries()).map(([name, all]) => [name, all.length === 1 ? all[0] : all]);
  return parseAs(schema, Object.fromEntries(values));
}

/** Throws MALFORMED, UNKNOWN_FIELD; the first thing that is wrong is named by its path. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown?.code === 'unrecognized_keys')
    throw new Refused('UNKNOWN_FIELD', { param: pathOf([...unknown.path, unknown.keys[0] ?? '']) });
  const [issue] = issues;
  throw new Refused('MALFORMED', { param: pathOf(issue?.path ?? []), detail: `${issue?.message ?? ''}.` });
}

const pathOf = (path: readonly PropertyKey[]): string => path.map(String).join('.').slice(0, 80) || '(root)';
