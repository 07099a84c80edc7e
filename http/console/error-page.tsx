import { errors, refusal, Refused, type ErrorCode, type Refusal } from '../../domain/errors.ts';
import type { Ctx, Deps } from '../context.ts';
import { Problem, reported, statusOf } from '../problems.ts';
import type { Shown } from './page.tsx';
import { Refusals } from './refusals.tsx';
import { SignIn, SignInAgain } from './sign-in.tsx';
import type { Viewer } from './viewer.ts';

/** A "no" as a page: what happened, why, and what to do; nothing of the inside goes out. Nobody who is unknown sees more than the sign-in. */
export function pageForError(error: unknown, c: Ctx, deps: Deps, viewer: Viewer | undefined): Shown {
  const { refusal: first, others } = refusalsIn(error, deps);
  const { code } = first;
  c.set('code', code);
  const status = statusOf(code);
  if (code === 'LOGIN_REQUIRED')
    return { title: 'Sign in', status, body: <SignIn deps={deps} goTo={c.req.method === 'GET' ? pathOf(c) : '/'} isLost={c.req.method === 'POST'} /> }; // prettier-ignore
  const title = errors[code].summary;
  const body = (
    <article class="refusal">
      <h1>{title}</h1>
      <Refusals all={[first, ...others]} />
      {viewer && code === 'STEP_UP_REQUIRED' && <SignInAgain viewer={viewer} goTo={pageOf(c)} />}
      <p class="actions">
        {viewer && <a href="/inbox">To the inbox</a>} {isRepeatable(code) && <a href={pageOf(c)}>Try again</a>}
      </p>
    </article>
  );
  return { title, status, body };
}

/** Every reason in an error, the first one by itself: it decides the status. */
export function refusalsIn(
  error: unknown,
  { log }: Deps,
): { readonly refusal: Refusal; readonly others: readonly Refusal[] } {
  if (error instanceof Refused) return { refusal: error.refusal, others: [] };
  if (error instanceof Problem)
    return { refusal: error.refusal, others: (error.facts.errors ?? []).filter((one) => one !== error.refusal) };
  return { refusal: refusal(reported(error, log)), others: [] };
}

const isRepeatable = (code: ErrorCode): boolean => errors[code].kind === 'unavailable';

/** Where the browser is, without the host. */
const pathOf = (c: Ctx): string => pathIn(c.req.url);

/** The page that a form stood on: what is posted to has nothing to show. */
function pageOf(c: Ctx): string {
  const referer = c.req.header('referer') ?? '';
  return c.req.method === 'POST' ? (URL.canParse(referer) ? pathIn(referer) : '/') : pathOf(c);
}

function pathIn(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname.replace(/^\/+/, '/')}${search}`; // two slashes in front would name another host
}
