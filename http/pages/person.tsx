import { z } from 'zod';
import { delegationsFrom } from '../../store/delegations.ts';
import { waitingChanges } from '../../store/directory-closing.ts';
import { directoryLogOf } from '../../store/directory-log.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import { liveSessionsOf } from '../../store/sessions.ts';
import { holdersOf, requireRole } from '../authenticate.ts';
import { page, type Page } from '../console/page.tsx';
import { Badge } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { admin, rulesOf } from '../directory-rules.ts';
import { principalNamed, setStatus } from '../principals.ts';
import { DelegationTable } from './delegation-parts.tsx';
import { mayKeep } from './people-parts.tsx';
import { Deeds, PersonFacts, Roles } from './person-facts.tsx';
import { DirectoryLog, personPath, Said, saidQuery } from './person-parts.tsx';
import { WaitingChanges } from './waiting-changes.tsx';

const linesMax = 20;
const ofPerson = z.strictObject({ id: z.string() });
const said = z.strictObject({ said: saidQuery });

/** Somebody, with what he may do, whom he lends it to, and who changed that; what becomes of him, by directory-admins. */
export const personPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/people/:id', caller: 'person', params: ofPerson, query: said }).shownBy(
    async ({ viewer, params: { id }, query }) => {
      const record = await principalNamed(deps, id);
      const name = record.name ?? record._id;
      const body = (
        <>
          <h1>
            {name} <Badge state={record.status} />
          </h1>
          <Said said={query.said} />
          {await AboutPerson({ deps, record, viewer })}
        </>
      );
      return { title: name, body };
    },
  ),
  ...(['suspend', 'revoke', 'activate'] as const).map((deed) =>
    page({ method: 'post', path: `/people/:id/${deed}`, caller: 'person', params: ofPerson, form: z.strictObject({}) }).shownBy(
      async ({ viewer: { principal }, params: { id } }) => {
        await requireRole(deps, principal, admin);
        const { kind } = await setStatus(deps, principal.id, id, deed);
        return { goTo: personPath(id, kind === 'done' ? 'changed' : 'waits') };
      },
    ),
  ),
]; // prettier-ignore

interface About {
  readonly deps: Deps;
  readonly record: PersonRecord;
  readonly viewer: Viewer;
}

async function AboutPerson({ deps, record, viewer }: About) {
  const { store, nowMs } = deps;
  const { _id } = record;
  const { formats } = viewer;
  const now = new Date(nowMs());
  const [{ policy }, delegations, log, changes, sessions] = await Promise.all([
    rulesOf(deps, 'countersign'), delegationsFrom(store, now.getTime()), directoryLogOf(store, _id, linesMax), waitingChanges(store),
    liveSessionsOf(store, _id, now),
  ]); // prettier-ignore
  const { base } = policy.rates;
  const his = delegations.filter(({ from, to }) => from === _id || to === _id);
  return (
    <>
      <WaitingChanges changes={changes.filter(({ personId }) => personId === _id)} records={[record]} viewer={viewer} base={base} nowMs={now.getTime()} />
      <div class="columns">
        <section class="sheet" aria-labelledby="facts">
          <h2 id="facts">Who it is</h2>
          <PersonFacts record={record} formats={formats} sessions={sessions.length} now={now} />
        </section>
        <section class="sheet" aria-labelledby="deeds">
          <h2 id="deeds">What becomes of {_id}</h2>
          {mayKeep(viewer) ? (
            <Deeds record={record} viewer={viewer} />
          ) : (
            <p class="hint">Directory-admins change people: {await holdersOf(deps, ['directory-admin'], true)}.</p>
          )}
        </section>
      </div>
      <section class="sheet" aria-labelledby="roles">
        <h2 id="roles">Roles</h2>
        <Roles record={record} base={base} formats={formats} />
      </section>
      {record.type === 'person' && (
        <section class="sheet" aria-labelledby="lent">
          <h2 id="lent">Delegations</h2>
          {his.length === 0 ? (
            <p class="hint">None from or to {_id}.</p>
          ) : (
            <DelegationTable rows={his} caption="In force or to come" viewer={viewer} base={base} nowMs={now.getTime()} />
          )}
        </section>
      )}
      <section class="sheet" aria-labelledby="log">
        <h2 id="log">Last changes</h2>
        <DirectoryLog lines={log} formats={formats} />
      </section>
    </>
  );
} // prettier-ignore
