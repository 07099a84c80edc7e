import { z } from 'zod';
import { Refused, type ErrorCode } from '../../domain/errors.ts';
import type { SignInRecord } from '../../store/directory-records.ts';
import { endSession } from '../../store/sessions.ts';
import { takeSession } from '../console/cookies.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { nextOf } from '../console/refusals.tsx';
import { OnTheWay, SignIn, SignInAgain } from '../console/sign-in.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';
import { statusOf } from '../problems.ts';
import { text } from '../schemas/scalars.ts';
import { signInByName } from '../sign-in/development.ts';
import { countSignIn, enterConsole, personFor } from '../sign-in/enter.ts';
import { ownPath } from '../sign-in/own-path.ts';
import { beginAtProvider, callbackPath, oidcOf, takeBegun } from '../sign-in/transactions.ts';

/** Longest text that a page keeps while its reader signs in again. */
const keptMax = 2_000;
const title = 'Sign in';

/** In and out. */
export const signInPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/sign-in', caller: 'anybody', query: z.strictObject({ goTo: ownPath }) }).shownBy(
    ({ viewer, query: { goTo = '/' } }) =>
      Promise.resolve(viewer ? { goTo } : { title, body: <SignIn deps={deps} goTo={goTo} /> }),
  ),
  page({
    method: 'post',
    path: '/sign-in',
    caller: 'anybody',
    form: z.strictObject({ person: text(), goTo: ownPath }),
  }).shownBy(({ form: { person, goTo = '/' } }, c) =>
    orSignIn(deps, c, { goTo }, async () => {
      countSignIn(deps, c);
      await enterConsole(deps, c, await signInByName(deps, c, person));
      return { goTo };
    }),
  ),
  page({ method: 'post', path: '/sign-out', caller: 'person', form: z.strictObject({}) }).shownBy(
    async ({ viewer }, c) => {
      await endSession(deps.store, viewer.session._id, new Date(deps.nowMs()));
      takeSession(c);
      return { goTo: '/sign-in' };
    },
  ),
  ...providerPages(deps),
  againPage(deps),
];

/** There and back. The way there is a link, and so a GET; it changes nothing but what a sign-in is known by. */
const providerPages = (deps: Deps): readonly Page[] => [
  page({
    method: 'get',
    path: '/sign-in/oidc',
    caller: 'anybody',
    query: z.strictObject({ goTo: ownPath }),
  }).shownBy(({ viewer, query: { goTo = '/' } }, c) =>
    orSignIn(deps, c, { goTo }, async () => {
      if (viewer || isLook(c)) return { goTo };
      countSignIn(deps, c);
      return { goTo: (await beginAtProvider(deps, c, { goTo })).href };
    }),
  ),
  page({ method: 'get', path: callbackPath, caller: 'anybody' }).shownBy(async ({ viewer }, c) => {
    if (isLook(c)) return { goTo: '/' };
    let known: Pick<SignInRecord, 'goTo' | 'again'> = { goTo: '/' };
    const enter = async (): Promise<Shown> => {
      const { begun, asked } = await takeBegun(deps, c);
      known = begun;
      const identity = await oidcOf(deps).end(asked, new URL(c.req.url).search);
      const person = await personFor(deps, identity, begun.again?.personId);
      const { authAtMs, locale, zone } = identity;
      await enterConsole(deps, c, person, { authAtMs, locale, zone, ...draftOf(begun.goTo, begun.again?.text) });
      return { goTo: begun.goTo };
    };
    return orSignIn(deps, c, { ...known, viewer, knownNow: () => known }, enter);
  }),
];

/** A program that looks without opening: it gets no sign-in begun and none ended. */
const isLook = (c: Ctx): boolean => c.req.method === 'HEAD' || c.req.header('sec-purpose') !== undefined;

/** Step-up (approvals.md section 11): the same person proves again who he is, and what he had written is kept. */
const againPage = (deps: Deps): Page =>
  page({
    method: 'post',
    path: '/sign-in/again',
    caller: 'person',
    form: z.strictObject({ goTo: ownPath, kept: text(keptMax).optional() }),
  }).shownBy(({ viewer, form: { goTo = '/', kept } }, c) => {
    const again = { personId: viewer.principal.id, ...(kept === undefined ? {} : { text: kept }) };
    return orSignIn(deps, c, { goTo, viewer, knownNow: () => ({ goTo, again }) }, async () => {
      countSignIn(deps, c);
      if (!deps.oidc) {
        await enterConsole(deps, c, await signInByName(deps, c, again.personId), draftOf(goTo, kept));
        return { goTo };
      }
      const { href } = await beginAtProvider(deps, c, { goTo, again });
      c.header('Refresh', `0;url=${href}`); // no redirect: form-action lets no form lead elsewhere
      const body = (
        <OnTheWay title="Sign in again" href={href} link={`Go on to ${deps.oidc.name}`}>
          <p>{deps.oidc.name} asks you to prove who you are. Then you are back where you were.</p>
        </OnTheWay>
      );
      return { title: 'Sign in again', body };
    });
  });

const draftOf = (path: string, kept: string | undefined) => (kept === undefined ? {} : { draft: { path, text: kept } });

interface Trouble {
  readonly goTo: string;
  /** Who is signed in all the same. */
  readonly viewer?: Viewer | undefined;
  /** What is known of the sign-in by the time it fails. */
  readonly knownNow?: () => Pick<SignInRecord, 'goTo' | 'again'>;
}

/** Does it, or says what happened above the way to try again. */
async function orSignIn(deps: Deps, c: Ctx, trouble: Trouble, enter: () => Promise<Shown>): Promise<Shown> {
  try {
    return await enter();
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.code === 'NOT_FOUND') throw error;
    const { code, message } = error.refusal;
    c.set('code', code);
    const { goTo, again } = trouble.knownNow?.() ?? { goTo: trouble.goTo };
    const status = statusOf(code);
    const { viewer } = trouble;
    if (!viewer) return { title, status, body: <SignIn deps={deps} goTo={goTo} problem={`${message} ${nextOf(code)}`} /> };
    return { title: 'You were not signed in again', status, body: <NotAgain viewer={viewer} code={code} message={message} goTo={goTo} kept={again?.text} /> };
  }
} // prettier-ignore

interface Failed {
  readonly viewer: Viewer;
  readonly code: ErrorCode;
  readonly message: string;
  readonly goTo: string;
  readonly kept: string | undefined;
}

/** A second sign-in did not work; the first one is as it was. */
const NotAgain = ({ viewer, code, message, goTo, kept }: Failed) => (
  <article class="refusal">
    <h1>You were not signed in again</h1>
    <p role="alert">
      {message} {nextOf(code)}
    </p>
    {kept !== undefined && (
      <>
        <h2>What you wrote</h2>
        <blockquote>{kept}</blockquote>
      </>
    )}
    <p>You are still signed in as {viewer.name}.</p>
    <div class="actions">
      <SignInAgain viewer={viewer} goTo={goTo} kept={kept} />
      <a class="button second" href={goTo}>
        Back without it
      </a>
    </div>
    <p class="code">{code}</p>
  </article>
);
