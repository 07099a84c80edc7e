import type { Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { answer } from '../answer.ts';
import { createDirectoryApi, signIn } from '../directory-api.ts';
import { refusalOf } from '../failure.ts';
import { renderLogin, renderLogout } from '../render/login.ts';
import { forgetSession, keepSession } from '../session-file.ts';
import { addCommand, answering } from './command.ts';
import { callerOf, gatewayUrlOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
}

/** `login` and `logout`: who uses this command line; a session of at most eight hours in the home folder. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'login', 'Sign in; development only: by name alone', 'login maria')
    .argument('<name>', 'id or e-mail address')
    .action(
      answering(context, async (name: string) => {
        const { token, ...session } = await signIn(await gatewayUrlOf(context), name);
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

/** A session that is over already needs no end. */
function orOver(error: unknown): void {
  if (refusalOf(error)?.code !== 'LOGIN_REQUIRED') throw error;
}
