import { bodyLimit } from 'hono/body-limit';
import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import type { Ctx, Env } from './context.ts';
import { problem } from './problems.ts';
import type { MiddlewareHandler } from 'hono';

/** Refuses a larger body with BODY_TOO_LARGE, whether or not its length is announced. */
export const atMost = (maxBytes: number, answer: (c: Ctx, refused: Refusal) => Response | Promise<Response> = problem): MiddlewareHandler<Env> =>
  bodyLimit({
    maxSize: maxBytes,
    onError: (c) => answer(c, refusal('BODY_TOO_LARGE', { detail: `At most ${maxBytes} bytes.` })),
  }); // prettier-ignore

/** Throws MALFORMED unless the body is announced as one of these media types. */
export function requireMediaType(c: Ctx, accepted: readonly string[]): void {
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
