import { kinds } from './input.ts';
import { isCurrency } from './money.ts';
import { evaluatePolicy } from './policy-evaluate.ts';
import type { CumulativeFact, PolicyFacts } from './policy-facts.ts';
import { flag, listOf, object, oneOf, text, whole, wrong, type Read } from './policy-fields.ts';
import { paymentOrder } from './policy-grid.ts';
import { cumulativeKeys, factFlags, levelName, type FactFlag, type Policy } from './policy.ts';
import { principalTypes } from './principal.ts';
import { reasonCodes } from './request.ts';

/** A case that a policy is tested with: facts, and what they must come to. */
export interface PolicyCase {
  readonly name: string;
  readonly facts: Partial<PolicyFacts>;
  readonly expect: {
    /** Name of a level, or `block`. */
    readonly level: string;
    /** Names of the steps in their order. */
    readonly steps?: readonly string[];
  };
}

export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: PolicyCase['expect'];
  readonly got: { readonly level: string; readonly steps: readonly string[] };
  readonly row: string;
  readonly floors: readonly string[];
  readonly why: readonly string[];
}

/** The facts of a case that says nothing: a person cancels an unpaid invoice of today, and it moves nothing. */
export const plainFacts = ({ rates }: Pick<Policy, 'rates'>): PolicyFacts => ({
  ...(Object.fromEntries(factFlags.map((name) => [name, false])) as Record<FactFlag, boolean>),
  kind: 'cancel',
  reason: 'duplicate',
  exposureMinor: 0,
  currency: rates.base,
  payment: 'unpaid',
  ageDays: 0,
  requesterType: 'person',
  bulkItems: 0,
  cumulative: [],
});

const minor = whole(0, Number.MAX_SAFE_INTEGER);
const word = text(/^\S(?:.{0,98}\S)?$/u, 'a text of 1 to 100 characters');
const currency: Read<string> = (value, path) =>
  typeof value === 'string' && isCurrency(value) ? value : wrong(path, value, 'an ISO 4217 code');
const readSum: Read<CumulativeFact> = (value, path) => ({
  name: 'same',
  requests: [],
  ...object({ key: oneOf(cumulativeKeys), byLevel: listOf(minor, 1, 8) }, { name: word, requests: listOf(word, 0, 20) })(value, path),
}); // prettier-ignore
const readFacts: Read<Partial<PolicyFacts>> = object(
  {},
  {
    ...(Object.fromEntries(factFlags.map((name) => [name, flag])) as Record<FactFlag, Read<boolean>>),
    kind: oneOf(kinds),
    reason: oneOf(reasonCodes),
    exposureMinor: minor,
    currency,
    payment: oneOf(paymentOrder),
    ageDays: whole(0, 100_000),
    requesterType: oneOf(principalTypes),
    bulkItems: whole(0, 1_000_000),
    cumulative: listOf(readSum, 0, 20),
  },
);
const readCase: Read<PolicyCase> = object({
  name: word,
  facts: readFacts,
  expect: object({ level: word }, { steps: listOf(word, 0, 8) }),
});

/** Reads cases: one, a list, or an object with `cases`. Throws POLICY_SHAPE and UNKNOWN_FIELD with the field's path. */
export function parseCases(value: unknown): readonly PolicyCase[] {
  const list = listOf(readCase, 1, 1_000);
  if (Array.isArray(value)) return list(value, '');
  if (typeof value === 'object' && value !== null && 'cases' in value) return object({ cases: list })(value, '').cases;
  return [readCase(value, '')];
}

/** What the policy comes to in each case. */
export const runCases = (policy: Policy, cases: readonly PolicyCase[]): readonly CaseResult[] =>
  cases.map(({ name, facts, expect }) => {
    const verdict = evaluatePolicy(policy, { ...plainFacts(policy), ...facts });
    const got = { level: levelName(policy, verdict.level), steps: verdict.steps.map((step) => step.name) };
    const passed =
      got.level === expect.level && (expect.steps === undefined || expect.steps.join('\n') === got.steps.join('\n'));
    return { name, passed, expected: expect, got, row: verdict.row, floors: verdict.floors, why: verdict.why };
  });
