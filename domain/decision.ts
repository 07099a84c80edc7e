import { hashValue } from './canonical.ts';
import { refusal, type Refusal } from './errors.ts';
import { shown } from './money.ts';

/** Who decides, as the gateway vouches for it. */
export interface Actor {
  readonly id: string;
  readonly type: 'person' | 'service';
  readonly roles: readonly string[];
  readonly email?: string;
}

export const decisionKinds = ['approve', 'reject', 'withdraw'] as const;

/** A person's decision on exactly one plan: the one object that the update and the signal carry. */
export interface Decision {
  readonly v: 1;
  readonly command: (typeof decisionKinds)[number];
  readonly requestId: string;
  readonly revision: number;
  readonly step: number;
  readonly planHash: string;
  readonly decisionId: string;
  readonly comment?: string;
  readonly actor: Actor;
}

export const commentMax = 500;

type Check = (value: unknown) => boolean;
const text =
  (max: number): Check =>
  (value) =>
    typeof value === 'string' && value !== '' && value.length <= max && value.isWellFormed();
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const actorChecks: Readonly<Record<keyof Actor, Check>> = {
  id: text(200),
  type: (value) => value === 'person' || value === 'service',
  roles: (value) => Array.isArray(value) && value.length <= 32 && value.every(text(64)),
  email: optional(text(320)),
};
const decisionChecks: Readonly<Record<keyof Decision, Check>> = {
  v: (value) => value === 1,
  command: (value) => decisionKinds.some((kind) => kind === value),
  requestId: text(200),
  revision: count,
  step: count,
  planHash: text(64),
  decisionId: text(200),
  comment: optional(text(commentMax)),
  actor: isObject,
};

/** Reads any JSON value as a decision; never throws. The refusal names the first field that is wrong. */
export function parseDecision(
  value: unknown,
): { readonly ok: true; readonly decision: Decision } | { readonly ok: false; readonly refusal: Refusal } {
  const wrong =
    whyMalformed(value, decisionChecks, '') ??
    whyMalformed(isObject(value) ? value['actor'] : undefined, actorChecks, 'actor.');
  if (wrong !== undefined) return { ok: false, refusal: refusal('MALFORMED', wrong) };
  return { ok: true, decision: value as Decision }; // every field was checked, and no other is there
}

function whyMalformed(
  value: unknown,
  checks: Readonly<Record<string, Check>>,
  path: string,
): { param: string; detail: string } | undefined {
  if (!isObject(value)) return { param: path || '(root)', detail: `${shown(value)} is no object.` };
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(checks, key));
  if (unknown !== undefined) return { param: `${path}${unknown.slice(0, 40)}`, detail: 'The field is not known.' };
  const wrong = Object.entries(checks).find(([key, check]) => !check(value[key]));
  return wrong && { param: `${path}${wrong[0]}`, detail: `${shown(value[wrong[0]])} does not fit.` };
}

/** What a decision says, without who carried it: the same id with another content is no repeat. */
export const decisionHash = (decision: Decision): string =>
  hashValue('countersign/decision/v1', { ...decision, actor: { id: decision.actor.id } });
