import { Hono } from 'hono';
import { z } from 'zod';
import { Refused } from '../domain/errors.ts';
import { kinds, parseReason, reasonHelp, type CorrectionRequest } from '../domain/request.ts';
import { authenticated, principalOf, requireRole } from './authenticate.ts';
import { atMost, readBody, text } from './bodies.ts';
import { bodyMaxBytes, idMax, type Ctx, type Deps, type Env } from './context.ts';
import { takeIn } from './intake.ts';
import { problem } from './problems.ts';
import { answerView } from './view.ts';

const evidenceMax = 500;
const schema = z.strictObject({
  kind: z.unknown().optional(),
  reason: z.unknown().optional(),
  evidence: text(evidenceMax).optional(),
  expectedVersion: z.int().min(0).optional(),
});

/** `POST /invoices/{id}/corrections`: asks for a correction. */
export function correctionRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().post('/invoices/:id/corrections', authenticated(deps), atMost(bodyMaxBytes), async (c) => {
    const principal = principalOf(c);
    requireRole(deps.access, principal, 'requester');
    const key = idempotencyKey(c);
    const body = asked(await readBody(c, schema));
    const taken = await takeIn(deps, { principal, key, invoice: c.req.param('id'), body });
    if (taken.kind === 'view') return answerView(c, taken.view);
    return problem(c, taken.refusal, { requestId: taken.requestId });
  });
}

function idempotencyKey(c: Ctx): string {
  const key = c.req.header('idempotency-key')?.trim() ?? '';
  if (key === '' || key.length > idMax)
    throw new Refused('IDEMPOTENCY_KEY_REQUIRED', { param: 'Idempotency-Key', detail: `1 to ${idMax} characters.` });
  return key;
}

/** Throws KIND_UNKNOWN, REASON_REQUIRED. */
function asked(
  body: z.infer<typeof schema>,
): Pick<CorrectionRequest, 'kind' | 'reason' | 'evidence' | 'expectedVersion'> {
  const kind = kinds.find((known) => known === body.kind);
  if (kind === undefined) throw new Refused('KIND_UNKNOWN', { param: 'kind' });
  const reason = parseReason(body.reason);
  if (reason === undefined) throw new Refused('REASON_REQUIRED', { param: 'reason', detail: reasonHelp });
  const { evidence, expectedVersion } = body;
  return {
    kind,
    reason,
    ...(evidence === undefined ? {} : { evidence }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  };
}
