import { canonical, hashText, hashValue } from './canonical.ts';
import {
  commandNames,
  commentMax,
  type Actor,
  type CommandName,
  type Decision,
  type DecisionMessage,
} from './decision.ts';
import { refusal, type Refusal } from './errors.ts';
import { shown } from './money.ts';
import { openSigned, proofPrefixes, type PublicKey, type Signer, type Verify } from './proof.ts';

/** Hash of a comment, as it is signed. */
export const reasonHashOf = (comment: string): string => hashText('countersign/reason/v1', comment);
/** Hash of what is asked for, as it is signed. */
export const inputHashOf = (input: unknown): string => hashValue('countersign/input/v1', input);

/** The body that the gateway signs. `time` is ms. */
export interface ProofBody {
  readonly v: 1;
  readonly kid: string;
  readonly deployment: string;
  readonly requestId: string;
  readonly revision: number;
  readonly step: number;
  readonly decision: CommandName;
  readonly actor: Actor;
  readonly planHash: string;
  readonly decisionId: string;
  readonly time: number;
  readonly reasonHash?: string;
  readonly inputHash?: string;
}

/** What is signed for a decision. */
export const proofBodyOf = (
  { command, comment, input, ...said }: Decision,
  about: { readonly kid: string; readonly deployment: string; readonly timeMs: number },
): ProofBody => ({
  v: 1,
  kid: about.kid,
  deployment: about.deployment,
  time: about.timeMs,
  decision: command,
  ...said,
  ...(comment === undefined ? {} : { reasonHash: reasonHashOf(comment) }),
  ...(input === undefined ? {} : { inputHash: inputHashOf(input) }),
});

/** The message that carries a decision with the gateway's proof of it; `timeMs` is when it is signed. */
export function signDecision(signer: Signer, deployment: string, decision: Decision, timeMs: number): DecisionMessage {
  const { comment, input } = decision;
  const body = proofBodyOf(decision, { kid: signer.key.kid, deployment, timeMs });
  return {
    proof: signer.sign(proofPrefixes.decision, canonical(body)),
    ...(comment === undefined ? {} : { comment }),
    ...(input === undefined ? {} : { input }),
  };
}

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
const listOf =
  (max: number, check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every(check);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    whyMalformed(value, checks, '') === undefined;

const actorRole = shape({ role: text(64), ceilingMinor: optional(count) });
const actorChecks: Readonly<Record<keyof Actor, Check>> = {
  principal: text(200),
  type: (value) => value === 'person' || value === 'service' || value === 'agent',
  class: listOf(200, text(320)),
  roles: listOf(32, actorRole),
  unit: optional(text(200)),
  lent: optional(shape({ delegationId: text(200), from: text(200), roles: listOf(32, actorRole) })),
  authAt: count,
};
const bodyChecks: Readonly<Record<keyof ProofBody, Check>> = {
  v: (value) => value === 1,
  kid: text(64),
  deployment: text(200),
  requestId: text(200),
  revision: count,
  step: count,
  decision: (value) => commandNames.some((name) => name === value),
  actor: shape(actorChecks),
  planHash: text(64),
  decisionId: text(200),
  time: count,
  reasonHash: optional(text(64)),
  inputHash: optional(text(64)),
};
const messageChecks: Readonly<Record<keyof DecisionMessage, Check>> = {
  proof: optional(shape({ text: text(16_384), signature: text(128) })),
  comment: optional(text(commentMax)),
  input: optional(isObject),
};

export type Read<T> = { readonly ok: true } & T;
export type No = { readonly ok: false; readonly refusal: Refusal };

/** Any JSON value as a message; never throws. Refuses with MALFORMED, naming the first field that is wrong. */
export function parseMessage(value: unknown): Read<{ readonly message: Partial<DecisionMessage> }> | No {
  const wrong = whyMalformed(value, messageChecks, '');
  if (wrong !== undefined) return { ok: false, refusal: refusal('MALFORMED', wrong) };
  return { ok: true, message: value as Partial<DecisionMessage> }; // every field was checked, and no other is there
}

export interface ProofAbout {
  readonly requestId: string;
  readonly deployment: string;
  readonly keyRing: readonly PublicKey[];
}

/**
 * The decision that a message proves: signed by a key of the ring, for this request and deployment, with the words that were
 * signed. Refuses with PROOF_MISSING, PROOF_INVALID, PROOF_KEY_UNKNOWN, PROOF_MISMATCH.
 */
export function provenDecision(
  { proof, comment, input }: Partial<DecisionMessage>,
  { requestId, deployment, keyRing }: ProofAbout,
  verify: Verify,
): Read<{ readonly decision: Decision; readonly timeMs: number }> | No {
  const opened = openSigned(proofPrefixes.decision, proof, keyRing, verify);
  if (!opened.ok) return opened;
  const wrong = whyMalformed(opened.body, bodyChecks, 'proof.');
  if (wrong) return { ok: false, refusal: refusal('PROOF_INVALID', wrong) };
  const body = opened.body as unknown as ProofBody; // every field was checked
  const fits =
    body.requestId === requestId &&
    body.deployment === deployment &&
    body.reasonHash === (comment === undefined ? undefined : reasonHashOf(comment)) &&
    body.inputHash === (input === undefined ? undefined : hashOrNone(input));
  if (!fits) return { ok: false, refusal: refusal('PROOF_MISMATCH') };
  const { revision, step, planHash, decisionId, actor, decision: command, time } = body;
  const said = { command, requestId, revision, step, planHash, decisionId, actor };
  const decision = {
    ...said,
    ...(comment === undefined ? {} : { comment }),
    ...(input === undefined ? {} : { input }),
  };
  return { ok: true, decision, timeMs: time };
}

/** What canonical JSON cannot hold was signed by nobody. */
function hashOrNone(input: unknown): string {
  try {
    return inputHashOf(input);
  } catch {
    return 'none';
  }
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
