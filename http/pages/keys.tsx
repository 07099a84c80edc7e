import { z } from 'zod';
import type { NewServiceKey } from '../../domain/api-key.ts';
import type { Refusal } from '../../domain/errors.ts';
import { revokeKey } from '../../store/api-keys.ts';
import { activePrincipals } from '../../store/people.ts';
import { requireRole } from '../authenticate.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Empty, Moment, Pager } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import { fieldOf, listIn, orShownAgain, textIn, typedForm, type Typed } from '../console/typed.ts';
import type { Viewer } from '../console/viewer.ts';
import { idMax, type Deps } from '../context.ts';
import { giveKey, keeper, keysIn } from '../keys.ts';
import { parseAs } from '../parse.ts';
import { keyBody } from '../schemas/key.ts';
import { KeyTable, keysPath as path, NewKey } from './key-parts.tsx';
import { SettingsTabs } from './settings-parts.tsx';

const rowsMax = 50;

/** Keys of services and agents, for operators. */
export const keyPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path, caller: 'person', query: z.strictObject({ after: z.string().max(idMax).optional() }) }).shownBy(
    async ({ viewer, query: { after } }) => {
      await requireRole(deps, viewer.principal, keeper);
      return keysFor(deps, { viewer, after });
    },
  ),
  // Answered by the page itself: where a browser is sent to would have to know the key.
  page({ method: 'post', path, caller: 'person', form: typedForm }).shownBy(async ({ viewer, form }, c) => {
    await requireRole(deps, viewer.principal, keeper);
    return orShownAgain(
      c,
      async () => born(await giveKey(deps, textIn(form, 'service') ?? '', wantedIn(form), viewer.principal.id), viewer),
      (refused) => keysFor(deps, { viewer, form, refused }),
    );
  }),
  page({
    method: 'post',
    path: `${path}/:keyId/revoke`,
    caller: 'person',
    params: z.strictObject({ keyId: z.string() }),
    form: z.strictObject({}),
  }).shownBy(async ({ viewer: { principal }, params: { keyId } }) => {
    await requireRole(deps, principal, keeper);
    await revokeKey(deps.store, keyId, principal.id, new Date(deps.nowMs()));
    return { goTo: path };
  }),
]; // prettier-ignore

/** What the form asks for, by the schema of the interface for programs. Throws MALFORMED. */
function wantedIn(form: Typed): z.output<typeof keyBody> {
  const days = textIn(form, 'days');
  return parseAs(keyBody, {
    roles: listIn(form, 'roles'),
    ...fieldOf('expiresInDays', days === undefined ? undefined : Number(days)),
    ...fieldOf('name', textIn(form, 'name')),
  });
}

/** The only time that a key is shown; the page is not kept anywhere (Cache-Control: no-store). */
const born = ({ key, principalId, roles, expiresAt }: NewServiceKey, { formats }: Viewer): Shown => ({
  title: 'The new key',
  body: (
    <article class="sheet">
      <h1>The new key of {principalId}</h1>
      <p class="note" role="status">
        Copy it now: it is kept nowhere, and no page shows it again.
      </p>
      <pre class="secret" tabindex={0} aria-label="Key">
        {key}
      </pre>
      <p>
        It is good for {roles.join(', ')} until <Moment at={expiresAt} formats={formats} />. A program sends it as{' '}
        <code>Authorization: Bearer</code>.
      </p>
      <p class="actions">
        <a class="button" href={path}>
          I have it
        </a>
      </p>
    </article>
  ),
});

interface Asked {
  readonly viewer: Viewer;
  readonly after?: string | undefined;
  readonly form?: Typed;
  readonly refused?: Refusal;
}

async function keysFor(deps: Deps, { viewer, after, form = {}, refused }: Asked): Promise<Shown> {
  const [{ items, next }, all] = await Promise.all([
    keysIn(deps, { limit: rowsMax, after }), activePrincipals(deps.store, new Date(deps.nowMs())),
  ]); // prettier-ignore
  const services = all.filter(({ type }) => type !== 'person').map(({ id }) => id);
  const body = (
    <>
      <h1>Keys of services and agents</h1>
      <SettingsTabs path={path} />
      {refused && (
        <div role="alert" class="note bad">
          <Refusals all={[refused]} />
        </div>
      )}
      {items.length === 0 ? (
        <Empty title="No service has a key">
          <p>Give one below; the key is shown once.</p>
        </Empty>
      ) : (
        <KeyTable keys={items} viewer={viewer} />
      )}
      <Pager path={path} query={{}} next={next} />
      <NewKey services={services} form={form} viewer={viewer} />
    </>
  );
  return { title: 'Keys of services', body };
}
