import { commentMax } from '../../domain/decision.ts';
import { planChanges } from '../../domain/field-changes.ts';
import type { Plan } from '../../domain/plan.ts';
import { requestHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Csrf, Moment } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Detail } from '../detail.ts';
import type { RequestFacts } from '../request-facts.ts';
import { Becomes } from './plan-marks.tsx';

/** Earlier plans: what each later one says differently, and when it took over. Signatures on an earlier one are void. */
export const Revisions = ({ facts: { detail, plans }, formats }: { readonly facts: RequestFacts; readonly formats: Formats }) => {
  const { revisions } = detail;
  if (revisions.length < 2) return null;
  return (
    <section class="sheet" aria-labelledby="revisions">
      <h2 id="revisions">Revisions</h2>
      <ol class="talk">
        {revisions.map(({ revision, openedAt, policyVersion, said }, index) => (
          <li>
            <strong>Plan {revision}</strong> {openedAt !== undefined && <small><Moment at={openedAt} formats={formats} /></small>}
            {policyVersion !== undefined && <small> policy {policyVersion}</small>}
            {index < revisions.length - 1 && <> replaced{said.length > 0 && ', with what was said to it'}</>}
            <Differences was={plans[index - 1]} is={plans[index]} formats={formats} />
          </li>
        ))}
      </ol>
    </section>
  );
}; // prettier-ignore

interface Both {
  readonly was: Plan | undefined;
  readonly is: Plan | undefined;
  readonly formats: Formats;
}

const Differences = ({ was, is, formats }: Both) => {
  if (!was || !is) return null;
  const changes = planChanges(was, is, (minor, currency) => formats.amount(minor, currency));
  if (changes.length === 0) return <p>The same plan again.</p>;
  return (
    <ul>
      {changes.map(([name, before, after]) => (
        <li>{name}: <Becomes was={before === '-' ? undefined : before} now={after === '-' ? undefined : after} /></li>
      ))}
    </ul>
  );
}; // prettier-ignore

/** Whoever sees a request may say something about it; nothing is decided by it. */
export const CommentForm = ({ detail, viewer, kept }: { readonly detail: Detail; readonly viewer: Viewer; readonly kept?: string | undefined }) => (
  <section class="sheet" aria-labelledby="say">
    <h2 id="say">Say something</h2>
    <form method="post" action={requestHref(detail.requestId, '/comments')}>
      <Csrf viewer={viewer} />
      <label>
        Your words
        <textarea name="text" rows={2} maxlength={commentMax} required aria-describedby="say-hint">{kept}</textarea>
      </label>
      <p class="hint" id="say-hint">Everybody who sees the request reads it. It decides nothing, and the clock runs on.</p>
      <button class="second">Say it</button>
    </form>
  </section>
); // prettier-ignore
