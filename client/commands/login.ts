import { createHash, randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { answer } from '../answer.ts';
import { createDirectoryApi, signIn, signInByCode, type NewSession } from '../directory-api.ts';
import { refusalOf, UsageError } from '../failure.ts';
import { listenForAnswer } from '../loopback-answer.ts';
import { renderLogin, renderLogout } from '../render/login.ts';
import { forgetSession, keepSession } from '../session-file.ts';
import { addCommand, answering } from './command.ts';
import { callerOf, gatewayUrlOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
}
interface LoginOptions {
  readonly wait: string;
}

/** `login` and `logout`: who uses this command line; a session of at most eight hours in the home folder. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'login', 'Sign in with the browser; in development also by name alone', 'login', 'login maria')
    .argument('[name]', 'id or e-mail address: development only')
    .option('--wait <seconds>', 'how long to wait for the browser', '300')
    .action(
      answering(context, async (name: string | undefined, { wait }: LoginOptions) => {
        const url = await gatewayUrlOf(context);
        const { token, ...session } = await (name === undefined
          ? throughBrowser(context, url, secondsIn(wait))
          : signIn(url, name));
        const { id, email } = session.person;
        const { sessionsFile } = context.config();
        const kept = { person: id, ...(email === undefined ? {} : { email }), token, expiresAt: session.expiresAt };
        await keepSession(sessionsFile, kept, context.nowMs());
        return answer(session, renderLogin);
      }),
    );

  addCommand(program, 'logout', 'Sign out; again changes nothing', 'logout maria')
    .argument('[name]', 'who signs out (default: as --as)')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (name: string | undefined, { as }: Options) => {
        const url = await gatewayUrlOf(context);
        const { id, key } = await callerOf(context, name ?? as);
        if (!key.startsWith('css_')) throw new Refused('LOGIN_REQUIRED', { detail: 'An API key is no sign-in: revoke it.' });
        await createDirectoryApi({ url, key }).signOut().catch(orOver);
        await forgetSession(context.config().sessionsFile, id, context.nowMs());
        return answer({ person: id, ended: true }, renderLogout);
      }),
    ); // prettier-ignore
}

const waitMaxS = 3_600;

function secondsIn(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= waitMaxS) return seconds;
  throw new UsageError(`--wait ${text} is no number of seconds from 1 to ${waitMaxS}.`, 'countersign login --wait 300');
}

/**
 * Code and PKCE on a loopback redirect (RFC 8252): a person who is signed in to the console says yes there, and the code that comes
 * back is worth nothing to anybody else. Throws SIGN_IN_FAILED when he says no, or nothing.
 */
async function throughBrowser({ terminal: { err } }: Context, url: string, waitS: number): Promise<NewSession> {
  const [state, verifier] = [random(), random()];
  const onStranger = (): void => err('Something came back that is not the answer to this sign-in; it was not taken.\n');
  const listening = await listenForAnswer({ state, waitMs: waitS * 1_000, onStranger });
  try {
    const { redirectUri } = listening;
    const page = new URL('/sign-in/command-line', url);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    page.search = new URLSearchParams({ redirect_uri: redirectUri, state, code_challenge: challenge }).toString();
    err(`Open this address on this machine, and say yes there:\n\n  ${page.href}\n\n`);
    return await listening.answer(async (said) => {
      if ('error' in said) throw new Refused('SIGN_IN_FAILED', { detail: 'You said no in the browser.' });
      return signInByCode(url, { code: said.code, verifier, redirectUri });
    }, 'You are signed in. Close this window and go on at the command line.');
  } finally {
    listening.close();
  }
}

const random = (): string => randomBytes(32).toString('base64url');

/** A session that is over already needs no end. */
function orOver(error: unknown): void {
  if (refusalOf(error)?.code !== 'LOGIN_REQUIRED') throw error;
}
