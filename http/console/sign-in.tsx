import type { PropsWithChildren } from 'hono/jsx';
import type { Deps } from '../context.ts';
import { whyNotByName } from '../sign-in/development.ts';
import { Csrf } from './parts.tsx';
import type { Viewer } from './viewer.ts';

interface Props {
  readonly deps: Pick<Deps, 'developmentSignIn' | 'oidc' | 'publicUrl'>;
  /** Where to go then: a path of ours. */
  readonly goTo: string;
  /** A form was sent after the session had ended. */
  readonly isLost?: boolean;
  readonly problem?: string;
}

/** The one thing that somebody who is not signed in gets to see, at whatever address. */
export const SignIn = ({ deps, goTo, isLost = false, problem }: Props) => (
  <article class="narrow sign-in">
    <h1>Sign in</h1>
    <p class="hint">Countersign: corrections of invoices, signed by the people who may.</p>
    {isLost && (
      <p class="note" role="alert">
        Your session was over, so nothing was done. Sign in and send it again.
      </p>
    )}
    {problem !== undefined && (
      <p class="note bad" role="alert">
        {problem}
      </p>
    )}
    <Way deps={deps} goTo={goTo} />
  </article>
);

/** A link where a provider is set up: a redirect to it after a form would be one that the page forbids (form-action). */
const Way = ({ deps, goTo }: Pick<Props, 'deps' | 'goTo'>) => {
  if (deps.oidc)
    return (
      <p class="actions">
        <a class="button" href={`/sign-in/oidc?${new URLSearchParams({ goTo }).toString()}`}>
          Sign in with {deps.oidc.name}
        </a>
      </p>
    );
  if (whyNotByName(deps) !== undefined)
    return <p>No way to sign in is set up. Operators: set OIDC_ISSUER and OIDC_CLIENT_ID.</p>;
  return (
    <form method="post" action="/sign-in">
      <input type="hidden" name="goTo" value={goTo} />
      <label>
        Name or e-mail address
        <input name="person" required autocomplete="username" autocapitalize="none" spellcheck={false} />
      </label>
      <p class="hint">A name alone is enough here: this deployment is for development.</p>
      <button>Sign in</button>
    </form>
  );
};

interface Again {
  readonly viewer: Viewer;
  /** Back to it then: a path of ours. */
  readonly goTo: string;
  /** What was written there; it comes back. */
  readonly kept?: string | undefined;
}

/** The way to a fresh sign-in for what asks for one (approvals.md section 11). */
export const SignInAgain = ({ viewer, goTo, kept, children }: PropsWithChildren<Again>) => (
  <form method="post" action="/sign-in/again">
    <Csrf viewer={viewer} />
    <input type="hidden" name="goTo" value={goTo} />
    {kept !== undefined && <input type="hidden" name="kept" value={kept} />}
    <button>{children ?? 'Sign in again'}</button>
  </form>
);

/** On the way to an address elsewhere: the browser goes there by itself (`Refresh`), or by the link. */
export const OnTheWay = ({ title, href, link, children }: PropsWithChildren<{ readonly title: string; readonly href: string; readonly link: string }>) => (
  <article class="narrow sign-in">
    <h1>{title}</h1>
    {children}
    <p class="actions">
      <a class="button" href={href} rel="noreferrer">
        {link}
      </a>
    </p>
  </article>
); // prettier-ignore
