import { z } from 'zod';
import { roleTexts } from '../../domain/directory-gaps.ts';
import type { PersonRecord, SessionRecord } from '../../store/directory-records.ts';
import { wantsDigest } from '../../store/message-preferences.ts';
import { putOwnFields } from '../../store/people.ts';
import { endSessionsOf, liveSessionsOf } from '../../store/sessions.ts';
import { takeSession } from '../console/cookies.ts';
import { page, type Page } from '../console/page.tsx';
import { Csrf, Facts, Moment } from '../console/parts.tsx';
import { idleMaxMs, type Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { principalNamed } from '../principals.ts';
import { DigestChoice } from './messages.tsx';
import { personPath } from './person-parts.tsx';
import { isLocale, isZone, RegionForm } from './region-form.tsx';

const region = z.strictObject({
  locale: z.string().refine(isLocale, 'Choose one of the list').optional(),
  zone: z.string().refine(isZone, 'Choose one of the list').optional(),
});

/** Who I am here, how I read times and amounts, and where I am signed in. */
export const mePages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/me', caller: 'person', query: z.strictObject({ said: z.literal('changed').optional().catch(undefined) }) }).shownBy(
    async ({ viewer, query: { said } }) => {
      const now = new Date(deps.nowMs());
      const { id } = viewer.principal;
      const [record, sessions, digest] = await Promise.all([
        principalNamed(deps, id), liveSessionsOf(deps.store, id, now), wantsDigest(deps.store, id),
      ]);
      const body = (
        <>
          <h1>{viewer.name}</h1>
          {said && (
            <p role="status" class="note good">
              Times and amounts are shown like this from now on.
            </p>
          )}
          <div class="columns">
            <Identity record={record} />
            <RegionForm record={record} viewer={viewer} region={deps.region} />
            <section class="sheet" aria-labelledby="digest">
              <h2 id="digest">Daily digest</h2>
              <DigestChoice viewer={viewer} digest={digest} />
            </section>
            <Sessions sessions={sessions.filter((one) => isInUse(one, now))} viewer={viewer} />
          </div>
        </>
      );
      return { title: 'My profile', body };
    },
  ),
  page({ method: 'post', path: '/me/region', caller: 'person', form: region }).shownBy(async ({ viewer, form: { locale, zone } }) => {
    await putOwnFields(deps.store, viewer.principal.id, {
      ...(locale === undefined ? {} : { locale }),
      ...(zone === undefined ? {} : { zone }),
    });
    return { goTo: '/me?said=changed' };
  }),
  page({ method: 'post', path: '/me/sign-out-everywhere', caller: 'person', form: z.strictObject({}) }).shownBy(async ({ viewer }, c) => {
    await endSessionsOf(deps.store, viewer.principal.id, new Date(deps.nowMs()));
    takeSession(c);
    return { goTo: '/sign-in' };
  }),
]; // prettier-ignore

const isInUse = ({ via, seenAt, authAt }: SessionRecord, now: Date): boolean =>
  via === 'cli' || now.getTime() - (seenAt ?? authAt).getTime() <= idleMaxMs;

const Identity = ({ record: { _id, email, unit, roles } }: { readonly record: PersonRecord }) => (
  <section class="sheet" aria-labelledby="identity">
    <h2 id="identity">Who I am here</h2>
    <Facts
      rows={[
        ['Id', <span class="number">{_id}</span>],
        ['E-mail', email],
        ['Unit', unit],
        [
          'Roles',
          roles.length === 0 ? (
            'none: a directory-admin gives them'
          ) : (
            <ul class="grants">
              {roles.map(({ role }) => (
                <li>
                  {role} <small>{roleTexts[role].may}</small>
                </li>
              ))}
            </ul>
          ),
        ],
      ]}
    />
    <p class="actions">
      <a class="button second" href="/delegations">
        Delegations: while I am away
      </a>
      <a href={personPath(_id)}>My entry in the directory</a>
    </p>
  </section>
);

const viaText = { cli: 'Command line', console: 'Browser' } as const;

const Sessions = ({ sessions, viewer }: { readonly sessions: readonly SessionRecord[]; readonly viewer: Viewer }) => (
  <section class="sheet" aria-labelledby="sessions">
    <h2 id="sessions">Where I am signed in</h2>
    <ul class="what">
      {sessions.map(({ _id, via, authAt, expiresAt }) => (
        <li>
          <strong>{viaText[via]}</strong>
          {_id === viewer.session._id && ' (this one)'}, since <Moment at={authAt} formats={viewer.formats} />, until{' '}
          <Moment at={expiresAt} formats={viewer.formats} /> at most
        </li>
      ))}
    </ul>
    <form method="post" action="/me/sign-out-everywhere">
      <Csrf viewer={viewer} />
      <button class="danger">Sign out everywhere</button>
    </form>
  </section>
);
