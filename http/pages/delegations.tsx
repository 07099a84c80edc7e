import { z } from 'zod';
import type { Refusal } from '../../domain/errors.ts';
import { parseAmount } from '../../domain/money.ts';
import { delegationsFrom } from '../../store/delegations.ts';
import type { DelegationRecord } from '../../store/directory-records.ts';
import { activePrincipals } from '../../store/people.ts';
import { activePolicy } from '../../store/policies.ts';
import { instantOf, localOf } from '../console/local-time.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Empty } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import { fieldOf, listIn, orShownAgain, textIn, typedForm, type Typed } from '../console/typed.ts';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { end, lend } from '../delegations.ts';
import { parseAs } from '../parse.ts';
import { delegationBody } from '../schemas/delegation.ts';
import { text } from '../schemas/scalars.ts';
import { AwayForm } from './delegation-form.tsx';
import { DelegationTable } from './delegation-parts.tsx';
import { PeopleTabs } from './people-parts.tsx';

const said = {
  lent: 'It is lent. It begins and ends by itself; you can end it at any time.',
  ended: 'It is ended. For requests that were open while it was in force, the two of you still count as one person.',
} as const;
const query = z.strictObject({
  said: z.enum(['lent', 'ended']).optional().catch(undefined),
  /** Lend the step of this request that waits now. */
  request: text(64).optional(),
});

/** Rights that people lend each other: while they are away, or for one request (approvals.md section 4). */
export const delegationPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/delegations', caller: 'person', query }).shownBy(({ viewer, query: asked }) =>
    delegationsFor(deps, { viewer, said: asked.said && said[asked.said], form: fieldOf('requestId', asked.request) }),
  ),
  page({ method: 'post', path: '/delegations', caller: 'person', form: typedForm }).shownBy(async ({ viewer, form }, c) =>
    orShownAgain(
      c,
      async () => {
        await lend(deps, viewer.principal, await wantedIn(deps, form, viewer));
        return { goTo: '/delegations?said=lent' };
      },
      (refused) => delegationsFor(deps, { viewer, form, refused }),
    ),
  ),
  page({
    method: 'post',
    path: '/delegations/:id/end',
    caller: 'person',
    params: z.strictObject({ id: z.string() }),
    form: z.strictObject({}),
  }).shownBy(async ({ viewer, params: { id } }) => {
    await end(deps, viewer.principal, id);
    return { goTo: '/delegations?said=ended' };
  }),
]; // prettier-ignore

/** What the form asks for, by the schema of the interface for programs. Throws MALFORMED, AMOUNT_FORMAT, CURRENCY_UNKNOWN. */
async function wantedIn(deps: Deps, form: Typed, { formats: { zone } }: Viewer): Promise<z.output<typeof delegationBody>> {
  const base = await baseOf(deps);
  const ceiling = textIn(form, 'ceiling');
  const kinds = listIn(form, 'kinds');
  const from = textIn(form, 'from');
  const isNow = from === localOf(new Date(deps.nowMs()), zone); // its first seconds are gone already
  return parseAs(delegationBody, {
    to: textIn(form, 'to'),
    ...fieldOf('from', isNow ? undefined : instantTyped(from, zone)),
    ...fieldOf('until', instantTyped(textIn(form, 'until'), zone)),
    ...fieldOf('kinds', kinds.length === 0 ? undefined : kinds),
    ...fieldOf('ceilingMinor', ceiling === undefined ? undefined : parseAmount(ceiling, base, 'ceiling')),
    ...fieldOf('requestId', textIn(form, 'requestId')),
  });
} // prettier-ignore

const instantTyped = (local: string | undefined, zone: string): string | undefined =>
  local === undefined ? undefined : (instantOf(local, zone)?.toISOString() ?? local);

const baseOf = async ({ store, nowMs }: Deps): Promise<string> =>
  (await activePolicy(store, new Date(nowMs()))).rates.base;

interface Asked {
  readonly viewer: Viewer;
  readonly said?: string | undefined;
  readonly form?: Typed;
  readonly refused?: Refusal;
}

async function delegationsFor(deps: Deps, { viewer, said: done, form = {}, refused }: Asked): Promise<Shown> {
  const { store, nowMs } = deps;
  const [all, people, base] = await Promise.all([
    delegationsFrom(store, nowMs()), activePrincipals(store, new Date(nowMs())), baseOf(deps),
  ]); // prettier-ignore
  const { id } = viewer.principal;
  const given = all.filter(({ from }) => from === id);
  const held = all.filter(({ to }) => to === id);
  const others = all.filter(({ from, to }) => from !== id && to !== id);
  const table = (rows: readonly DelegationRecord[], caption: string) => (
    <DelegationTable rows={rows} caption={caption} viewer={viewer} base={base} nowMs={nowMs()} />
  );
  const body = (
    <>
      <h1>Delegations</h1>
      <PeopleTabs path="/delegations" />
      {done !== undefined && (
        <p role="status" class="note good">
          {done}
        </p>
      )}
      {refused && (
        <div id="refused" role="alert" class="note bad">
          <Refusals all={[refused]} />
        </div>
      )}
      {all.length === 0 && (
        <Empty title="Nobody signs for anybody">
          <p>Who is away lends the right to sign below; it ends by itself.</p>
        </Empty>
      )}
      {given.length > 0 && <section class="sheet">{table(given, 'Who signs for me')}</section>}
      {held.length > 0 && <section class="sheet">{table(held, 'For whom I sign')}</section>}
      {others.length > 0 && <section class="sheet">{table(others, 'Between others')}</section>}
      <AwayForm form={form} viewer={viewer} base={base} people={people} wrong={refused?.param} />
    </>
  );
  return { title: 'Delegations', body };
}
