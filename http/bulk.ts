import { bulkMax, whyNotInBulk } from '../domain/bulk.ts';
import type { CommandName } from '../domain/decision.ts';
import { Refused, type Refusal } from '../domain/errors.ts';
import type { Gate } from '../domain/gate.ts';
import type { Policy } from '../domain/policy.ts';
import { isClosed, type CorrectionView } from '../domain/request.ts';
import { findAttempt } from '../store/attempts.ts';
import { policyOfVersion } from '../store/policies.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { checkpointSoon } from './audit.ts';
import { readConfirmToken } from './console/confirm.ts';
import { refusalsIn } from './console/error-page.tsx';
import type { Viewer } from './console/viewer.ts';
import type { Ctx, Deps } from './context.ts';
import { correctionToDecide } from './decidable.ts';
import { decideOn } from './decide.ts';
import { mayDo, seenBy, type Seen } from './sight.ts';
import { gateOf, viewOf } from './view.ts';

/** What many requests are decided with at once: a no to each, or a yes. */
export type BulkCommand = Extract<CommandName, 'approve' | 'reject'>;

/** Something that may stand among others, or has a reason to be opened singly. */
interface Candidate extends Seen {
  readonly gate: Gate;
}

export interface BulkTerms {
  /** Why a request is decided on its own page; undefined when it may be decided with others. */
  whyNot(candidate: Candidate): string | undefined;
}

/** Reads the policies that the requests were judged by. */
export async function bulkTermsOf({ store }: Deps, candidates: readonly Candidate[]): Promise<BulkTerms> {
  const versions = [...new Set(candidates.flatMap(({ record }) => record.judged?.policyVersion ?? []))];
  const policies = new Map(
    await Promise.all(versions.map(async (version) => [version, await policyOfVersion(store, version)] as const)),
  );
  return { whyNot: (candidate) => whyNotAmongOthers(candidate, policies) };
}

function whyNotAmongOthers({ record, sight, gate }: Candidate, policies: ReadonlyMap<string, Policy>): string | undefined {
  const { opening, judged, outcome } = record;
  if (outcome) return 'it is over';
  if (gate.state !== 'open') return 'it cannot be signed as it stands';
  const policy = judged && policies.get(judged.policyVersion);
  if (!opening || !policy) return 'the policy has not judged it';
  return (
    whyNotInBulk(opening, policy, judged.facts) ??
    (mayDo(sight, record, gate, { command: 'approve' }) ? undefined : 'your own right is not enough')
  );
} // prettier-ignore

/** A request that was chosen, as it stands now. */
export interface Chosen extends Candidate {
  readonly whyNot: string | undefined;
}

/** Throws MALFORMED for too many, REQUEST_NOT_FOUND for what is none of the viewer's business. */
export async function chosenOf(deps: Deps, c: Ctx, { principal }: Viewer, ids: readonly string[]): Promise<readonly Chosen[]> {
  requireFew(ids);
  const seen = await Promise.all([...new Set(ids)].map((id) => seenBy(deps, c, principal, id)));
  const candidates = seen.map((one) => ({ ...one, gate: gateOf(one.record, one.sight.nowMs) }));
  const terms = await bulkTermsOf(deps, candidates);
  return candidates.map((one) => ({ ...one, whyNot: terms.whyNot(one) }));
} // prettier-ignore

function requireFew(all: readonly unknown[]): void {
  if (all.length > bulkMax)
    throw new Refused('MALFORMED', { param: 'id', detail: `At most ${bulkMax} at once, these are ${all.length}.` });
}

/** What became of one of them; `record` is absent for a token that names none. */
export type BulkVerdict = { readonly record?: CorrectionRecord } & (
  | { readonly kind: 'decided'; readonly view: CorrectionView }
  /** Sent before; `accepted`, or the code that it was refused with then. */
  | { readonly kind: 'already'; readonly view: CorrectionView; readonly result: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
);

export interface Deciding {
  readonly command: BulkCommand;
  readonly comment?: string;
  readonly tokens: readonly string[];
}

/** Decisions of one form that are under way together. */
const inFlight = 5;

/**
 * Decides each of them for itself, by its own token and by the same function as a single decision: own decisionId, own proof, own
 * verdict. Throws MALFORMED for too many; every other no is the verdict of its request.
 */
export async function decideMany(deps: Deps, c: Ctx, viewer: Viewer, { tokens, ...said }: Deciding): Promise<readonly BulkVerdict[]> {
  requireFew(tokens);
  const queue = [...new Set(tokens)].map((token, index) => ({ token, index }));
  const verdicts: BulkVerdict[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift())
      verdicts[next.index] = await decideOne(deps, c, viewer, { ...said, token: next.token });
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  if (verdicts.some((one) => one.kind === 'decided' && isClosed(one.view.state))) checkpointSoon(deps);
  return verdicts;
} // prettier-ignore

type One = Omit<Deciding, 'tokens'> & { readonly token: string };

async function decideOne(deps: Deps, c: Ctx, viewer: Viewer, { command, comment, token }: One): Promise<BulkVerdict> {
  let record: CorrectionRecord | undefined;
  try {
    const { isExpired, renderedAtMs: _at, requestId, ...shown } = readConfirmToken(deps, viewer, token);
    const seen = await seenBy(deps, c, viewer.principal, requestId);
    ({ record } = seen);
    const earlier = await findAttempt(deps.store, requestId, shown.decisionId);
    if (earlier && earlier.result !== 'unknown')
      return { kind: 'already', record, view: viewOf(record, deps.nowMs()), result: earlier.result };
    if (isExpired) throw new Refused('CONFIRM_TOKEN_EXPIRED');
    if (record.state === 'open') await requireAmongOthers(deps, record); // else the gate says no
    const posted = { command, ...shown, ...(comment === undefined ? {} : { comment }) };
    const view = await decideOn(deps, correctionToDecide(deps, record), seen.sight, posted);
    const kept = await findAttempt(deps.store, requestId, shown.decisionId);
    if (kept?.result !== 'accepted' && !isClosed(view.state))
      throw new Refused('UNAVAILABLE', {
        detail: 'Whether it was taken in is not known. Send the form again: it counts once.',
      });
    return { kind: 'decided', record, view };
  } catch (error) {
    const { refusal: why } = refusalsIn(error, deps); // also of what failed: the others have their verdicts all the same
    return { kind: 'refused', refusal: why, ...(record ? { record } : {}) };
  }
}

/** A token of a page of its own must not get a request past that page. Throws DECIDED_SINGLY. */
async function requireAmongOthers(deps: Deps, { opening, judged }: CorrectionRecord): Promise<void> {
  const policy = judged && (await policyOfVersion(deps.store, judged.policyVersion));
  const whyNot = opening && policy ? whyNotInBulk(opening, policy, judged.facts) : 'the policy has not judged it';
  if (whyNot !== undefined) throw new Refused('DECIDED_SINGLY', { detail: `${whyNot}.` });
}
