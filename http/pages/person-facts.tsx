import { roleTexts } from '../../domain/directory-gaps.ts';
import { whyNotActive } from '../../domain/directory.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import type { Formats } from '../console/formats.ts';
import { Csrf, Facts, Moment } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { StatusDeed } from '../principals.ts';
import { ceilingText, PersonLink, personPath } from './person-parts.tsx';

interface FactsOf {
  readonly record: PersonRecord;
  readonly formats: Formats;
  readonly sessions: number;
  readonly now: Date;
}

/** Who somebody is, for who looks. */
export const PersonFacts = ({ record, formats, sessions, now }: FactsOf) => {
  const { _id, type, email, unit, owners, onBehalfOf, validFrom, validUntil, version } = record;
  return (
    <Facts
      rows={[
        ['Id', <span class="number">{_id}</span>],
        ['Type', type],
        ['E-mail', email],
        ['Unit', unit],
        ['Answered for by', owners?.flatMap((id, at) => [at === 0 ? '' : ', ', <PersonLink id={id} />])],
        ['On behalf of', onBehalfOf && <PersonLink id={onBehalfOf} />],
        ['May act', whyNotActive(record, now) ?? 'yes'],
        ['Valid from', validFrom && <Moment at={validFrom} formats={formats} />],
        ['Valid until', validUntil && <Moment at={validUntil} formats={formats} />],
        ['Signed in', type === 'person' ? sessionsText(sessions) : undefined],
        ['Version', formats.count(version)],
      ]}
    />
  );
};

const sessionsText = (count: number): string =>
  count === 0 ? 'nowhere' : count === 1 ? 'in 1 place' : `in ${count} places`;

/** What he may do, with what limits it. */
export const Roles = ({ record: { roles }, base, formats }: { readonly record: PersonRecord; readonly base: string; readonly formats: Formats }) =>
  roles.length === 0 ? (
    <p class="hint">None: may sign in and look, and nothing else.</p>
  ) : (
    <div class="scroll" tabindex={0} role="region" aria-label="Roles">
      <table>
        <caption>Ceilings are in {base} and inclusive</caption>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">What it is for</th>
            <th scope="col">Kinds</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {roles.map(({ role, kinds, ceilingMinor }) => (
            <tr>
              <th scope="row">{role}</th>
              <td>{roleTexts[role].may}</td>
              <td>{kinds?.join(', ') ?? 'all'}</td>
              <td>{ceilingText(ceilingMinor, base, formats)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  ); // prettier-ignore

const deedsOf: Readonly<Record<PersonRecord['status'], readonly (readonly [deed: StatusDeed, text: string, says: string])[]>> = {
  active: [
    ['suspend', 'Suspend', 'may not act until activated again'],
    ['revoke', 'Revoke', 'may not act any more, and is signed out everywhere at once'],
  ],
  suspended: [
    ['activate', 'Activate', 'may act again; of somebody who signs, another directory-admin confirms it'],
    ['revoke', 'Revoke', 'may not act any more, and is signed out everywhere at once'],
  ],
  revoked: [['activate', 'Activate', 'may act again; of somebody who signs, another directory-admin confirms it']],
}; // prettier-ignore

/** What a directory-admin can do with him. */
export const Deeds = ({
  record: { _id, status },
  viewer,
}: {
  readonly record: PersonRecord;
  readonly viewer: Viewer;
}) => (
  <>
    <p class="actions">
      <a class="button second" href={`${personPath(_id)}/change`}>
        Change {_id}
      </a>
    </p>
    {deedsOf[status].map(([deed, text, says]) => (
      <form method="post" action={`${personPath(_id)}/${deed}`} class="deed">
        <Csrf viewer={viewer} />
        <button class={deed === 'activate' ? 'second' : 'danger'}>
          {text} {_id}
        </button>
        <p class="hint">
          {_id} {says}.
        </p>
      </form>
    ))}
  </>
);
