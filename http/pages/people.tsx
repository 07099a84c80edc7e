import { z } from 'zod';
import { principalTypes, roleNames } from '../../domain/principal.ts';
import { waitingChanges } from '../../store/directory-closing.ts';
import { page, type Page } from '../console/page.tsx';
import { Choose, Empty, Pager } from '../console/parts.tsx';
import type { Deps } from '../context.ts';
import { requireRole } from '../authenticate.ts';
import { answerChange } from '../directory-changes.ts';
import { admin } from '../directory-rules.ts';
import { directoryView, peopleWho } from '../directory-view.ts';
import { idMax } from '../context.ts';
import { AddSomebody, Findings, PeopleTable, PeopleTabs } from './people-parts.tsx';
import { personPath, Said, saidQuery } from './person-parts.tsx';
import { WaitingChanges } from './waiting-changes.tsx';

const rowsMax = 50;
const statuses = ['active', 'suspended', 'revoked'] as const;

const query = z.strictObject({
  type: z.enum(principalTypes).optional(),
  role: z.enum(roleNames).optional(),
  status: z.enum(statuses).optional(),
  name: z.string().max(idMax).optional(),
  after: z.string().max(idMax).optional(),
  said: saidQuery,
});

/** Who there is, what is wrong with it, and what waits for a second admin. */
export const peoplePages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/people', caller: 'person', query }).shownBy(async ({ viewer, query: { after = '', said, ...wanted } }) => {
    const view = await directoryView(deps);
    const found = peopleWho(view.records, wanted);
    const from = found.filter(({ _id }) => _id > after);
    const rows = from.slice(0, rowsMax);
    const chosen = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const changes = await waitingChanges(deps.store);
    const body = (
      <>
        <h1>People</h1>
        <PeopleTabs path="/people" />
        <Said said={said} />
        <WaitingChanges changes={changes} records={view.records} viewer={viewer} base={view.base} nowMs={deps.nowMs()} />
        <Findings view={view} />
        <Filters wanted={wanted} />
        {rows.length === 0 ? (
          <Empty title="Nobody is like this">
            <p>
              <a href="/people">Show everybody</a>
            </p>
          </Empty>
        ) : (
          <PeopleTable rows={rows} count={found.length} viewer={viewer} nowMs={deps.nowMs()} />
        )}
        <Pager path="/people" query={chosen as Record<string, string>} next={from.length > rowsMax ? rows.at(-1)?._id : undefined} />
        <AddSomebody viewer={viewer} />
      </>
    );
    return { title: 'People', body };
  }),
  ...(['confirm', 'refuse'] as const).map((answer) =>
    page({
      method: 'post',
      path: `/people/-/changes/:changeId/${answer}`,
      caller: 'person',
      params: z.strictObject({ changeId: z.string() }),
      form: z.strictObject({}),
    }).shownBy(async ({ viewer: { principal }, params: { changeId } }) => {
      await requireRole(deps, principal, admin);
      const { record } = await answerChange(deps, principal.id, changeId, answer);
      return { goTo: record ? personPath(record._id, 'confirmed') : '/people?said=refused' };
    }),
  ),
]; // prettier-ignore

type Wanted = Omit<z.output<typeof query>, 'after' | 'said'>;

const Filters = ({ wanted: { name, type, role, status } }: { readonly wanted: Wanted }) => (
  <form method="get" action="/people" class="filters" role="search" aria-label="People">
    <label>
      Name or address
      <input type="search" name="name" value={name} />
    </label>
    <Choose name="role" label="Role" any="any role" chosen={role} choices={roleNames.map(asChoice)} />
    <Choose name="type" label="Type" any="any type" chosen={type} choices={principalTypes.map(asChoice)} />
    <Choose name="status" label="Status" any="any status" chosen={status} choices={statuses.map(asChoice)} />
    <p>
      <button class="second">Filter</button>
    </p>
  </form>
);

const asChoice = (value: string) => ({ value, text: value });
