import { whyChainBroken, type AuditBody, type AuditEntry } from '../domain/audit.ts';
import { planHashOf } from '../domain/plan.ts';

/** A request as it is kept, as far as its plan goes. */
export interface KeptPlan {
  readonly requestId: string;
  readonly planText?: string;
  readonly planHash?: string;
}

/** Plans that a chain vouches for: by request, the hash that was shown, signed and applied. */
export function plansNamedIn(chain: readonly AuditEntry[]): ReadonlyMap<string, string> {
  const bodies = chain.map(({ text }) => JSON.parse(text) as AuditBody);
  return new Map(
    bodies.flatMap(({ requestId, planHash }) =>
      requestId === undefined || planHash === undefined ? [] : [[requestId, planHash]],
    ),
  );
}

/**
 * Everything that does not fit in the trail of one document: the chain up to the head that the document names, and each plan
 * that the chain names against the text that is kept for it.
 */
export function whyNotProven(
  chain: readonly AuditEntry[],
  head: { readonly seq: number; readonly hash: string },
  plans: readonly KeptPlan[],
): readonly string[] {
  const broken = whyChainBroken(chain, head);
  if (broken !== undefined) return [broken]; // what such a chain says about plans is worth nothing
  return [...plansNamedIn(chain)].flatMap(([requestId, planHash]) => {
    const kept = plans.find((plan) => plan.requestId === requestId);
    if (kept?.planText === undefined) return [`the plan of ${requestId} is gone`];
    if (planHashOf(kept.planText) !== planHash) return [`the plan of ${requestId} was changed`];
    return kept.planHash === planHash ? [] : [`the plan hash of ${requestId} was changed`];
  });
}
