import { plainFacts } from '../../domain/policy-cases.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import type { CumulativeFact, PolicyFacts } from '../../domain/policy-facts.ts';
import { parsePolicy } from '../../domain/policy-read.ts';
import { levelName, type Policy } from '../../domain/policy.ts';

/** The policy that ships, open to any change: what tests make of it need not be one. */
// oxlint-disable-next-line typescript/no-explicit-any -- bad input has no type
export function changedPolicy(change: (policy: any) => void): unknown {
  const policy: unknown = structuredClone(defaultPolicy);
  change(policy);
  return policy;
}

/** The same, where it is a policy still. */
export const aPolicy = (change: Parameters<typeof changedPolicy>[0] = () => undefined): Policy =>
  parsePolicy(changedPolicy(change));

/** Facts of a small cancellation that is auto, with what the test is about. */
export const facts = (over: Partial<PolicyFacts> = {}): PolicyFacts => ({
  ...plainFacts(defaultPolicy),
  exposureMinor: 40_000,
  ...over,
});

/** What others moved with a key, by level, in the base currency. */
export const sums = (key: CumulativeFact['key'], ...byLevel: readonly number[]): CumulativeFact => ({
  key,
  name: key,
  byLevel,
  requests: ['r_old'],
});

/** `L1 review finalise`: level and steps as one line. */
export function verdictText(given: Partial<PolicyFacts>, policy: Policy = defaultPolicy): string {
  const { level, steps } = evaluatePolicy(policy, facts(given));
  return [levelName(policy, level), ...steps.map(({ name }) => name)].join(' ');
}
