import { saidIn } from '../domain/accepted.ts';
import { commandNames, type CommandName } from '../domain/decision.ts';
import { Refused } from '../domain/errors.ts';
import { heldBy, type Accepted, type Ended, type Gate } from '../domain/gate.ts';
import { planHashOf, readPlan, type Plan } from '../domain/plan.ts';
import { explainedTo } from '../domain/may-see.ts';
import { explain, type Explanation } from '../domain/policy-explain.ts';
import { policyHashOf, policyText } from '../domain/policy.ts';
import { hasRole } from '../domain/principal.ts';
import { attemptsOf } from '../store/attempts.ts';
import { policyOfVersion } from '../store/policies.ts';
import type { AttemptRecord, CommentRecord, CorrectionRecord } from '../store/approval-records.ts';
import type { Deps } from './context.ts';
import type { Told } from './route.ts';
import type { comment, requestDetail } from './schemas/correction.ts';
import { lendersIn, mayDo, type Asked, type Seen, type Sight } from './sight.ts';
import { gateOf, rowOf } from './view.ts';

/** What the schema describes, and of plan and explanation that they are what the domain made. */
export type Detail = Told<typeof requestDetail> & {
  readonly plan?: Plan | undefined;
  readonly explanation?: Explanation | undefined;
};

/** The request as people need it to decide, with the plan whose hash they sign. Throws PLAN_INTEGRITY. */
export async function detailOf({ store }: Deps, { record, sight }: Seen): Promise<Detail> {
  const { planHash, judged, closedAt, comments = [] } = record;
  const policy = judged && (await policyOfVersion(store, judged.policyVersion));
  const gate = gateOf(record, sight.nowMs);
  const isWatched = hasRole(sight.principal, 'operator') || hasRole(sight.principal, 'auditor');
  return {
    ...rowOf(record, sight.nowMs),
    planHash,
    plan: planOf(record),
    policyVersion: policy?.version,
    policyHash: policy && policyHashOf(policyText(policy)),
    explanation: policy && explainedTo(sight.principal, explain(policy, judged.facts)),
    votes: votesOf(record, gate),
    revisions: revisionsOf(record),
    comments: comments.map(commentOf),
    ...(isWatched ? { attempts: (await attemptsOf(store, record._id)).map(attemptOf) } : {}),
    ...offersTo(sight, record, gate),
    closedAt: closedAt?.toISOString(),
  };
}

/** What the caller may do now, himself or by whose right. */
export const offersTo = (sight: Sight, asked: Asked, gate: Gate<Ended>): { readonly may: readonly CommandName[]; readonly for: readonly string[] } => ({
  may: commandNames.filter((command) => mayDo(sight, asked, gate, { command })),
  for: lendersFor(sight, asked, gate, 'approve'),
}); // prettier-ignore

/** Whose right the caller may use for this now. */
export const lendersFor = (sight: Sight, asked: Asked, gate: Gate<Ended>, command: CommandName): readonly string[] =>
  lendersIn(sight, asked, gate).filter((onBehalfOf) => mayDo(sight, asked, gate, { command, onBehalfOf }));

const saidOf = (accepted: Accepted): Detail['votes'][number] => {
  const { decision, actor, step, decisionId } = saidIn(accepted);
  const { principal, lent, roles } = actor;
  const { comment: words } = accepted.message;
  return {
    command: decision,
    by: principal,
    for: lent?.from,
    step,
    roles: [...new Set((lent?.roles ?? roles).map(({ role }) => role))],
    comment: words,
    decisionId,
    at: new Date(accepted.acceptedAtMs).toISOString(),
  };
};

/** The signatures that stand, with the words they came with. */
function votesOf({ log }: CorrectionRecord, gate: Gate): Detail['votes'] {
  const standing = (heldBy(gate)?.votes ?? []).map(({ decisionId }) => decisionId);
  return log.filter(({ decisionId }) => standing.includes(decisionId)).map(saidOf);
}

function revisionsOf({ log, pastRevisions = [], revision, planHash, opening, revisionOpenedAtMs }: CorrectionRecord): Detail['revisions'] {
  const saidTo = (n: number) => log.filter((one) => one.revision === n).map(saidOf);
  const past = pastRevisions.map((one) => ({
    revision: one.revision,
    planHash: one.planHash,
    policyVersion: one.policyVersion,
    openedAt: one.openedAt.toISOString(),
    replacedAt: one.replacedAt.toISOString(),
    said: saidTo(one.revision),
    plan: planOf(one),
  }));
  if (planHash === undefined || revision === undefined) return past;
  const openedAt = revisionOpenedAtMs === undefined ? undefined : new Date(revisionOpenedAtMs).toISOString();
  return [...past, { revision, planHash, policyVersion: opening?.policyVersion, openedAt, said: saidTo(revision) }];
} // prettier-ignore

/** Nothing is shown under a hash that it does not have. */
export function planOf({ planText, planHash }: Pick<CorrectionRecord, 'planText' | 'planHash'>): Plan | undefined {
  if (planText === undefined) return undefined;
  if (planHashOf(planText) !== planHash) throw new Refused('PLAN_INTEGRITY');
  return readPlan(planText);
}

export const commentOf = ({ at, ...rest }: CommentRecord): Told<typeof comment> => ({ ...rest, at: at.toISOString() });

const attemptOf = ({ decisionId, principal: by, command, result, at }: AttemptRecord) => ({
  decisionId, by, command, result, at: at.toISOString(),
}); // prettier-ignore
