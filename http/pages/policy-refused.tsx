import type { PropsWithChildren } from 'hono/jsx';
import type { Refusal } from '../../domain/errors.ts';
import { Refusals } from '../console/refusals.tsx';
import { SignInAgain } from '../console/sign-in.tsx';
import type { Viewer } from '../console/viewer.ts';

interface Props {
  readonly title: string;
  readonly refused: readonly Refusal[];
  readonly viewer: Viewer;
  /** The page, to come back to after a fresh sign-in, and what is kept of it; without `kept` it is too much to be kept. */
  readonly goTo: string;
  readonly kept: string | undefined;
}

/** Why what was asked for was not done, above the page that it was asked for on. */
export const Refused = ({ title, refused, viewer, goTo, kept, children }: PropsWithChildren<Props>) =>
  refused.length === 0 ? null : (
    <div class="note bad" role="alert">
      <h2>{title}</h2>
      <Refusals all={refused} />
      {children}
      {refused.some(({ code }) => code === 'STEP_UP_REQUIRED') && (
        <>
          {kept === undefined && <p>It is too long to be kept while you sign in: copy the text below first.</p>}
          <SignInAgain viewer={viewer} goTo={goTo} {...(kept ? { kept } : {})} />
        </>
      )}
    </div>
  );
