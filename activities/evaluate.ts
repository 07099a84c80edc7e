import { refusal, type Refusal } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import type { Verify } from '../domain/proof.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { applyIfAsPlanned } from '../store/apply-correction.ts';
import type { Store } from '../store/database.ts';
import { guardIdsOf } from '../store/exposures.ts';
import { loadFacts, type SeenFacts } from '../store/facts.ts';
import { exposureKeysOf } from '../store/judge-plan.ts';
import { findCorrection } from '../store/queries.ts';
import { openRequest, recordRefused } from '../store/requests.ts';
import { withSeries } from '../store/series.ts';
import type { Activities, Evaluated } from '../workflows/contract.ts';
import { translated } from './failures.ts';
import { knownRequest } from './known-request.ts';
import { askingNotices, openingOf } from './opening.ts';
import { momentOf } from './moment.ts';
import { dueAtOf, planRequest } from './plan-request.ts';
import { createRing, whyNotTakenIn, type Ring } from './taken-in.ts';

export interface CorrectionDeps {
  readonly store: Store;
  /** Everybody who may act now. */
  readonly people: () => Promise<readonly Principal[]>;
  /** By another implementation than the one of the workflow. */
  readonly verify: Verify;
  readonly nowMs: () => number;
}

type Input = Parameters<Activities['evaluateAndApply']>[0];

/**
 * How often an evaluation starts again because the invoice moved, or another process reserved, before anybody saw the plan. Within
 * a process evaluations with a common sum run one after the other, so that they do not lose the race to each other.
 */
const evaluationsMax = 10;

/**
 * Plans and judges a request, and applies it there and then when no approval is needed; else opens its gate. A factory over
 * its collaborators: tests hand in the real store and a fixed clock.
 */
export function createEvaluation(deps: CorrectionDeps): Activities['evaluateAndApply'] {
  const { store, people } = deps;
  const ringNow = createRing(deps);

  /** Undefined when the invoice or an account moved between planning and writing. */
  async function evaluate(input: Input, facts: SeenFacts | undefined, ring: Ring): Promise<Evaluated | undefined> {
    const { request } = input;
    const now = momentOf(input);
    const { requestId, invoiceId } = request;
    const refuse = async (blockers: readonly Refusal[]): Promise<Evaluated> => ({
      kind: 'closed',
      outcome: await recordRefused(store, request, { state: 'refused', requestId, invoiceId, blockers }, now),
    });
    if (!facts) return refuse([refusal('INVOICE_NOT_FOUND', { detail: invoiceId })]);
    const planned = await planRequest(store, facts, request, { now });
    if (planned.kind === 'blocked') return refuse(planned.blockers);
    const { plan, text, planHash, verdict, judged, exposure } = planned;
    const judgement = { judged, ...(exposure ? { exposure } : {}) };
    if (verdict.kind === 'auto') {
      const apply = { request, planText: text, planHash, log: [], revision: 1, seen: [facts.record], now, ...judgement }; // prettier-ignore
      // Nobody has seen this plan: when it no longer fits, another is made.
      const outcome = await applyIfAsPlanned(store, apply);
      return outcome && { kind: 'closed', outcome };
    }
    const { deployment, keyRing } = ring;
    const opening = openingOf(request, planned, facts.policy, { deployment, keyRing, insiders: request.insiders });
    const opened = await openRequest(store, {
      request,
      planText: text,
      opening,
      ...judgement,
      openedAtMs: input.nowMs,
      invoiceVersion: plan.invoiceVersion,
      firstExecutionRunId: input.runId,
      notices: askingNotices('approval.requested', await people(), {
        roles: opening.steps[0].roles,
        insiders: opening.insiders,
        slack: facts.settings.messages.slack,
      }),
      dueAt: dueAtOf(opening, input.nowMs),
      now,
    });
    return opened ? { kind: 'open', opening, atMs: input.nowMs } : undefined;
  }

  return (input) =>
    translated(async () => {
      const { request, runId, lockId } = input;
      const load = (): Promise<SeenFacts | undefined> => loadFacts(store, request.invoiceId, momentOf(input), request);
      // All that is needed is read at once: nearly always the request is new, and this is the hot path.
      const [ring, stored, seen] = await Promise.all([ringNow(), findCorrection(store, request.requestId), load()]);
      const unsigned = await whyNotTakenIn(deps, request, ring, lockId);
      if (unsigned) return { kind: 'closed', outcome: refusedUnread(request, unsigned) };
      if (stored) return knownRequest(deps, request, stored, runId);
      let facts = seen;
      for (let attempt = 0; attempt < evaluationsMax; attempt += 1) {
        const turns = facts ? guardIdsOf(exposureKeysOf(facts, request)) : [];
        const evaluated = await withSeries(turns, () => evaluate(input, facts, ring));
        if (evaluated) return evaluated;
        facts = await load();
      }
      throw new Error(
        `invoice ${request.invoiceId} or a sum of it moved ${evaluationsMax} times during its evaluation`,
      );
    });
}

/** A refusal that is not recorded. */
const refusedUnread = ({ requestId, invoiceId }: CorrectionRequest, blocker: Refusal) =>
  ({ state: 'refused', requestId, invoiceId, blockers: [blocker] }) as const;
