import { encodeId } from '../../domain/canonical.ts';
import { commentMax } from '../../domain/decision.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { Difference } from '../../domain/policy-diff.ts';
import type { Policy } from '../../domain/policy.ts';
import { Csrf } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import { PolicyDiff } from './policy-diff.tsx';
import { placeOf } from './policy-fields.ts';
import { Findings } from './policy-propose.tsx';
import { Refused } from './policy-refused.tsx';

interface Props {
  readonly viewer: Viewer;
  readonly version: string;
  /** Number that its content would get. */
  readonly next: string;
  /** The version in force. */
  readonly base: string;
  readonly policy: Policy;
  readonly diff: readonly Difference[];
  readonly findings: readonly Refusal[];
  readonly refused: readonly Refusal[];
  readonly form: { readonly key: string; readonly reason?: string | undefined };
}

/** To propose the content of an earlier version again: what that changes, and why. */
export const RevertPage = ({ viewer, version, next, base, policy, diff, findings, refused, form }: Props) => (
  <>
    <p class="crumbs">
      <a href="/policy">Policy</a>
    </p>
    <h1>Go back to policy version {version}</h1>
    <p>
      What <a href={`/policy/${encodeId(version)}`}>version {version}</a> says becomes version {next}, when an owner of the policy and
      then a controller have signed it.
    </p>
    <Refused title="It was not proposed" refused={refused} viewer={viewer} goTo={`/policy/${encodeId(version)}/revert`} kept={form.reason ?? ''} />
    <section class="sheet">
      <h2>What changes</h2>
      <PolicyDiff from={base} to={next} diff={diff} formats={viewer.formats} />
      {findings.length > 0 && (
        <>
          <h3>What lint finds now</h3>
          <p>It was sound then; by the people there are now it cannot be proposed.</p>
          <Findings findings={findings} placed={(param) => placeOf(policy, param)} />
        </>
      )}
    </section>
    {diff.length > 0 && findings.length === 0 && (
      <section class="sheet">
        <h2>Why</h2>
        <form method="post" action={`/policy/${encodeId(version)}/revert`}>
          <Csrf viewer={viewer} />
          <input type="hidden" name="key" value={form.key} />
          <label>
            Reason, for those who sign
            <textarea name="reason" maxlength={commentMax} rows={3}>
              {form.reason}
            </textarea>
          </label>
          <p class="actions">
            <button>
              Propose going back to version {version}, as version {next}
            </button>
          </p>
        </form>
      </section>
    )}
  </>
); // prettier-ignore
