import { Refused } from '../domain/errors.ts';
import type { PolicyView } from '../domain/policy-change.ts';
import type { Principal } from '../domain/principal.ts';
import { isClosed } from '../domain/request.ts';
import { checkpointSoon } from './audit.ts';
import type { Ctx, Deps } from './context.ts';
import { isProposal, policyToDecide } from './decidable.ts';
import { decideOn, refuseOther, type Posted } from './decide.ts';
import { policyRecordOf } from './policy-view.ts';
import { sightOf } from './sight.ts';

/**
 * One decision on a proposed version, by whichever door it comes (approvals.md sections 5, 6). To approve takes a fresh sign-in;
 * a repeat of what counts already is answered all the same. Throws POLICY_NOT_FOUND, FORBIDDEN_PRINCIPAL (and keeps the attempt),
 * UNKNOWN_COMMAND, RATE_LIMITED, STEP_UP_REQUIRED, and what `judge` refuses.
 */
export async function decidedOnPolicy(deps: Deps, c: Ctx, principal: Principal, { version, ...posted }: Posted & { readonly version: string }): Promise<PolicyView> {
  const record = await policyRecordOf(deps.store, version);
  if (!isProposal(record)) throw new Refused('GATE_CLOSED', { detail: 'The deployment began with it.' });
  const sight = await sightOf(deps, c, principal, record.request.receivedAtMs);
  if (principal.type !== 'person') return refuseOther(deps, record.request.requestId, sight, posted);
  if (posted.command === 'revise' || posted.command === 'reevaluate')
    throw new Refused('UNKNOWN_COMMAND', { detail: 'Another version is proposed anew.' });
  deps.limits.countDecision(principal.id);
  const view = await decideOn(deps, policyToDecide(deps, record), sight, posted);
  if (isClosed(view.state)) checkpointSoon(deps);
  return view;
} // prettier-ignore
