import { refusal, Refused, type Refusal } from '../../domain/errors.ts';
import type { Step } from '../../domain/gate.ts';
import { parseAmount, plainAmount } from '../../domain/money.ts';
import { levelOf, type Policy } from '../../domain/policy.ts';
import { parsePolicy } from '../../domain/policy-read.ts';
import { approverRoles } from '../../domain/principal.ts';

/**
 * What people change most, as fields of a form: by its name (`bands/EUR/0`, `ladder/L1/review/quorum`, `rates/GBP`,
 * `sampleRate`) the text of each. Lists of roles are joined by commas, in the order of `rolesToChoose`.
 */
export type PolicyFields = Readonly<Record<string, string>>;

const hourMs = 3_600_000;
export const listFields = ['roles', 'escalateTo'] as const;
export const countFields = ['quorum', 'distinctUnits'] as const;
export const clockFields = ['remindEveryMs', 'escalateAfterMs', 'expireAfterMs'] as const;
type StepField = (typeof listFields)[number] | (typeof countFields)[number] | (typeof clockFields)[number];

/** Roles that a step may name, and those that it names: what is in the text is never lost by showing it. */
export const rolesToChoose = (named: readonly string[]): readonly string[] => [
  ...new Set([...approverRoles, ...named]),
];

const isOneOf = <T extends string>(list: readonly T[], name: string): name is T => list.some((one) => one === name);

/** The fields of a policy. */
export function fieldsIn({ bands, ladder, rates, sampleRate }: Policy): PolicyFields {
  const limits = Object.entries(bands).flatMap(([currency, list]) =>
    list.map((minor, at) => [`bands/${currency}/${at}`, plainAmount(minor, currency)] as const),
  );
  const steps = ladder.flatMap((level) =>
    level.steps.flatMap((step) =>
      [...listFields, ...countFields, ...clockFields].map((field) => [`ladder/${level.name}/${step.name}/${field}`, shownIn(step, field)] as const),
    ),
  );
  const perUnit = Object.entries(rates.perUnit).map(([currency, rate]) => [`rates/${currency}`, rate] as const);
  return Object.fromEntries([...limits, ...steps, ...perUnit, ['sampleRate', sampleRate]]);
} // prettier-ignore

function shownIn(step: Step, field: StepField): string {
  if (isOneOf(listFields, field)) return listText(step[field]);
  return String(isOneOf(clockFields, field) ? step[field] / hourMs : step[field]);
}

/** A list of roles as the boxes of a form give it: in one order, whatever order they were ticked in. */
export const listText = (roles: readonly string[]): string =>
  rolesToChoose(roles).filter((role) => roles.includes(role)).join(); // prettier-ignore

export interface Merged {
  readonly policy: Policy;
  /** What was typed and cannot be read, by field. */
  readonly refusals: readonly Refusal[];
}

/**
 * Puts what was changed in the fields into a policy; a field that says what it said when it was shown leaves the policy as it is,
 * so that a change in the text stands.
 */
export function withFields(policy: Policy, shown: PolicyFields, typed: PolicyFields): Merged {
  return Object.entries(typed).reduce<Merged>(
    (merged, [name, text]) => {
      if (shown[name] === undefined || shown[name] === text) return merged;
      try {
        return { ...merged, policy: parsePolicy(withField(merged.policy, name, text.trim())) };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const { code, message, alternatives } = error.refusal;
        return { ...merged, refusals: [...merged.refusals, { code, message, param: name, alternatives }] };
      }
    },
    { policy, refusals: [] },
  );
}

function withField(policy: Policy, name: string, text: string): Policy {
  const [list, first = '', second = '', third = ''] = name.split('/');
  if (list === 'sampleRate') return { ...policy, sampleRate: text };
  if (list === 'rates') {
    const { base, perUnit } = policy.rates;
    if (!Object.hasOwn(perUnit, first)) throw gone(name);
    return { ...policy, rates: { base, perUnit: { ...perUnit, [first]: text } } };
  }
  if (list === 'bands') {
    const limits = Object.hasOwn(policy.bands, first) ? (policy.bands[first] ?? []) : [];
    if (limits[Number(second)] === undefined) throw gone(name);
    return { ...policy, bands: { ...policy.bands, [first]: limits.with(Number(second), parseAmount(text, first, name)) } };
  }
  const level = policy.ladder[levelOf(policy, first)];
  const at = level?.steps.findIndex((step) => step.name === second) ?? -1;
  const step = level?.steps[at];
  if (!level || !step) throw gone(name);
  const changed = { ...level, steps: level.steps.with(at, withStepField(step, third, text)) };
  return { ...policy, ladder: policy.ladder.with(levelOf(policy, first), changed) };
} // prettier-ignore

function withStepField(step: Step, field: string, text: string): Step {
  if (isOneOf(listFields, field)) return { ...step, [field]: text === '' ? [] : text.split(',') };
  if (isOneOf(countFields, field)) return { ...step, [field]: /^\d{1,3}$/.test(text) ? Number(text) : text };
  const hours = /^\d{1,4}(\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * hourMs) : text;
  return { ...step, [field]: hours };
}

const gone = (param: string): Refused =>
  new Refused('POLICY_SHAPE', { param, detail: 'The text below has no such place any more.' });

/** Reads the text of a whole policy. */
export function readText(text: string): { readonly policy: Policy } | { readonly refusals: readonly Refusal[] } {
  try {
    return { policy: parsePolicy(JSON.parse(text)) };
  } catch (error) {
    if (error instanceof Refused) return { refusals: [error.refusal] };
    if (!(error instanceof SyntaxError)) throw error;
    return { refusals: [refusal('POLICY_SHAPE', { param: '(root)', detail: `It is no JSON: ${error.message}.` })] };
  }
}

/** A place as the difference of two versions writes it: parts of lists by their names. `ladder.L1.steps.review` of `ladder[1].steps[0]`. */
export function placeOf(policy: Policy | undefined, param: string): string {
  const at: unknown[] = [policy];
  const parts = param.replaceAll('/', '.').split('.').flatMap((part) => {
    const [, list = part, index] = /^(\w+)\[(\d+)\]$/.exec(part) ?? [];
    return index === undefined ? [list] : [list, Number(index)];
  }); // prettier-ignore
  return parts
    .map((part) => {
      const within = at.at(-1);
      const value = typeof within === 'object' && within !== null ? (Reflect.get(within, part) as unknown) : undefined;
      at.push(value);
      const isNamed = typeof part === 'number' && typeof value === 'object' && value !== null && 'name' in value;
      return isNamed ? String(value.name) : String(part);
    })
    .join('.');
}
