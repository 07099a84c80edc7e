import { delegationStateAt } from '../../domain/delegation-rules.ts';
import type { DelegationRecord } from '../../store/directory-records.ts';
import { Csrf, Moment } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import { mayEnd } from '../delegations.ts';
import { delegationWords, PersonLink, scopeText } from './person-parts.tsx';

interface Rows {
  readonly rows: readonly DelegationRecord[];
  readonly caption: string;
  readonly viewer: Viewer;
  /** The currency of ceilings. */
  readonly base: string;
  readonly nowMs: number;
}

/** Who signs for whom, from when until when, for what. */
export const DelegationTable = ({ rows, caption, viewer, base, nowMs }: Rows) => (
  <div class="scroll" tabindex={0} role="region" aria-label={caption}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Signs</th>
          <th scope="col">For</th>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">
            <span class="visually-hidden">End it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} viewer={viewer} base={base} nowMs={nowMs} />
        ))}
      </tbody>
    </table>
  </div>
);

const Row = ({ row, viewer, base, nowMs }: Omit<Rows, 'rows' | 'caption'> & { readonly row: DelegationRecord }) => {
  const { _id, from, to, fromMs, untilMs } = row;
  const state = delegationStateAt({ id: _id, ...row }, nowMs);
  return (
    <tr>
      <td>
        <PersonLink id={to} />
      </td>
      <td>
        <PersonLink id={from} />
      </td>
      <td>
        <span class={`badge ${state === 'in_force' ? 'good' : 'warn'}`}>{delegationWords[state]}</span>
        <br />
        <Moment at={fromMs} formats={viewer.formats} /> until <Moment at={untilMs} formats={viewer.formats} />
      </td>
      <td>{scopeText(row, base, viewer.formats)}</td>
      <td>
        {mayEnd(viewer.principal, row) && (
          <form method="post" action={`/delegations/${encodeURIComponent(_id)}/end`}>
            <Csrf viewer={viewer} />
            <button class="second">
              End it now<span class="visually-hidden">: {`${to} for ${from}`}</span>
            </button>
          </form>
        )}
      </td>
    </tr>
  );
}; // prettier-ignore
