import { z } from 'zod';
import { saidIn } from '../../domain/accepted.ts';
import { commandNames } from '../../domain/decision.ts';
import { Refused, type ErrorCode, type Refusal } from '../../domain/errors.ts';
import { heldBy } from '../../domain/gate.ts';
import type { Kind } from '../../domain/input.ts';
import { isClosed } from '../../domain/request.ts';
import { requestHref } from '../console/addresses.ts';
import { confirmTokenFor, readConfirmToken, type ConfirmedPage } from '../console/confirm.ts';
import type { Shown } from '../console/page.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';
import { contentHashOf, recordedAs } from '../decided.ts';
import type { Posted } from '../decide.ts';
import { decideOnCorrection, postedOf, requirePlannable } from '../decisions.ts';
import { parseAs } from '../parse.ts';
import { Problem, statusOf } from '../problems.ts';
import { requestFactsOf, type RequestFacts } from '../request-facts.ts';
import { decisionBody } from '../schemas/decision.ts';
import { text } from '../schemas/scalars.ts';
import { seenBy, type Seen } from '../sight.ts';
import { RequestPage, type RequestPageProps, type Said } from './request-page.tsx';
import { stepOf } from './request-progress.tsx';
import { numberOf, rejectPresets } from './request-words.ts';

/** What the form sends. The words are judged with the decision, so that a "no" gives them back. */
export const decisionForm = z.strictObject({
  token: text(8_000),
  command: z.enum(commandNames),
  comment: z.string().optional(),
  preset: z.enum(rejectPresets).optional(),
  onBehalfOf: text().optional(),
  /** Of a revision: what is asked for instead. */
  amount: z.string().optional(),
});
type Sent = z.output<typeof decisionForm>;

type Showing = Partial<Pick<RequestPageProps, 'kept' | 'said' | 'unsaid' | 'lines' | 'token'>>;

/** The page of a request as it stands, with a token for a new decision. Throws PLAN_INTEGRITY. */
export async function shownRequest(deps: Deps, viewer: Viewer, seen: Seen, showing: Showing = {}) {
  const facts = await requestFactsOf(deps, seen);
  const { kept = {}, said, unsaid, lines = 1, token = tokenFor(deps, viewer, facts) } = showing;
  const title = `${facts.detail.request.kind} ${numberOf(facts.detail)}`;
  const body = <RequestPage deps={deps} viewer={viewer} facts={facts} token={token} kept={kept} said={said} unsaid={unsaid} lines={lines} />; // prettier-ignore
  return { title, body };
}

/** Bound to the plan that is shown, so that a signature is on what was read. */
function tokenFor(deps: Deps, viewer: Viewer, { gate, detail }: RequestFacts): string | undefined {
  const { planHash, requestId } = detail;
  const held = heldBy(gate);
  if (held === undefined || planHash === undefined || isClosed(detail.state)) return undefined;
  return confirmTokenFor(deps, viewer, { requestId, revision: held.revision, step: stepOf(gate), planHash });
}

/**
 * A posted decision (approvals.md section 5). The page is made again when it is refused: with the status of the refusal, what to
 * do, the words that were written, and nothing changed.
 */
export async function decided(deps: Deps, c: Ctx, viewer: Viewer, requestId: string, sent: Sent): Promise<Shown> {
  const seen = await seenBy(deps, c, viewer.principal, requestId);
  try {
    const { isExpired, ...page } = readConfirmToken(deps, viewer, sent.token);
    if (page.requestId !== requestId) throw new Refused('CONFIRM_TOKEN_UNKNOWN');
    const posted = decisionOf(page, sent, seen.record.request.kind);
    const { decisionId } = page;
    const recorded = recordedAs(seen.record, { decisionId, contentHash: hashOf(posted, requestId, viewer) });
    const told = `${requestHref(requestId)}?decided=${decisionId}`;
    if (recorded === 'same') return { goTo: `${told}&again=1` };
    if (recorded === undefined && isExpired) throw new Refused('CONFIRM_TOKEN_EXPIRED');
    deps.limits.countDecision(viewer.principal.id);
    if (posted.input) await requirePlannable(deps, seen.record, posted.input);
    await decideOnCorrection(deps, seen, posted);
    return { goTo: told };
  } catch (error) {
    return refused(deps, c, { viewer, requestId, sent }, error);
  }
}

/** Only signing and rejecting use a right that is lent; only a revision asks for another amount. Throws MALFORMED, AMOUNT_FORMAT. */
function decisionOf({ revision, step, planHash, decisionId }: ConfirmedPage, { command, preset, comment, onBehalfOf, amount }: Sent, kind: Kind): Posted {
  const words = [command === 'reject' ? preset : undefined, comment?.trim()].filter((part) => part).join(' ');
  const body = parseAs(decisionBody, {
    command, revision, step, planHash, decisionId,
    ...(words === '' ? {} : { comment: words }),
    ...(onBehalfOf !== undefined && (command === 'approve' || command === 'reject') ? { onBehalfOf } : {}),
    ...(amount !== undefined && command === 'revise' ? { input: { kind, amount } } : {}),
  });
  return postedOf(body, kind);
} // prettier-ignore

const hashOf = ({ onBehalfOf, ...said }: Posted, requestId: string, { principal }: Viewer): string =>
  contentHashOf({ ...said, requestId }, principal, onBehalfOf);

interface Trying {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly sent: Sent;
}

async function refused(deps: Deps, c: Ctx, { viewer, requestId, sent }: Trying, error: unknown): Promise<Shown> {
  if (!(error instanceof Refused) && !(error instanceof Problem)) throw error;
  const { code } = error.refusal;
  c.set('code', code);
  const seen = await seenBy(deps, c, viewer.principal, requestId);
  const isOver = isClosed(seen.record.state);
  const { comment, preset, onBehalfOf, amount } = sent;
  const shown = await shownRequest(deps, viewer, seen, {
    kept: { comment, preset, onBehalfOf, amount },
    said: saidOf(error.refusal, seen, deps, { viewer, requestId, sent }),
    ...(isOver ? { unsaid: comment } : {}),
    // What may have been taken in is sent again as the same decision.
    ...(code === 'UNAVAILABLE' ? { token: sent.token } : {}),
  });
  return { ...shown, title: `Not done: ${shown.title}`, status: statusOf(code) };
}

const leads: Readonly<Partial<Record<ErrorCode, string>>> = {
  GATE_CLOSED: 'It was decided already. Yours came too late and was not taken in.',
  ALREADY_VOTED: 'You have signed already; nothing more was taken in.',
  UNAVAILABLE: 'Whether it was taken in is not known yet. Send it again: it counts once.',
}; // prettier-ignore

function saidOf(refusal: Refusal, { record }: Seen, deps: Deps, { viewer, sent }: Trying): Said {
  const lead = refusal.code === 'DECISION_ID_REUSED' ? whatStands(record, deps, viewer, sent) : leads[refusal.code];
  return { tone: 'bad', refusals: [refusal], ...(lead === undefined ? {} : { text: lead }) };
}

/** What a page has come to that is sent a second time with something else. */
function whatStands({ log }: Seen['record'], deps: Deps, viewer: Viewer, { token }: Sent): string {
  const { decisionId } = readConfirmToken(deps, viewer, token);
  const stands = log.find((one) => one.decisionId === decisionId);
  return stands
    ? `Already decided otherwise from this page: ${saidIn(stands).decision}. That stands, and this was not taken in.`
    : 'This page was sent before with other words, and was refused then. Nothing was decided; decide anew below.';
}
