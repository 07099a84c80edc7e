import { hashValue, requestIdOf } from '../domain/canonical.ts';
import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import { signIntake } from '../domain/intake.ts';
import { backtest, type BacktestReport } from '../domain/policy-backtest.ts';
import type { PolicyChange, PolicyView } from '../domain/policy-change.ts';
import { policyDiff } from '../domain/policy-diff.ts';
import { whyNotFilledNow, whyNotProposable } from '../domain/policy-lint.ts';
import { parsePolicy } from '../domain/policy-read.ts';
import { policyText, type Policy } from '../domain/policy.ts';
import { hasRole, type Principal } from '../domain/principal.ts';
import { insidersOf } from '../domain/request.ts';
import { pastDecisions } from '../store/past-decisions.ts';
import { activePrincipals } from '../store/people.ts';
import { activePolicy, findPolicy, findProposal, nextPolicyVersion, policyIn } from '../store/policies.ts';
import type { z } from 'zod';
import { requireOneOf } from './authenticate.ts';
import type { Deps } from './context.ts';
import { answers } from './outage.ts';
import { policyViewOf } from './policy-view.ts';
import { Problem } from './problems.ts';
import type { proposalBody } from './schemas/policy.ts';
import { requireFreshSignIn } from './step-up.ts';

/** Who proposes, and when he signed in, ms. */
export interface Proposer {
  readonly principal: Principal;
  readonly authAtMs: number | undefined;
}

type Body = Omit<z.output<typeof proposalBody>, 'policy'> & { readonly policy?: Policy };

/**
 * Takes a proposal in, as a correction is taken in: the ledger first, so that a repeat has its answer; then what a look can tell, so
 * that nothing is started in vain; then Temporal. Throws FORBIDDEN_PRINCIPAL, STEP_UP_REQUIRED (section 11), lint codes with all
 * findings, STALE_VERSION, PENDING_REQUEST_EXISTS, POLICY_NOT_FOUND, NOTHING_CHANGED, REQUEST_ID_REUSED.
 */
export async function proposed(deps: Deps, { principal: author, authAtMs = 0 }: Proposer, key: string, { policy, ...said }: z.output<typeof proposalBody>): Promise<PolicyView> {
  const { store, signer, deployment, gateway, nowMs } = deps;
  await requireEditor(deps, author);
  const body: Body = { ...said, ...(policy === undefined ? {} : { policy: parsePolicy(policy) }) }; // hashes need the strict form
  const requestId = requestIdOf([author.id, key]);
  const bodyHash = hashValue('countersign/body/v1', body);
  const stored = await findProposal(store, requestId);
  if (stored?.request && stored.request.bodyHash !== bodyHash) throw new Refused('REQUEST_ID_REUSED', { param: 'Idempotency-Key' });
  if (stored?.outcome) return stored.outcome;
  if (!stored) requireFreshSignIn(authAtMs, nowMs());
  const change = stored?.request ?? signIntake(signer, deployment, await changeOf(deps, author, body, { requestId, bodyHash }));
  const answer = await gateway.propose(change);
  const after = await findProposal(store, requestId); // the ledger has the last word
  if (after) return policyViewOf(after, nowMs());
  if (answer.kind === 'view') return answer.view;
  if (answer.kind === 'refused') throw new Problem(answer.refusal, { requestId });
  if (!(await answers(deps.pingTemporal)))
    throw new Refused('UNAVAILABLE', { detail: 'Whether the proposal was taken in is not known.' });
  return { state: 'evaluating', requestId, version: change.version };
} // prettier-ignore

async function changeOf(
  deps: Deps,
  { id, type, email }: Principal,
  body: Body,
  ids: Pick<PolicyChange, 'requestId' | 'bodyHash'>,
): Promise<PolicyChange> {
  const policy = await policyOf(deps, body);
  const { reason, reverts } = body;
  return {
    ...ids,
    version: policy.version,
    text: policyText(policy),
    reason,
    ...(reverts === undefined ? {} : { reverts }),
    author: { id, type, ...(email === undefined ? {} : { email }) },
    requesters: insidersOf(id),
    insiders: insidersOf(id, email),
    receivedAtMs: deps.nowMs(),
  };
}

/** Ids of the people who may work on the policy. */
export const editorsNow = async ({ store, nowMs }: Pick<Deps, 'store' | 'nowMs'>): Promise<readonly string[]> =>
  (await activePrincipals(store, new Date(nowMs())))
    .filter((one) => one.type === 'person' && (hasRole(one, 'policy-editor') || hasRole(one, 'policy-owner')))
    .map(({ id }) => id);

/** Throws FORBIDDEN_PRINCIPAL to who may not work on the policy, naming who may. */
export const requireEditor = (deps: Pick<Deps, 'store' | 'nowMs'>, principal: Principal): Promise<void> =>
  requireOneOf(deps, principal, ['policy-editor', 'policy-owner']);

/** Everything that keeps a policy from being proposed by its own content, with the people there are now; nothing is stored. */
export const lintNow = async (
  { store, nowMs }: Pick<Deps, 'store' | 'nowMs'>,
  policy: Policy,
): Promise<readonly Refusal[]> => whyNotProposable(policy, await activePrincipals(store, new Date(nowMs())));

/** What has come to be wrong with a version since it was proposed: too few people for one of its steps. */
export const unfilledNow = async ({ store, nowMs }: Pick<Deps, 'store' | 'nowMs'>, policy: Policy): Promise<readonly Refusal[]> =>
  whyNotFilledNow(policy, await activePrincipals(store, new Date(nowMs()))); // prettier-ignore

/** What a policy would have come to on the newest decisions; nothing is stored. */
export const backtestNow = async ({ store }: Pick<Deps, 'store'>, policy: Policy): Promise<BacktestReport> =>
  backtest(await pastDecisions(store), policy);

/** The policy that is meant, when it may be proposed now. */
async function policyOf(deps: Deps, { policy: given, reverts }: Body): Promise<Policy> {
  const { store, nowMs } = deps;
  const base = await activePolicy(store, new Date(nowMs()));
  const next = await nextPolicyVersion(store);
  const policy = given ?? { ...(await earlier(store, reverts ?? '')), version: next };
  if (policy.version !== next) throw await whyNotVersion(store, policy.version, next);
  const findings = await lintNow(deps, policy);
  const [first] = findings;
  if (first) throw new Problem(first, { errors: findings });
  if (policyDiff(base, policy).length === 0)
    throw new Refused('NOTHING_CHANGED', { detail: `It says what version ${base.version} says.` });
  return policy;
}

async function whyNotVersion(store: Deps['store'], version: string, next: string): Promise<Error> {
  const other = await findPolicy(store, version);
  if (other?.state === 'proposed' && other.request)
    return new Problem(refusal('PENDING_REQUEST_EXISTS', { detail: `Version ${version} waits for its signatures.` }), {
      requestId: other.request.requestId,
    });
  return new Refused('STALE_VERSION', { param: 'policy.version', detail: `The next version is ${next}.` });
}

/** A version that was in force once. */
async function earlier(store: Deps['store'], version: string): Promise<Policy> {
  const record = await findPolicy(store, version);
  if (record?.state !== 'superseded') throw new Refused('POLICY_NOT_FOUND', { detail: `Version ${version} was not in force before.` });
  return policyIn(record);
} // prettier-ignore
