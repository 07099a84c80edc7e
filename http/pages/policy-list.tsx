import { encodeId } from '../../domain/canonical.ts';
import type { Policy } from '../../domain/policy.ts';
import { Away, Badge, Empty, Moment, Pager } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Told } from '../route.ts';
import type { policyPage, policyRow } from '../schemas/policy.ts';
import { PolicyTables } from './policy-tables.tsx';

type Row = Told<typeof policyRow>;

interface Props {
  readonly viewer: Viewer;
  readonly nowMs: number;
  readonly list: Told<typeof policyPage>;
  /** On the first page of the list: the version in force, and what waits. */
  readonly now?: { readonly policy: Policy; readonly row: Row; readonly waiting: readonly Row[]; readonly editors: readonly string[] };
} // prettier-ignore

/** The version in force in plain words, what waits, and every version. */
export const PolicyList = ({ viewer, nowMs, list, now }: Props) => (
  <>
    <h1>{now ? 'Policy: who must sign what' : 'Versions of the policy'}</h1>
    {now && <InForce viewer={viewer} now={now} />}
    {now?.waiting.map((row) => (
      <Waiting row={row} viewer={viewer} nowMs={nowMs} />
    ))}
    {now && <PolicyTables policy={now.policy} formats={viewer.formats} />}
    <section class="sheet" id="versions">
      <h2>{now ? 'Versions' : 'Earlier versions'}</h2>
      {list.items.length === 0 ? (
        <Empty title="No earlier version">
          <p>
            <a href="/policy">See the version in force</a>
          </p>
        </Empty>
      ) : (
        <ul class="rows versions">
          {list.items.map((row) => (
            <Version row={row} viewer={viewer} />
          ))}
        </ul>
      )}
      <Pager path="/policy" query={{}} next={list.next} />
    </section>
  </>
);

const pathOf = (version: string): string => `/policy/${encodeId(version)}`;

const InForce = ({ viewer: { principal, formats }, now: { policy, row, editors } }: Pick<Props, 'viewer'> & { readonly now: NonNullable<Props['now']> }) => (
  <>
    <p class="lead">
      <a href={pathOf(policy.version)}>Version {policy.version}</a> is in force
      {row.activeFrom !== undefined && (
        <>
          {' '}since <Moment at={row.activeFrom} formats={formats} />
        </>
      )}
      . Requests that were open before keep the version that they opened with.
    </p>
    <p class="actions">
      {editors.includes(principal.id) ? (
        <a class="button" href="/policy/propose">
          Propose a change
        </a>
      ) : (
        <span class="hint">
          {editors.length === 0 ? 'Nobody can propose a change: ask a directory-admin for the role policy-editor.' : `${editors.join(', ')} can propose a change.`}
        </span>
      )}
      <a href="#versions">All versions</a>
    </p>
  </>
); // prettier-ignore

const Waiting = ({ row: { version, author, reason, waitingFor }, viewer: { formats }, nowMs }: { readonly row: Row; readonly viewer: Viewer; readonly nowMs: number }) => (
  <div class="note">
    <p>
      <strong>Version {version} waits</strong>
      {waitingFor && (
        <>
          {' '}for {waitingFor.roles.join(' or ')} (step {waitingFor.step + 1} of {waitingFor.steps}); it expires{' '}
          <Away at={waitingFor.dueAt} formats={formats} nowMs={nowMs} />
        </>
      )}
      . Proposed by {author}{reason === undefined ? '.' : `: ${reason}`}
    </p>
    <p>
      <a href={pathOf(version)}>See what version {version} changes, and decide</a>
    </p>
  </div>
); // prettier-ignore

const Version = ({ row: { version, state, author, reason, reverts, proposedAt, activeFrom, activeUntil }, viewer: { formats } }: { readonly row: Row; readonly viewer: Viewer }) => (
  <li>
    <p class="title">
      <a href={pathOf(version)}>Version {version}</a> <Badge state={state} />
    </p>
    {reason !== undefined && <p>{reverts === undefined ? reason : `Back to version ${reverts}: ${reason}`}</p>}
    <p class="hint">
      Proposed by {author}, <Moment at={proposedAt} formats={formats} />.
      {activeFrom !== undefined && (
        <>
          {' '}In force from <Moment at={activeFrom} formats={formats} />
          {activeUntil === undefined ? ' on' : <> to <Moment at={activeUntil} formats={formats} /></>}.
        </>
      )}
    </p>
  </li>
); // prettier-ignore
