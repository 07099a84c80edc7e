import { z } from 'zod';
import { statusOf } from '../problems.ts';
import { Refused } from '../../domain/errors.ts';
import { endSession } from '../../store/sessions.ts';
import { giveSession, takeSession } from '../console/cookies.ts';
import { page, type Page } from '../console/page.tsx';
import { SignIn } from '../console/sign-in.tsx';
import type { Deps } from '../context.ts';
import { text } from '../schemas/scalars.ts';
import { signInByName, startSession } from '../sessions.ts';

/** A path of ours: a whole address, or one that a browser takes for one, would lead elsewhere. */
const ownPath = z.string().max(500).regex(/^\/(?![/\\])/).optional().catch(undefined); // prettier-ignore

/** In and out. */
export const signInPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/sign-in', caller: 'anybody' }).shownBy(({ viewer }) =>
    Promise.resolve(viewer ? { goTo: '/' } : { title: 'Sign in', body: <SignIn deps={deps} goTo="/" /> }),
  ),
  page({
    method: 'post',
    path: '/sign-in',
    caller: 'anybody',
    form: z.strictObject({ person: text(), goTo: ownPath }),
  }).shownBy(async ({ form: { person, goTo = '/' } }, c) => {
    try {
      const { token } = await startSession(deps, await signInByName(deps, c, person), 'console');
      giveSession(c, token);
      return { goTo };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, message } = error.refusal;
      c.set('code', code);
      return { title: 'Sign in', status: statusOf(code), body: <SignIn deps={deps} goTo={goTo} problem={message} /> };
    }
  }),
  page({ method: 'post', path: '/sign-out', caller: 'person', form: z.strictObject({}) }).shownBy(async ({ viewer }, c) => {
    await endSession(deps.store, viewer.session._id, new Date(deps.nowMs()));
    takeSession(c);
    return { goTo: '/sign-in' };
  }),
]; // prettier-ignore
