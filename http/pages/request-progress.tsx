import { isClosed } from '../../domain/request.ts';
import type { Gate, Step } from '../../domain/gate.ts';
import { heldBy, eligibleRoles } from '../../domain/gate.ts';
import { signerOf } from '../../domain/gate-view.ts';
import { expiresAtMs } from '../../domain/gate-clock.ts';
import { requestHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Away, Badge, Moment } from '../console/parts.tsx';
import type { Detail } from '../detail.ts';
import { namesText, saidWords, signaturesText } from './request-words.ts';

/** What a page shows, as far as a decision on it depends on that. */
export interface ShownPlan {
  readonly state: string;
  readonly revision: number;
  readonly step: number;
  readonly plan: string;
}

/** What the request has come to: read again every few seconds while it is open, and nothing in it takes the focus. */
export interface Progressing {
  readonly detail: Detail;
  readonly gate: Gate;
  readonly signers: readonly string[];
  readonly formats: Formats;
  readonly nowMs: number;
}

export const shownOf = ({ detail, gate }: Pick<Progressing, 'detail' | 'gate'>): ShownPlan => ({
  state: detail.state,
  revision: heldBy(gate)?.revision ?? 0,
  step: stepOf(gate),
  plan: detail.planHash ?? '',
});
export const stepOf = (gate: Gate): number => (gate.state === 'open' || gate.state === 'outdated' ? gate.step : 0);

/** Why the form of a page that shows this cannot be used any more; undefined while it can. */
export function whyLocked(shown: ShownPlan, now: ShownPlan): string | undefined {
  if (isClosed(shown.state)) return undefined;
  if (isClosed(now.state)) return `It ended as ${now.state}. Open this page again to see how.`;
  if (now.plan !== shown.plan || now.revision !== shown.revision)
    return 'The plan has changed: this page shows an older one. Open the page again to decide on the new one.';
  if (now.state !== shown.state) return lockedBy[now.state] ?? `It is ${now.state} now. Open the page again.`;
  return now.step === shown.step ? undefined : 'Another step waits for signatures now. Open the page again to see it.';
}

const lockedBy: Readonly<Record<string, string>> = {
  outdated: 'The invoice has moved since this plan was made, so it cannot be signed. Open the page again to see what is possible.',
  replanning: 'A new plan is being made. Open the page again in a moment.',
  applying: 'Everybody has signed, and it is being applied. Open the page again to see what was written.',
}; // prettier-ignore

/** The part that is read again; the first time it stands in the page. */
export const LiveProgress = ({ shown, ...now }: Progressing & { readonly shown: ShownPlan }) => {
  const { detail } = now;
  const query = new URLSearchParams({ ...shown, revision: String(shown.revision), step: String(shown.step) });
  const polling = isClosed(detail.state)
    ? {}
    : { 'hx-get': `${requestHref(detail.requestId, '/progress')}?${query.toString()}`, 'hx-trigger': 'every 4s', 'hx-swap': 'innerHTML' };
  return (
    <section class="sheet" aria-labelledby="progress-title">
      <h2 id="progress-title">Progress</h2>
      <div id="progress" {...polling}>
        <Progress {...now} />
      </div>
    </section>
  );
}; // prettier-ignore

/** Steps, clock, and everything that was said, oldest first. */
export const Progress = ({ detail, gate, signers, formats, nowMs }: Progressing) => (
  <>
    <p><Badge state={detail.state} /> {isClosed(detail.state) && detail.closedAt !== undefined && <Moment at={detail.closedAt} formats={formats} />}</p>
    <Clock gate={gate} formats={formats} nowMs={nowMs} />
    <Steps gate={gate} signers={signers} />
    <h3>History</h3>
    <History detail={detail} formats={formats} />
    {detail.comments.length > 0 && (
      <>
        <h3>Comments</h3>
        <ul class="talk">
          {detail.comments.map(({ by, at, text }) => (
            <li><strong>{by}</strong> <small><Moment at={at} formats={formats} /></small><p class="said">{text}</p></li>
          ))}
        </ul>
      </>
    )}
  </>
); // prettier-ignore

