import { correctHref, withQuery } from '../console/addresses.ts';
import type { Action } from '../../domain/actions.ts';
import type { Refusal } from '../../domain/errors.ts';
import { hasRole } from '../../domain/principal.ts';
import { Csrf } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Planned } from '../plans.ts';
import { kindTitles } from './request-words.ts';
import { CorrectHead, signersText } from './correct-choice.tsx';
import { saidOnly } from './correct-fields.ts';
import type { FormState } from './correct-controls.tsx';
import { Inputs, Why } from './correct-inputs.tsx';
import { titleOf } from './invoice-words.ts';
import { PlanView } from './plan-view.tsx';

/** What a page shows that leads to one kind of correction. */
export interface FormPage {
  readonly at: FormState;
  readonly viewer: Viewer;
  readonly actions: readonly Action[];
  /** Why what was typed is not possible. */
  readonly problems: readonly Refusal[];
  /** What would happen. */
  readonly planned?: Planned;
  /** Makes the confirmation of this page one request, however often it is sent. */
  readonly formKey: string;
  /** Who could ask, for who may not. */
  readonly askers: string | undefined;
  /** A confirmation of which nobody knows whether it was taken in. */
  readonly unknown?: Sent;
}

/** What makes a confirmation what it is, beside what was typed. */
interface Sent {
  readonly key: string;
  readonly version: number;
}

/** One kind of correction: what has to be said, then what would happen, then the request. */
export const CorrectForm = (shown: FormPage) => {
  const { at, viewer, actions, problems, planned, askers } = shown;
  const { kind, facts } = at;
  const { document } = facts;
  const isPossible = actions.some((one) => one.kind === kind && one.available);
  const blockers = isPossible ? [] : actions.filter((one) => one.kind === kind).flatMap((one) => one.blockers);
  return (
    <article class="correct">
      <CorrectHead document={document} title={kindTitles[kind]} viewer={viewer} />
      {problems.length > 0 && (
        <div class="note bad" role="alert" id="problems">
          <Refusals all={problems} />
          {shown.unknown && <AskForm at={at} viewer={viewer} sent={shown.unknown} deed="Send it again; it is done once" />}
        </div>
      )}
      {!isPossible && (
        <>
          {problems.length === 0 && (
            <div class="note bad">
              <Refusals all={blockers} />
                </div>
          )}
          <p class="actions">
            <a class="button" href={correctHref(document.id)}>
              See what is possible
            </a>
          </p>
        </>
      )}
      {askers !== undefined && (
        <p class="note">You may look at what would happen. {askers}</p>
      )}
      {isPossible && (
        <form method="get" action={`${correctHref(document.id, kind)}#plan`} class="sheet inputs">
          <input type="hidden" name="typed" value="yes" />
          <button class="visually-hidden" name="look" value="plan" tabindex={-1} aria-hidden="true">See the plan</button>
          <Inputs at={at} />
          <Why at={at} />
          <p class="actions">
            <button name="look" value="plan">See what would happen</button>
            <a href={correctHref(document.id)}>Another kind</a>
          </p>
        </form>
      )}
      {planned && <Preview planned={planned} shown={shown} viewer={viewer} />}
    </article>
  );
}; // prettier-ignore

interface PreviewProps {
  readonly planned: Planned;
  readonly shown: FormPage;
  readonly viewer: Viewer;
}

/** The plan as it would be signed, who would have to, and the button that asks for it. */
const Preview = ({ planned, shown, viewer }: PreviewProps) => {
  const { plan, need, explanation } = planned;
  const { at } = shown;
  const { facts, formats, typed } = at;
  const page = Math.max(Number(typed['planLines'] ?? '1') || 1, 1);
  const href = (one: number): string =>
    `${withQuery(correctHref(facts.document.id, at.kind), { ...saidOnly(typed), look: 'plan', planLines: String(one) })}#plan`;
  const why = [...new Set([...need.why, ...explanation.whyNotAuto.map(({ text }) => text)])];
  return (
    <section class="sheet" id="plan" aria-labelledby="plan-title">
      <h2 id="plan-title">What would happen</h2>
      <PlanView plan={plan} before={facts.document} formats={formats} lines={{ page, href }} />
      <h3>Who has to sign</h3>
      <p>
        <strong>{signersText(need)}</strong> It moves {formats.money(plan.exposureMinor, plan.currency)}.
      </p>
      {why.length > 0 && <ul>{why.map((text) => <li>{text}</li>)}</ul>}
      <p class="hint">
        Policy {plan.policyVersion}, rule {explanation.row}. Plan <span class="code">{planned.planHash.slice(0, 12)}</span>
      </p>
      <Confirm planned={planned} shown={shown} viewer={viewer} />
    </section>
  );
}; // prettier-ignore

const Confirm = ({ planned: { plan, need }, shown: { at, formKey, askers }, viewer }: PreviewProps) => {
  const { document } = at.facts;
  if (!hasRole(viewer.principal, 'requester')) return <p class="note">{askers}</p>;
  if (at.typed['reason'] === undefined && at.typed['words'] === undefined)
    return (
      <p class="note">
        <strong>Nothing is asked for yet.</strong> Say why in the form above, look again, and ask for it here.
      </p>
    );
  const deed = `${kindTitles[at.kind].toLowerCase()} ${titleOf(document)}, ${at.formats.money(plan.exposureMinor, plan.currency)}`; // prettier-ignore
  const text = need.kind === 'auto' ? `Do it now: ${deed}` : `Ask for it: ${deed}`;
  return <AskForm at={at} viewer={viewer} sent={{ key: formKey, version: plan.invoiceVersion }} deed={text} />;
};

/** The form that asks: everything as it was typed, the version that was seen, and the key that makes it one request. */
const AskForm = ({ at, viewer, sent, deed }: Pick<FormPage, 'at' | 'viewer'> & { readonly sent: Sent; readonly deed: string }) => (
  <form method="post" action={correctHref(at.facts.document.id, at.kind)} class="confirm">
    <Csrf viewer={viewer} />
    {Object.entries({ ...saidOnly(at.typed), ...sent }).map(([name, value]) => (
      <input type="hidden" name={name} value={String(value)} />
    ))}
    <p class="actions">
      <button>{deed}</button>
    </p>
  </form>
); // prettier-ignore
