import { inputNow, saidIn } from '../domain/accepted.ts';
import { Refused } from '../domain/errors.ts';
import type { Opening } from '../domain/gate.ts';
import { insidersOf, type CorrectionRequest } from '../domain/request.ts';
import { applyIfAsPlanned } from '../store/apply-correction.ts';
import { closeRefused } from '../store/close-request.ts';
import { guardIdsOf } from '../store/exposures.ts';
import { loadFacts, type SeenFacts } from '../store/facts.ts';
import { exposureKeysOf } from '../store/judge-plan.ts';
import { policyOfVersion } from '../store/policies.ts';
import type { Store } from '../store/database.ts';
import { findCorrection } from '../store/queries.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { withSeries } from '../store/series.ts';
import { reviseRequest } from '../store/revise-request.ts';
import type { Activities, Evaluated } from '../workflows/contract.ts';
import type { CorrectionDeps } from './evaluate.ts';
import { translated } from './failures.ts';
import { momentOf } from './moment.ts';
import { askingNotices, openingOf } from './opening.ts';
import { dueAtOf, planRequest } from './plan-request.ts';
import { createRing, type Ring } from './taken-in.ts';

type Input = Parameters<Activities['replan']>[0];

/** As for an evaluation. */
const attemptsMax = 5;

/**
 * Makes the next plan of a request that waits (approvals.md section 3): for what its requester asks for now, under the rules and
 * keys that it opened with; or, when an operator says so, for the same under today's. The past plan is kept with its votes.
 */
export function createReplanning(deps: CorrectionDeps): Activities['replan'] {
  const { store, people } = deps;
  const ringNow = createRing(deps);

  async function attempt(input: Input, ring: Ring): Promise<Evaluated | undefined> {
    const { cause, revision } = input;
    const stored = await findCorrection(store, input.request.requestId);
    if (stored?.outcome) return { kind: 'closed', outcome: stored.outcome };
    const { opening: before, revision: storedRevision = 0, revisionOpenedAtMs = 0 } = openOf(stored);
    if (storedRevision > revision) return { kind: 'open', opening: before, atMs: revisionOpenedAtMs }; // our own repeat
    const request = askedNow(input);
    const now = momentOf(input);
    const facts = await pinned(store, await loadFacts(store, request.invoiceId, now, request), cause, before);
    if (!facts) return undefined;
    return withSeries(guardIdsOf(exposureKeysOf(facts, request)), () => plan(input, ring, facts, before, now));
  }

  async function plan(
    input: Input,
    ring: Ring,
    facts: SeenFacts,
    before: Opening,
    now: Date,
  ): Promise<Evaluated | undefined> {
    const { cause, log, revision } = input;
    const request = askedNow(input);
    const revisedAfterVote = cause.command === 'revise' && log.some((said) => saidIn(said).decision === 'approve');
    const planned = await planRequest(store, facts, request, { now, revisedAfterVote });
    const ending = { request: input.request, log, now };
    if (planned.kind === 'blocked')
      return { kind: 'closed', outcome: await closeRefused(store, ending, planned.blockers) };
    const { text, planHash, verdict, judged, exposure } = planned;
    const judgement = { judged, ...(exposure ? { exposure } : {}) };
    if (verdict.kind === 'auto') {
      const apply = { ...ending, planText: text, planHash, revision: revision + 1, seen: [facts.record], ...judgement };
      const outcome = await applyIfAsPlanned(store, apply);
      return outcome && { kind: 'closed', outcome };
    }
    const insiders = cause.command === 'revise' ? insidersOf(...before.insiders, cause.by) : before.insiders;
    const keys = cause.command === 'revise' ? before : ring;
    const { deployment, keyRing } = keys;
    const opening = openingOf(request, planned, facts.policy, { deployment, keyRing, insiders });
    const revised = await reviseRequest(store, {
      request: input.request,
      from: revision,
      cause,
      log,
      planText: text,
      opening,
      ...judgement,
      openedAtMs: input.nowMs,
      invoiceVersion: planned.plan.invoiceVersion,
      notices: askingNotices('approval.requested', await people(), {
        roles: opening.steps[0].roles,
        insiders,
        slack: facts.settings.messages.slack,
      }),
      dueAt: dueAtOf(opening, input.nowMs),
      now,
    });
    return revised ? { kind: 'open', opening, atMs: input.nowMs } : undefined;
  }

  return (input) =>
    translated(async () => {
      const ring = await ringNow();
      for (let n = 0; n < attemptsMax; n += 1) {
        const made = await attempt(input, ring);
        if (made) return made;
      }
      throw new Error(`invoice ${input.request.invoiceId} moved ${attemptsMax} times while its plan was made`);
    });
}

/** A revision stays under the policy that it opened with; only an operator brings it under today's (section 6). */
async function pinned(
  store: Store,
  facts: SeenFacts | undefined,
  { command }: Input['cause'],
  { policyVersion }: Opening,
): Promise<SeenFacts | undefined> {
  if (!facts || command === 'reevaluate' || facts.policyVersion === policyVersion) return facts;
  return { ...facts, policyVersion, policy: await policyOfVersion(store, policyVersion) };
}

/** The request as it stands after its revisions; which version its asker saw at first counts no more. */
function askedNow({ request, log }: Input): CorrectionRequest {
  const { expectedVersion: _seen, input: _first, ...rest } = request;
  const input = inputNow(request, log);
  return { ...rest, ...(input ? { input } : {}) };
}

function openOf(stored: CorrectionRecord | null): CorrectionRecord & { readonly opening: Opening } {
  if (stored?.opening === undefined) throw new Refused('PLAN_INTEGRITY', { detail: 'no plan is stored' });
  return { ...stored, opening: stored.opening };
}
