import type { Refusal } from '../../domain/errors.ts';
import type { OpenGate } from '../../domain/gate.ts';
import { waitingFor } from '../../domain/gate-view.ts';
import { isClosed } from '../../domain/request.ts';
import { correctionRunUrl } from '../../client/ui-links.ts';
import { invoiceHref, requestHref } from '../console/addresses.ts';
import { Csrf, Badge } from '../console/parts.tsx';
import { nextOf, Refusals } from '../console/refusals.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import type { RequestFacts } from '../request-facts.ts';
import { PlanView } from './plan-view.tsx';
import { Customer, Identifiers, Messages, Origin, Others, Why } from './request-background.tsx';
import { DecisionForm, type Kept } from './request-form.tsx';
import { Ended } from './request-outcome.tsx';
import { LiveProgress, shownOf } from './request-progress.tsx';
import { CommentForm, Revisions } from './request-talk.tsx';
import { numberOf, sentenceOf, signaturesText, stateWords, titleOf } from './request-words.ts';

/** What came of something that was just tried. */
export type Said =
  | { readonly tone: 'good' | 'warn'; readonly text: string }
  | { readonly tone: 'bad'; readonly text?: string; readonly refusals: readonly Refusal[] };

export interface RequestPageProps {
  readonly deps: Pick<Deps, 'temporalUi'>;
  readonly viewer: Viewer;
  readonly facts: RequestFacts;
  /** For the form; undefined where nothing can be decided. */
  readonly token: string | undefined;
  readonly kept: Kept;
  readonly said?: Said | undefined;
  /** What was to be said as a comment, and was not taken. */
  readonly unsaid?: string | undefined;
  /** Which hundred lines of the plan. */
  readonly lines: number;
}

/** One request: what would happen, why, and how it stands; who may decide decides here (spec/approvals.md section 9). */
export const RequestPage = ({ deps, viewer, facts, token, kept, said, unsaid, lines }: RequestPageProps) => {
  const { detail, record, gate, before, past, signers, sight } = facts;
  const { plan, explanation } = detail;
  const { formats } = viewer;
  const { nowMs } = sight;
  const progressing = { detail, gate, signers, formats, nowMs };
  const run = deps.temporalUi && correctionRunUrl(deps.temporalUi, detail.invoiceId);
  return (
    <article class="request">
      <Head facts={facts} viewer={viewer} />
      {said && <Notice said={said} facts={facts} viewer={viewer} kept={kept} />}
      {record.outcome ? <Ended outcome={record.outcome} formats={formats} /> : <State facts={facts} />}
      <div class="request-columns">
        <div>
          {plan && (
            <section class="sheet" aria-labelledby="plan">
              <h2 id="plan">{isClosed(detail.state) ? 'The plan' : 'What would happen'}</h2>
              <PlanView
                plan={plan}
                before={before}
                formats={formats}
                lines={{ page: lines, href: (page) => `${requestHref(detail.requestId)}?lines=${page}#plan` }}
              />
              {!isClosed(detail.state) && <Messages plan={plan} signers={signers} />}
            </section>
          )}
          {!isClosed(detail.state) && <DecisionForm facts={facts} viewer={viewer} token={token} kept={kept} />}
        </div>
        <div>
          {explanation && <Why why={explanation} formats={formats} />}
          {past && <Customer past={past} formats={formats} nowMs={nowMs} />}
          <Origin facts={facts} formats={formats} />
          <LiveProgress {...progressing} shown={shownOf(progressing)} />
          <Revisions facts={facts} formats={formats} />
          <CommentForm detail={detail} viewer={viewer} kept={unsaid} />
          <Others facts={facts} />
          <Identifiers facts={facts} run={run} />
        </div>
      </div>
    </article>
  );
}; // prettier-ignore

/** The one sentence, and where else to look. */
const Head = ({ facts: { detail, before, gate }, viewer: { formats } }: { readonly facts: RequestFacts; readonly viewer: Viewer }) => {
  const { plan, request, invoiceId } = detail;
  const number = numberOf(detail);
  return (
    <header class="request-head">
      <p class="hint">
        Request to {request.kind.replaceAll('-', ' ')} <a href={invoiceHref(invoiceId)}>{number}</a> <Badge state={detail.state} />
      </p>
      <h1>{titleOf(detail, before?.buyer.name ?? before?.buyer.id, formats)}</h1>
      {plan && !isClosed(detail.state) && <p class="lead">{sentenceOf(plan, formats)} <small>Summary from a template.</small></p>}
      {gate.state === 'open' && <p>{waitsText(gate)}</p>}
      <p class="actions">
        {!isClosed(detail.state) && <a href="#decide">To the decision</a>}
        <a href={`/corrections?${new URLSearchParams({ invoice: invoiceId }).toString()}`}>All requests for {number}</a>
      </p>
    </header>
  );
}; // prettier-ignore

function waitsText(gate: OpenGate): string {
  const { quorum, roles, why } = waitingFor(gate);
  return `It waits for ${signaturesText(quorum, roles)}, because ${why.join('; ')}.`;
}

/** What a state that is neither open nor over means, and what to do. */
const State = ({ facts: { detail } }: { readonly facts: RequestFacts }) => {
  const words = stateWords[detail.state];
  return words === undefined ? null : (
    <div class="note">
      <p>
        <strong>{words[0]}</strong> {words[1]}
      </p>
    </div>
  );
};

type NoticeProps = Pick<RequestPageProps, 'facts' | 'viewer' | 'kept'> & { readonly said: Said };

/** What came of a deed: of a "no" why, what to do, and that nothing was changed. */
const Notice = ({ said, facts: { detail }, viewer, kept }: NoticeProps) => {
  if (said.tone !== 'bad')
    return (
      <div class={`note ${said.tone === 'good' ? 'good' : ''}`.trim()} role="status">
        <p>{said.text}</p>
      </div>
    );
  const isTooOld = said.refusals.some(({ code }) => code === 'STEP_UP_REQUIRED');
  return (
    <div class="note bad" role="alert">
      <p><strong>{said.text ?? 'Nothing was decided.'}</strong></p>
      {isTooOld ? <p>{nextOf('STEP_UP_REQUIRED')}</p> : <Refusals all={said.refusals} />}
      {isTooOld && (
        <form method="post" action="/sign-in/again">
          <Csrf viewer={viewer} />
          <input type="hidden" name="goTo" value={requestHref(detail.requestId)} />
          <input type="hidden" name="kept" value={kept.comment ?? ''} />
          <button>Sign in again</button>
        </form>
      )}
    </div>
  );
}; // prettier-ignore
