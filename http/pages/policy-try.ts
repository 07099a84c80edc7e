import { z } from 'zod';
import { Refused, type Refusal } from '../../domain/errors.ts';
import type { BacktestReport } from '../../domain/policy-backtest.ts';
import { policyDiff, type Difference } from '../../domain/policy-diff.ts';
import { policyHashOf, policyText, type Policy } from '../../domain/policy.ts';
import { activePolicy, nextPolicyVersion } from '../../store/policies.ts';
import type { Deps } from '../context.ts';
import { parseAs } from '../parse.ts';
import { backtestNow, lintNow } from '../propose.ts';
import { idempotencyKey } from '../schemas/correction.ts';
import { fieldsIn, listFields, listText, readText, withFields, type PolicyFields } from './policy-fields.ts';

/** What stands in the form of a proposal. */
export interface Draft {
  readonly text: string;
  readonly fields: PolicyFields;
  /** The fields as the page showed them: only what differs was changed by somebody. */
  readonly shown: PolicyFields;
  readonly reason: string;
  /** Made with the page: sent twice it is one proposal. */
  readonly key: string;
}

/** What a draft would do, worked out without storing anything. */
export interface Tried {
  readonly draft: Draft;
  readonly base: string;
  /** Absent when it cannot be read. */
  readonly policy?: Policy;
  readonly findings: readonly Refusal[];
  readonly diff?: readonly Difference[];
  readonly report?: BacktestReport;
  /** Of what changes something and has no findings: exactly this can be proposed. */
  readonly hash?: string;
}

const prettyText = (policy: Policy): string => JSON.stringify(policy, null, 2);

/** The form of a policy as it stands. */
export const draftOf = (policy: Policy, { key, reason = '' }: { readonly key: string; readonly reason?: string }): Draft => {
  const fields = fieldsIn(policy);
  return { text: prettyText(policy), fields, shown: fields, reason, key };
}; // prettier-ignore

const shownFields = z.record(z.string().max(200), z.string().max(500));

/** Reads a posted form: a box that is not ticked and a field that was emptied are not sent, so what was shown says what there is. */
export function draftIn({ text = '', shown: kept = '{}', reason = '', key, ...sent }: Readonly<Record<string, string | readonly string[]>>, newKey: string): Draft {
  const shown = readShown(String(kept));
  const fields = Object.keys(shown).map((name) => {
    const value = sent[name] ?? '';
    const isList = listFields.some((field) => name.endsWith(`/${field}`));
    return [name, isList ? listText(typeof value === 'string' ? value.split(',').filter(Boolean) : value) : String(value)];
  });
  return { text: String(text), shown, fields: Object.fromEntries(fields) as PolicyFields, reason: String(reason), key: parseAs(idempotencyKey, key ?? newKey) };
} // prettier-ignore

function readShown(text: string): PolicyFields {
  try {
    return shownFields.parse(JSON.parse(text));
  } catch {
    throw new Refused('MALFORMED', { param: 'shown', detail: 'The form is not one of ours.' });
  }
}

/** What the text and the fields come to together. */
export function mergedIn({ text, shown, fields }: Draft): { readonly policy?: Policy; readonly findings: readonly Refusal[] } {
  const read = readText(text);
  if ('refusals' in read) return { findings: read.refusals };
  const { policy, refusals } = withFields(read.policy, shown, fields);
  return { policy, findings: refusals };
} // prettier-ignore

/** Tries a draft: lint with the people there are, the difference to the version in force, and the back-test. */
export async function tried(deps: Deps, draft: Draft): Promise<Tried> {
  const { store, nowMs } = deps;
  const base = await activePolicy(store, new Date(nowMs()));
  const { policy: merged, findings } = mergedIn(draft);
  const policy = merged && { ...merged, version: await nextPolicyVersion(store) }; // a number is used once, whatever the text says
  if (!policy || findings.length > 0) return { draft, base: base.version, ...(policy ? { policy } : {}), findings };
  const [wrong, report] = [await lintNow(deps, policy), await backtestNow(deps, policy)];
  const diff = policyDiff(base, policy);
  return {
    draft: draftOf(policy, draft),
    base: base.version,
    policy,
    findings: wrong,
    diff,
    report,
    ...(wrong.length === 0 && diff.length > 0 ? { hash: policyHashOf(policyText(policy)) } : {}),
  };
}
