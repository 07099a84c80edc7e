import { whyNotLadder } from './policy-lint-ladder.ts';
import { whyNotMonotone, whyOverHardLimit } from './policy-lint-monotone.ts';
import { possibleSigner, whyNotFillable, type PossibleSigner } from './policy-lint-people.ts';
import { whyNotCovered } from './policy-lint-rows.ts';
import { whyNotShaped } from './policy-lint-shape.ts';
import { refusal, type Refusal } from './errors.ts';
import type { Finding, Policy } from './policy.ts';
import type { Principal } from './principal.ts';

/** Pairs of facts that are tried beside the grid. */
const pairCount = 10_000;
/** Of each kind of fault: enough to see what is wrong. */
export const findingsMax = 10;

/**
 * Everything that is wrong with a policy (approvals.md section 2.5); one with findings cannot be proposed. With the people at
 * hand it also says which steps nobody could fill. Pure and repeatable: its pairs come from the policy's own hash.
 */
export function lintPolicy(policy: Policy, people?: readonly PossibleSigner[], pairs = pairCount): readonly Finding[] {
  const findings = [
    ...whyNotShaped(policy),
    ...whyNotCovered(policy),
    ...whyNotLadder(policy),
    ...whyNotMonotone(policy, pairs),
    ...whyOverHardLimit(policy),
    ...(people === undefined ? [] : whyNotFillable(policy, people)),
  ];
  const counts = new Map<string, number>();
  return findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= findingsMax;
  });
}

/** Every finding as a refusal: why a version cannot be proposed while these are the people. */
export const whyNotProposable = (policy: Policy, people: readonly Principal[]): readonly Refusal[] =>
  lintPolicy(policy, signersAmong(people)).map(refusalOf);

/** What may have come about since a version was proposed: its text is the same for ever, who can sign its steps is not. */
export const whyNotFilledNow = (policy: Policy, people: readonly Principal[]): readonly Refusal[] =>
  whyNotFillable(policy, signersAmong(people)).slice(0, findingsMax).map(refusalOf);

const signersAmong = (people: readonly Principal[]): readonly PossibleSigner[] =>
  people.filter(({ type }) => type === 'person').map(possibleSigner);
const refusalOf = ({ code, ...where }: Finding): Refusal => refusal(code, where);
