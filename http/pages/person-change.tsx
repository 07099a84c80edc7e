import { z } from 'zod';
import type { Refusal } from '../../domain/errors.ts';
import { principalTypes, type PrincipalType } from '../../domain/principal.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import { activePolicy } from '../../store/policies.ts';
import { requireRole } from '../authenticate.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Refusals } from '../console/refusals.tsx';
import { orShownAgain, textIn, typedForm, type Typed } from '../console/typed.ts';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { admin } from '../directory-rules.ts';
import { principalNamed, putPrincipal } from '../principals.ts';
import { PersonForm } from './person-form.tsx';
import { personPath } from './person-parts.tsx';
import { bodyTyped, idTyped, personTyped, typedAgain } from './person-typed.ts';

const ofPerson = z.strictObject({ id: z.string() });
const typeQuery = z.strictObject({ type: z.enum(principalTypes).default('person') });
const addPath = '/people/-/add';

/** Forms to add somebody and to change him, for directory-admins. */
export const personChangePages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: addPath, caller: 'person', query: typeQuery }).shownBy(async ({ viewer, query: { type } }) => {
    await requireRole(deps, viewer.principal, admin);
    return formFor(deps, { viewer, type });
  }),
  page({ method: 'post', path: addPath, caller: 'person', query: typeQuery, form: typedForm }).shownBy(
    async ({ viewer, query: { type }, form }, c) => {
      await requireRole(deps, viewer.principal, admin);
      const about = { viewer, type };
      return orShownAgain(c, () => put(deps, about, idTyped(form), form), (refused) => formFor(deps, { ...about, form, refused }));
    },
  ),
  page({ method: 'get', path: '/people/:id/change', caller: 'person', params: ofPerson }).shownBy(async ({ viewer, params: { id } }) => {
    await requireRole(deps, viewer.principal, admin);
    const record = await principalNamed(deps, id);
    return formFor(deps, { viewer, type: record.type, record });
  }),
  page({ method: 'post', path: '/people/:id/change', caller: 'person', params: ofPerson, form: typedForm }).shownBy(
    async ({ viewer, params: { id }, form }, c) => {
      await requireRole(deps, viewer.principal, admin);
      const record = await principalNamed(deps, id);
      const about = { viewer, type: record.type, record };
      return orShownAgain(c, () => put(deps, about, record._id, form), (refused) => formFor(deps, { ...about, form, refused }));
    },
  ),
]; // prettier-ignore

interface About {
  readonly viewer: Viewer;
  readonly type: PrincipalType;
  /** Who is changed; nobody yet when somebody is added. */
  readonly record?: PersonRecord;
}

async function put(deps: Deps, { viewer, type, record }: About, id: string, form: Typed): Promise<Shown> {
  const { base } = (await activePolicy(deps.store, new Date(deps.nowMs()))).rates;
  const body = bodyTyped(form, { before: record, type, zone: viewer.formats.zone, base });
  const { kind } = await putPrincipal(deps, viewer.principal.id, id, body);
  if (kind === 'waits' && !record) return { goTo: '/people?said=waits' }; // who is not there yet has no page
  return { goTo: personPath(id, kind === 'done' ? 'changed' : 'waits') };
}

interface Again extends About {
  readonly form?: Typed;
  readonly refused?: Refusal;
}

/** The form: of the record, or as it was typed and refused. One that is stale goes on from the version that is there now. */
async function formFor(deps: Deps, { viewer, type, record, form, refused }: Again): Promise<Shown> {
  const { base } = (await activePolicy(deps.store, new Date(deps.nowMs()))).rates;
  const id = record?._id ?? (form && textIn(form, 'id')) ?? '';
  const typed = form ? typedAgain(form, id, type) : personTyped(record, type, viewer.formats.zone, base);
  const title = record ? `Change ${record._id}` : `Add ${type === 'agent' ? 'an' : 'a'} ${type}`;
  const body = (
    <>
      <h1>{title}</h1>
      {refused && (
        <div id="refused" role="alert" class="note bad">
          <Refusals all={[refused]} />
          {refused.code === 'STALE_VERSION' && <Stale id={id} isNew={record === undefined} />}
        </div>
      )}
      <PersonForm
        action={record ? `${personPath(record._id)}/change` : `${addPath}?type=${type}`}
        typed={typed}
        version={versionSeen(record, form, refused)}
        viewer={viewer}
        base={base}
        wrong={refused?.param}
        cancel={record ? personPath(record._id) : '/people'}
      />
    </>
  );
  return { title, body };
} // prettier-ignore

/** What was seen stays what was seen, so that what somebody else has changed meanwhile is not undone unseen. */
function versionSeen(record: PersonRecord | undefined, form: Typed | undefined, refused: Refusal | undefined): number {
  const seen = form && refused?.code !== 'STALE_VERSION' ? Number(textIn(form, 'expectedVersion')) : Number.NaN;
  return Number.isSafeInteger(seen) ? seen : (record?.version ?? 0);
}

const Stale = ({ id, isNew }: { readonly id: string; readonly isNew: boolean }) => (
  <p>
    {isNew ? 'Somebody has this id already: ' : 'Somebody else was faster: '}
    <a href={personPath(id)}>see {id}</a>.{' '}
    {isNew ? 'Give another one.' : 'Below stands what you typed; sent again, it replaces what is there now.'}
  </p>
);
