import { adviceFor } from '../../domain/directory-gaps.ts';
import { whyNotActive } from '../../domain/directory.ts';
import { hasRole, principalTypes } from '../../domain/principal.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import { Badge } from '../console/parts.tsx';
import { Tabs } from '../console/tabs.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { DirectoryView } from '../directory-view.ts';
import { Grants, personPath } from './person-parts.tsx';

/** The pages about who there is. */
export const PeopleTabs = ({ path }: { readonly path: string }) => (
  <Tabs
    label="People"
    path={path}
    tabs={[
      { path: '/people', name: 'Directory' },
      { path: '/delegations', name: 'Delegations' },
    ]}
  />
);

export const mayKeep = ({ principal }: Viewer): boolean => hasRole(principal, 'directory-admin');

/** What is wrong with the directory, each with what to do. */
export const Findings = ({ view: { findings, gaps } }: { readonly view: DirectoryView }) =>
  findings.length + gaps.length === 0 ? null : (
    <section class="note" aria-labelledby="findings">
      <h2 id="findings">What the directory lacks</h2>
      <ul>
        {gaps.map(({ role, text }) => (
          <li>
            <strong>Nobody is {role}</strong>: {text}. A directory-admin gives the role to somebody: choose a person below, then
            Change.
          </li>
        ))}
        {findings.map(({ rule, text }) => (
          <li>
            <strong>{text}</strong> {adviceFor[rule]}
          </li>
        ))}
      </ul>
    </section>
  ); // prettier-ignore

interface Rows {
  readonly rows: readonly PersonRecord[];
  readonly count: number;
  readonly viewer: Viewer;
  readonly nowMs: number;
}

export const PeopleTable = ({ rows, count, viewer: { formats }, nowMs }: Rows) => (
  <div class="scroll" tabindex={0} role="region" aria-label="Directory">
    <table class="people">
      <caption>{count === 1 ? '1 of the directory' : `${formats.count(count)} of the directory`}, by id</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Roles</th>
          <th scope="col" class="wide">
            Unit
          </th>
          <th scope="col" class="wide">
            Type
          </th>
          <th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr>
            <th scope="row">
              <a href={personPath(one._id)}>{one.name ?? one._id}</a>
              <small>{one.email ?? (one.name === undefined ? '' : one._id)}</small>
            </th>
            <td>
              <Grants grants={one.roles} />
            </td>
            <td class="wide">{one.unit}</td>
            <td class="wide">
              {one.type}
              {one.owners && <small>answered for by {one.owners.join(', ')}</small>}
            </td>
            <td>
              <Badge state={one.status} />
              {one.status === 'active' && whyNotActive(one, new Date(nowMs)) !== undefined && <small>not valid now</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
); // prettier-ignore

/** The way to somebody new, for who may take it. */
export const AddSomebody = ({ viewer }: { readonly viewer: Viewer }) =>
  mayKeep(viewer) ? (
    <p class="actions">
      {principalTypes.map((type) => (
        <a class="button second" href={`/people/-/add?type=${type}`}>
          Add {type === 'agent' ? 'an' : 'a'} {type}
        </a>
      ))}
    </p>
  ) : (
    <p class="hint">A directory-admin adds and changes people: filter by that role to see who.</p>
  );