const Clock = ({ gate, formats, nowMs }: Pick<Progressing, 'gate' | 'formats' | 'nowMs'>) => {
  if (gate.state !== 'open' && gate.state !== 'outdated' && gate.state !== 'replanning') return null;
  const dueMs = expiresAtMs(gate);
  return (
    <p>
      Due <strong><Away at={dueMs} formats={formats} nowMs={nowMs} /></strong>, on <Moment at={dueMs} formats={formats} />; then it {gate.state === 'outdated' ? 'ends as stale' : 'expires'} and nothing is applied.
    </p>
  );
}; // prettier-ignore

const Steps = ({ gate, signers }: Pick<Progressing, 'gate' | 'signers'>) => {
  const held = heldBy(gate);
  if (!held) return null;
  const isOpen = gate.state === 'open' || gate.state === 'outdated';
  return (
    <ol class="steps">
      {held.opening.steps.map((step, index) => {
        const votes = held.votes.filter((vote) => vote.step === index).map(signerOf);
        const isNow = isOpen && gate.step === index;
        return (
          <li aria-current={isNow ? 'step' : undefined}>
            <strong>{step.name}</strong>: {votes.length} of {signaturesText(step.quorum, isNow ? eligibleRoles(gate) : step.roles)}
            {isNow && gate.escalated && ' (escalated)'} <small>{standingOf(step, votes.length, isNow)}</small>
            {votes.length > 0 && <p>Signed by {namesText(votes)}.</p>}
            {isNow && gate.state === 'open' && <p>{signers.length === 0 ? `Nobody can sign it now. Ask a directory-admin to give ${eligibleRoles(gate).join(' or ')} to somebody who has no part in it.` : `Can sign now: ${namesText(signers)}.`}</p>}
          </li>
        );
      })}
    </ol>
  );
}; // prettier-ignore

const standingOf = ({ quorum }: Step, votes: number, isNow: boolean): string =>
  votes >= quorum ? 'done' : isNow ? 'waits' : '';

interface Told {
  readonly at: string;
  readonly by: string;
  readonly text: string;
  readonly words?: string | undefined;
}

const History = ({ detail, formats }: Pick<Progressing, 'detail' | 'formats'>) => (
  <ol class="talk">
    {historyOf(detail).map(({ at, by, text, words }) => (
      <li>
        <strong>{by}</strong> {text} <small><Moment at={at} formats={formats} /></small>
        {words !== undefined && <p class="said">{words}</p>}
      </li>
    ))}
  </ol>
); // prettier-ignore

function historyOf(detail: Detail): readonly Told[] {
  const { request, revisions, attempts = [], closedAt } = detail;
  const said = revisions.flatMap(({ said: all, revision }) =>
    all.map(({ at, by, for: lender, command, step, comment }) => ({
      at, by: lender === undefined ? by : `${by} for ${lender}`, words: comment,
      text: `${saidWords[command]}${revisions.length > 1 ? `, plan ${revision}` : ''}${command === 'approve' ? `, step ${step + 1}` : ''}`,
    })),
  );
  const accepted = new Set(revisions.flatMap(({ said: all }) => all.map(({ decisionId }) => decisionId)));
  const tried = attempts
    .filter(({ decisionId }) => !accepted.has(decisionId))
    .map(({ at, by, command, result }) => ({ at, by, text: `tried to ${command}: ${result}` }));
  const end = closedAt === undefined ? [] : [{ at: closedAt, by: 'Countersign', text: `closed it as ${detail.state}` }];
  const asked = { at: request.receivedAt, by: request.requester.id, text: 'asked for it' };
  return [asked, ...[...said, ...tried].toSorted((a, b) => a.at.localeCompare(b.at)), ...end];
} // prettier-ignore
