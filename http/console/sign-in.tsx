import type { Deps } from '../context.ts';

interface Props {
  readonly deps: Pick<Deps, 'developmentSignIn'>;
  /** Where to go then: a path of ours. */
  readonly goTo: string;
  /** A form was sent after the session had ended. */
  readonly isLost?: boolean;
  readonly problem?: string;
}

/** The one thing that somebody who is not signed in gets to see, at whatever address. */
export const SignIn = ({ deps, goTo, isLost = false, problem }: Props) => (
  <article class="narrow">
    <h1>Sign in</h1>
    {isLost && <p role="alert">Your session was over, so nothing was done. Sign in and send it again.</p>}
    {problem !== undefined && <p role="alert">{problem}</p>}
    {deps.developmentSignIn ? (
      <form method="post" action="/sign-in">
        <input type="hidden" name="goTo" value={goTo} />
        <label>
          Name or e-mail address
          <input name="person" required autocomplete="username" autocapitalize="none" spellcheck={false} />
        </label>
        <p class="hint">A name alone is enough here: this deployment is for development.</p>
        <button>Sign in</button>
      </form>
    ) : (
      <p>No way to sign in is set up. Operators: set OIDC_ISSUER, or start outside production.</p>
    )}
  </article>
);
