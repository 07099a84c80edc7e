import type { Opening, Step } from '../domain/gate.ts';
import type { MessageSettings } from '../domain/message-settings.ts';
import { approverNotices, slackNotices, type Notice } from '../domain/notices.ts';
import type { Verdict } from '../domain/policy-evaluate.ts';
import type { Policy } from '../domain/policy.ts';
import type { Plan } from '../domain/plan.ts';
import type { Principal } from '../domain/principal.ts';
import type { PublicKey } from '../domain/proof.ts';
import { isInsider, type CorrectionRequest } from '../domain/request.ts';

/** What does not come from the plan: who may not sign, and which proofs count. */
export interface OpeningTerms extends Pick<Opening, 'deployment' | 'insiders'> {
  readonly keyRing: readonly PublicKey[];
}

/** What a gate is opened with for a plan that needs people. */
export function openingOf(
  { requestId, requester, requesters }: CorrectionRequest,
  { plan, planHash, verdict }: { readonly plan: Plan; readonly planHash: string; readonly verdict: Verdict },
  { maxOpenMs }: Pick<Policy, 'maxOpenMs'>,
  terms: OpeningTerms,
): Opening {
  const { steps, why, exposureBaseMinor } = verdict;
  const [first, ...others] = steps;
  if (!first) throw new TypeError('a gate has a step');
  return {
    requestId,
    ...terms,
    kind: plan.kind,
    requesterType: requester.type,
    requesters,
    planHash,
    policyVersion: plan.policyVersion,
    steps: [first, ...others],
    why,
    ...(exposureBaseMinor === undefined ? {} : { exposureBaseMinor }),
    maxOpenMs,
  };
}

/** Who is asked to sign: persons with one of the roles, without those who asked for the correction. */
export const signers = (
  people: readonly Principal[],
  { roles }: Pick<Step, 'roles'>,
  insiders: readonly string[],
): readonly Principal[] =>
  people.filter(
    (person) =>
      person.type === 'person' && person.roles.some(({ role }) => roles.includes(role)) && !isInsider(insiders, person),
  );

/** The messages that ask them, and those who watch. */
export const askingNotices = (
  topic: Parameters<typeof approverNotices>[0],
  people: readonly Principal[],
  { roles, insiders, slack, subject = 'approvals' }: Asked,
): readonly Notice[] => [
  ...approverNotices(topic, signers(people, { roles }, insiders)),
  ...slackNotices(topic, { slack }, subject),
];

export interface Asked extends Pick<MessageSettings, 'slack'> {
  readonly roles: readonly string[];
  readonly insiders: readonly string[];
  /** What Slack is told it as. */
  readonly subject?: 'approvals' | 'policy';
}
