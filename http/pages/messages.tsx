import { z } from 'zod';
import { Refused } from '../../domain/errors.ts';
import { chooseDigest, preferencesByToken, unsubscribe } from '../../store/message-preferences.ts';
import { page, type Page } from '../console/page.tsx';
import { Csrf } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';

const unsubscribePath = '/messages/unsubscribe/:token';
const token = z.strictObject({ token: z.string() });
/** What mail programs send to end a list (RFC 8058, 3.2), and what our own form sends. */
const oneClick = { name: 'List-Unsubscribe', value: 'One-Click' } as const;

/**
 * Ends the daily digest by the link in it. A GET shows a button and changes nothing, because scanners follow links; the POST comes
 * from the button, or from a mail program that has neither a session nor an Origin to tell. The token grants this and nothing else.
 */
export const messagePages = ({ store }: Deps): readonly Page[] => [
  page({ method: 'get', path: unsubscribePath, caller: 'anybody', params: token }).shownBy(async ({ params }) => {
    const preferences = await preferencesByToken(store, params.token);
    if (!preferences) throw notOurs();
    return preferences.digest ? asked() : unsubscribed();
  }),
  page({ method: 'post', path: unsubscribePath, caller: 'anybody', params: token, isFromAnywhere: true }).shownBy(async ({ params }, c) => {
    await requireOneClick(c);
    if (!(await unsubscribe(store, params.token))) throw notOurs();
    return unsubscribed();
  }),
  page({
    method: 'post', path: '/me/digest', caller: 'person', form: z.strictObject({ digest: z.enum(['on', 'off']) }),
  }).shownBy(async ({ viewer, form }) => {
    await chooseDigest(store, viewer.principal.id, form.digest === 'on');
    return { goTo: '/me' };
  }),
]; // prettier-ignore

const notOurs = (): Refused =>
  new Refused('NOT_FOUND', { detail: 'The link is of no digest; the newest one has one that works.' });

/** Form or multipart, as mail programs please. Throws MALFORMED for anything else: no POST that means something else ends a digest. */
async function requireOneClick(c: Ctx): Promise<void> {
  const body: Readonly<Record<string, unknown>> = await c.req.parseBody().catch(() => ({}));
  if (body[oneClick.name] === oneClick.value) return;
  throw new Refused('MALFORMED', { param: oneClick.name, detail: `Send ${oneClick.name}=${oneClick.value}.` });
}

const asked = () => ({
  title: 'No more digests?',
  body: (
    <article class="narrow">
      <h1>No more digests?</h1>
      <p>
        The daily digest tells what waits for your signature. Without it you still get a message about each request that needs
        you.
      </p>
      <form method="post">
        <input type="hidden" name={oneClick.name} value={oneClick.value} />
        <button>Stop the daily digest</button>
      </form>
    </article>
  ),
}); // prettier-ignore

const unsubscribed = () => ({
  title: 'No more digests',
  body: (
    <article class="narrow">
      <h1>No more digests</h1>
      <p role="status">You get no daily digest. Messages about requests that need you still come.</p>
      <p>
        To get it again, switch it on in <a href="/me">your profile</a>.
      </p>
    </article>
  ),
});

interface Choice {
  readonly viewer: Viewer;
  /** Whether he gets it now (`wantsDigest`). */
  readonly digest: boolean;
}

/** Switches the daily digest on and off; for the profile. */
export const DigestChoice = ({ viewer, digest }: Choice) => (
  <form method="post" action="/me/digest" aria-labelledby="digest-choice">
    <Csrf viewer={viewer} />
    <input type="hidden" name="digest" value={digest ? 'off' : 'on'} />
    <p id="digest-choice">
      {digest
        ? 'You get a digest by mail once a day, when something waits for your signature.'
        : 'You get no daily digest. Messages about requests that need you still come.'}
    </p>
    <p class="actions">
      <button class="second">{digest ? 'Stop the daily digest' : 'Get the daily digest'}</button>
    </p>
  </form>
);
