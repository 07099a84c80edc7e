import { commentMax, type CommandName } from '../../domain/decision.ts';
import { heldBy } from '../../domain/gate.ts';
import { requestHref } from '../console/addresses.ts';
import { nextOf } from '../console/refusals.tsx';
import { Csrf } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Detail } from '../detail.ts';
import type { RequestFacts } from '../request-facts.ts';
import { isFresh, needsFreshSignIn } from '../step-up.ts';
import { deedOf, numberOf, rejectPresets } from './request-words.ts';

/** What somebody had filled in when the page came back. */
export interface Kept {
  readonly comment?: string | undefined;
  readonly preset?: string | undefined;
  readonly onBehalfOf?: string | undefined;
  readonly amount?: string | undefined;
}

interface Props {
  readonly facts: RequestFacts;
  readonly viewer: Viewer;
  readonly token: string | undefined;
  readonly kept: Kept;
}

/** Words that a person can type so that a preset still fits before them. */
const typedMax = commentMax - Math.max(...rejectPresets.map(({ length }) => length)) - 1;

/** Who may do something decides here, after having read the plan; what is offered is what the gate would take now. */
export const DecisionForm = ({ facts, viewer, token, kept }: Props) => {
  const { detail, lenders, mayRetry } = facts;
  const offered = buttonsFor(facts, viewer);
  return (
    <section class="sheet decide" id="decide" aria-labelledby="decide-title">
      <h2 id="decide-title">{offered.length > 0 ? 'Decide' : 'Nothing to decide for you'}</h2>
      {token === undefined || offered.length === 0 ? (
        <WhyNot facts={facts} />
      ) : (
        <form method="post" action={requestHref(detail.requestId, '/decisions')}>
          <Csrf viewer={viewer} />
          <input type="hidden" name="token" value={token} />
          <Lenders facts={facts} viewer={viewer} chosen={kept.onBehalfOf} />
          <label>
            Comment
            <textarea name="comment" rows={3} maxlength={typedMax} aria-describedby="comment-hint">
              {kept.comment}
            </textarea>
          </label>
          <p class="hint" id="comment-hint">{commentHint(facts)} Up to {typedMax} characters.</p>
          {offered.some(([command]) => command === 'reject') && <Presets chosen={kept.preset} />}
          {detail.may.includes('revise') && <Instead detail={detail} amount={kept.amount} />}
          <StepUpHint facts={facts} viewer={viewer} />
          <fieldset data-lockable>
            <legend class="visually-hidden">Decide, a tap is final</legend>
            <div class="actions">
              {offered.map(([command, text, tone]) => (
                <button name="command" value={command} class={tone}>{text}</button>
              ))}
            </div>
          </fieldset>
        </form>
      )}
      <p id="said" role="status" aria-live="polite"></p>
      {mayRetry && (
        <form method="post" action={requestHref(detail.requestId, '/retry')}>
          <Csrf viewer={viewer} />
          <button>Start {numberOf(detail)} again</button>
        </form>
      )}
      {lenders.approve.length > 0 && <p class="hint">Who signs for somebody else counts as that person, too.</p>}
    </section>
  );
}; // prettier-ignore

type Button = readonly [command: CommandName, text: string, tone: string];

function buttonsFor({ detail, lenders }: RequestFacts, { formats }: Viewer): readonly Button[] {
  const may = (command: CommandName): boolean =>
    detail.may.includes(command) || ((command === 'approve' || command === 'reject') && lenders[command].length > 0);
  const all: readonly Button[] = [
    ['approve', `Approve: ${deedOf(detail, formats)}`, ''],
    ['reject', `Reject: ${deedOf(detail, formats)}`, 'danger'],
    ['retract', 'Take my signature back', 'second'],
    ['revise', 'Plan it again', 'second'],
    ['withdraw', `Take it back: ${deedOf(detail, formats)}`, 'danger'],
    ['reevaluate', "Plan it again by today's rules", 'second'],
  ];
  return all.filter(([command]) => may(command));
}

function commentHint({ detail }: RequestFacts): string {
  if (detail.may.includes('withdraw')) return 'Needed to take it back.';
  if (detail.may.includes('reevaluate') && !detail.may.includes('reject')) return 'Needed to plan it again.';
  return 'Needed to reject, unless a reason is chosen below.';
}

/** Why somebody who reads this has nothing to decide, by the same judgement that would refuse him. */
const WhyNot = ({ facts: { whyNotSign, gate } }: { readonly facts: RequestFacts }) =>
  gate.state === 'open' && whyNotSign ? (
    <p>
      {whyNotSign.message} {nextOf(whyNotSign.code)}
    </p>
  ) : (
    <p>Only comments are taken now.</p>
  );

/** By whose right: one's own where there is one, or one that is lent. */
const Lenders = ({ facts: { detail, lenders }, viewer, chosen }: Pick<Props, 'facts' | 'viewer'> & { readonly chosen: string | undefined }) => {
  const names = [...new Set([...lenders.approve, ...lenders.reject])];
  const own = detail.may.some((command) => command === 'approve' || command === 'reject');
  if (names.length === 0) return null;
  return (
    <label>
      Sign
      <select name="onBehalfOf">
        {own && <option value="">as {viewer.name}</option>}
        {names.map((name) => <option value={name} selected={name === chosen}>for {name}</option>)}
      </select>
    </label>
  );
}; // prettier-ignore

/** What else its requester may ask for: another amount here, everything else by the command line. */
const Instead = ({ detail: { request, requestId }, amount }: { readonly detail: Detail; readonly amount: string | undefined }) => {
  const hasAmount = request.kind === 'refund' || request.kind === 'credit' || request.kind === 'discount';
  return (
    <>
      {hasAmount && (
        <label>
          Another amount
          <input name="amount" value={amount} inputmode="decimal" maxlength={30} aria-describedby="amount-hint" />
        </label>
      )}
      <p class="hint" id="amount-hint">
        {hasAmount ? 'Plain digits with a point, for example 1250.00; it is planned as it was asked when this is empty. ' : 'It is planned again as it was asked. '}
        Signatures on this plan are void then. To ask for something else: <code>countersign revise {requestId} OPTIONS</code>
      </p>
    </>
  );
}; // prettier-ignore

const Presets = ({ chosen }: { readonly chosen: string | undefined }) => (
  <label>
    Reason to reject
    <select name="preset">
      <option value="">Only what is written above</option>
      {rejectPresets.map((text) => (
        <option value={text} selected={text === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

/** Told before it is asked for: what weighs much takes a fresh sign-in. */
const StepUpHint = ({ facts: { gate, detail, sight, lenders }, viewer }: Pick<Props, 'facts' | 'viewer'>) =>
  (detail.may.includes('approve') || lenders.approve.length > 0) &&
  needsFreshSignIn('approve', heldBy(gate)?.opening) &&
  !isFresh(viewer.session.authAt.getTime(), sight.nowMs) ? (
    <p class="hint">To approve this you will be asked to sign in again, as more than one person has to sign. What you write is kept.</p>
  ) : null; // prettier-ignore
