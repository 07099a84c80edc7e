import { fieldsChanged, type FieldChanged } from '../../domain/directory-text.ts';
import type { DirectoryChangeRecord, PersonRecord } from '../../store/directory-records.ts';
import { entryFrom } from '../../store/people.ts';
import { Away, Csrf, Moment } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import { mayKeep } from './people-parts.tsx';
import { grantWords, personPath } from './person-parts.tsx';

interface Waiting {
  readonly changes: readonly DirectoryChangeRecord[];
  readonly records: readonly PersonRecord[];
  readonly viewer: Viewer;
  /** The currency of ceilings. */
  readonly base: string;
  readonly nowMs: number;
}

/** Changes that wait for a second admin, with what each of them would make different. */
export const WaitingChanges = ({ changes, ...rest }: Waiting) =>
  changes.length === 0 ? null : (
    <section class="sheet" aria-labelledby="waiting">
      <h2 id="waiting">Waiting for a second directory-admin</h2>
      <ul class="rows">
        {changes.map((change) => (
          <WaitingChange change={change} {...rest} />
        ))}
      </ul>
    </section>
  );

const WaitingChange = ({ change, records, viewer, base, nowMs }: Omit<Waiting, 'changes'> & { readonly change: DirectoryChangeRecord }) => {
  const { personId, next, why, askedBy, askedAt, takesEffectAt } = change;
  const record = records.find(({ _id }) => _id === personId);
  const words = grantWords(base, viewer.formats);
  return (
    <li class="change">
      <div>
        <p>
          <strong>{record ? <a href={personPath(personId)}>{personId}</a> : `${personId} (new)`}</strong>: {why.join(', ')}.
        </p>
        <ul class="what">
          {fieldsChanged(record && entryFrom(record), { id: personId, ...next }, words).map((one) => (
            <Changed {...one} />
          ))}
        </ul>
        <p class="hint">
          Asked for by {askedBy} <Away at={askedAt} formats={viewer.formats} nowMs={nowMs} />.{' '}
          {takesEffectAt && (
            <>
              There is no other directory-admin, so it takes effect at <Moment at={takesEffectAt} formats={viewer.formats} />.
            </>
          )}
        </p>
      </div>
      <ChangeAnswers change={change} viewer={viewer} />
    </li>
  );
}; // prettier-ignore

const Changed = ({ field, was, is }: FieldChanged) => (
  <li>
    {field}: {was !== '' && <del>{was}</del>} {is === '' ? 'nothing any more' : <ins>{is}</ins>}
  </li>
);

/** The buttons, for who may press them; why not, for everybody else. */
const ChangeAnswers = ({ change, viewer }: { readonly change: DirectoryChangeRecord; readonly viewer: Viewer }) => {
  const { _id, personId, askedBy } = change;
  const { id } = viewer.principal;
  if (!mayKeep(viewer)) return <p class="hint">A directory-admin confirms it.</p>;
  const barred = askedBy === id ? 'You asked for it: another directory-admin confirms it.' : personId === id ? 'It is about you: another directory-admin confirms it.' : undefined; // prettier-ignore
  const to = (answer: string): string => `/people/-/changes/${encodeURIComponent(_id)}/${answer}`;
  return (
    <div class="actions">
      {barred === undefined ? (
        <form method="post" action={to('confirm')}>
          <Csrf viewer={viewer} />
          <button>Confirm: change {personId}</button>
        </form>
      ) : (
        <p class="hint">{barred}</p>
      )}
      <form method="post" action={to('refuse')}>
        <Csrf viewer={viewer} />
        <button class="second">{askedBy === id ? 'Take it back' : 'Refuse'}</button>
      </form>
    </div>
  );
};
