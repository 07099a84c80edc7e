import { z } from 'zod';
import { roleNamesOf } from '../../domain/principal.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Csrf, Facts } from '../console/parts.tsx';
import { OnTheWay, SignInAgain } from '../console/sign-in.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';
import { answerTo, commandLineAsk, giveCode, type CommandLineAsk } from '../sign-in/codes.ts';
import { isFresh, requireFreshSignIn } from '../step-up.ts';

const path = '/sign-in/command-line';
const title = 'The command line wants to act as you';

/**
 * `countersign login` (RFC 8252): the command line opens this page with the address at which it listens on the person's own machine;
 * he says yes here, and it gets a code that it alone can change for a session. The answer is a page that leads there, so that no
 * form has to be allowed to lead elsewhere.
 */
export const commandLinePages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path, caller: 'person', query: commandLineAsk }).shownBy(({ viewer, query }) =>
    Promise.resolve({ title, body: <Ask viewer={viewer} ask={query} isFresh={isFresh(viewer.session.authAt.getTime(), deps.nowMs())} /> }),
  ),
  page({ method: 'post', path, caller: 'person', form: commandLineAsk.extend({ answer: z.enum(['yes', 'no']) }) })
    .shownBy(async ({ viewer, form: { answer, ...ask } }, c) => {
      if (answer === 'no') return led(c, answerTo(ask, { error: 'access_denied' }), 'The command line may not act as you.');
      requireFreshSignIn(viewer.session.authAt.getTime(), deps.nowMs());
      return led(c, answerTo(ask, { code: await giveCode(deps, viewer, ask) }), 'The command line may act as you.');
    }),
]; // prettier-ignore

function led(c: Ctx, href: string, said: string): Shown {
  c.header('Refresh', `0;url=${href}`);
  const body = (
    <OnTheWay title={said} href={href} link="Tell the command line">
      <p>It hears of that on this machine now. If nothing happens, use the button.</p>
    </OnTheWay>
  );
  return { title: said, body };
}

interface Props {
  readonly viewer: Viewer;
  readonly ask: CommandLineAsk;
  readonly isFresh: boolean;
}

const Ask = ({ viewer, ask, isFresh }: Props) => (
  <article class="narrow sign-in">
    <h1>Let the command line act as you?</h1>
    <Facts
      rows={[
        ['You are', viewer.name === viewer.principal.id ? viewer.name : `${viewer.name} (${viewer.principal.id})`],
        ['Your roles', roleNamesOf(viewer.principal).join(', ') || 'none'],
        ['For', 'at most eight hours'],
        ['It listens at', new URL(ask.redirect_uri).host],
      ]}
    />
    <p class="note">
      Say yes only if you have just typed <code>countersign login</code> on this machine. Somebody else's command line
      would act, and sign, as you.
    </p>
    {isFresh ? <Answers viewer={viewer} ask={ask} /> : <Stale viewer={viewer} ask={ask} />}
  </article>
);

const Answers = ({ viewer, ask }: Omit<Props, 'isFresh'>) => (
  <form method="post" action={path} class="actions">
    <Csrf viewer={viewer} />
    {Object.entries(ask).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button name="answer" value="yes">
      Yes, let it act as me
    </button>
    <button name="answer" value="no" class="second">
      No
    </button>
  </form>
);

const Stale = ({ viewer, ask }: Omit<Props, 'isFresh'>) => (
  <>
    <p>You signed in more than five minutes ago, so sign in again first.</p>
    <SignInAgain viewer={viewer} goTo={`${path}?${new URLSearchParams(Object.entries(ask)).toString()}`} />
  </>
);
