import { encodeId } from '../../domain/canonical.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { PolicyOutcome } from '../../domain/policy-change.ts';
import type { Policy } from '../../domain/policy.ts';
import { Badge } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Told } from '../route.ts';
import type { policyDetail } from '../schemas/policy.ts';
import { Backtest } from './policy-backtest.tsx';
import { Decide, type Deciding } from './policy-decide.tsx';
import { PolicyDiff } from './policy-diff.tsx';
import { placeOf } from './policy-fields.ts';
import { Findings } from './policy-propose.tsx';
import { Refused } from './policy-refused.tsx';
import { About, Signatures, Standing } from './policy-standing.tsx';
import { PolicyTables } from './policy-tables.tsx';

export interface VersionProps {
  readonly viewer: Viewer;
  readonly nowMs: number;
  readonly detail: Told<typeof policyDetail>;
  readonly policy: Policy;
  readonly outcome: PolicyOutcome | undefined;
  /** What lint finds by the people there are now; of a proposal that waits. */
  readonly findings: readonly Refusal[];
  readonly runUrl: string | undefined;
  readonly mayPropose: boolean;
  readonly deciding?: Deciding | undefined;
  /** Why what was just asked for was not done. */
  readonly refused: readonly Refusal[];
  /** What was typed before. */
  readonly comment: string | undefined;
  /** The same was sent before. */
  readonly isRepeat: boolean;
}

/** One version with all that people sign: what it changes, what that would have come to, who has signed, and the deed. */
export const VersionPage = (props: VersionProps) => {
  const { viewer, nowMs, detail, policy, outcome, findings, mayPropose, deciding, refused, comment, isRepeat } = props;
  const { version, from, diff, report, state, reverts } = detail;
  return (
    <>
      <p class="crumbs">
        <a href="/policy">Policy</a>
      </p>
      <h1>
        Policy version {version} <Badge state={state} />
      </h1>
      <Refused title="Nothing was done" refused={refused} viewer={viewer} goTo={`/policy/${encodeId(version)}`} kept={comment ?? ''}>
        {deciding === undefined && comment !== undefined && <p>You wrote: {comment}</p>}
      </Refused>
      {isRepeat && (
        <div class="note" role="status">
          <p>You had decided already. Nothing was done twice.</p>
        </div>
      )}
      <Standing detail={detail} outcome={outcome} viewer={viewer} nowMs={nowMs} />
      <section class="sheet">
        <h2>What it is</h2>
        <About {...props} />
        <Signatures detail={detail} viewer={viewer} />
      </section>
      {diff && from !== undefined && (
        <section class="sheet">
          <h2>What changes</h2>
          <PolicyDiff from={from} to={version} diff={diff} formats={viewer.formats} />
        </section>
      )}
      {(report ?? reverts) !== undefined && (
        <section class="sheet">
          <h2>What past decisions would have come to</h2>
          {report ? <Backtest report={report} viewer={viewer} /> : <p>It goes back to a version that was in force, so it was not tried on past decisions.</p>}
        </section>
      )}
      {findings.length > 0 && (
        <section class="sheet">
          <h2>What lint finds now</h2>
          <p>It was sound when it was proposed; for the people there are now it is not.</p>
          <Findings findings={findings} placed={(param) => placeOf(policy, param)} />
        </section>
      )}
      {deciding && <Decide viewer={viewer} detail={detail} {...deciding} comment={comment} />}
      {mayPropose && state !== 'proposed' && <Next detail={detail} />}
      <h2 class="part">What version {version} says</h2>
      <PolicyTables policy={policy} formats={viewer.formats} />
    </>
  );
}; // prettier-ignore

/** What somebody who works on the policy may want next. */
const Next = ({ detail: { version, state } }: Pick<VersionProps, 'detail'>) => (
  <p class="actions">
    {state === 'superseded' && (
      <a class="button second" href={`/policy/${encodeId(version)}/revert`}>
        Go back to version {version}
      </a>
    )}
    <a class="button second" href={`/policy/propose?from=${encodeURIComponent(version)}`}>
      Start a proposal from version {version}
    </a>
  </p>
);
