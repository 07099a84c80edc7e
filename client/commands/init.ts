import { mkdir } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { sampleDirectory } from '../../domain/directory-sample.ts';
import type { Entry } from '../../domain/directory.ts';
import { answer } from '../answer.ts';
import { UsageError } from '../failure.ts';
import { renderInit } from '../render/init.ts';
import { addCommand, answering } from './command.ts';
import { withStore, type Context } from './context.ts';

interface Options {
  readonly sample?: true;
  readonly admin?: readonly Entry[];
}

/** `init`: the first two admins, the name of the deployment and its keys, once. */
export function register(program: Command, context: Context): void {
  addCommand(
    program,
    'init',
    'Set a deployment up, once: its first two directory-admins, its name, its keys',
    'init --admin dora=dora@example.com --admin david=david@example.com',
    'init --sample',
  )
    .option('--sample', 'the sample directory, for trying things out')
    .option('--admin <id=email>', 'one of the first two admins; twice', admin)
    .action(
      answering(context, async ({ sample, admin: admins = [] }: Options) => {
        const people = sample === true ? sampleDirectory : admins;
        if (sample === true ? admins.length > 0 : admins.length !== 2)
          throw new UsageError('Two admins are needed, or --sample.', 'countersign init --help');
        if (new Set(people.flatMap(({ id, email }) => [id, email])).size < people.length * 2 && sample !== true)
          throw new UsageError('The two admins must be two people.', 'Name two ids and two addresses.');
        const config = context.config();
        await mkdir(config.home, { recursive: true });
        const [{ setUp }, { migrate }] = await Promise.all([
          import('../local/set-up.ts'),
          import('../../store/migrations.ts'),
        ]);
        return withStore(context, async (store) => {
          const now = new Date(context.nowMs());
          await migrate(store, now);
          const made = await setUp(store, config, people, now);
          return answer({ ...made, proofKeysFile: config.proofKeysFile }, renderInit);
        });
      }),
    );
}

/** Throws InvalidArgumentError. */
function admin(text: string, before: readonly Entry[] = []): readonly Entry[] {
  const [, id, email] = /^([a-z0-9][a-z0-9._-]{0,63})=([^@\s]{1,100}@[^@\s]{1,100})$/.exec(text) ?? [];
  if (id === undefined || email === undefined) throw new InvalidArgumentError('It is written as dora=dora@example.com.');
  const entry: Entry = { id, type: 'person', email: email.toLowerCase(), roles: [{ role: 'directory-admin' }], status: 'active' };
  return [...before, entry];
} // prettier-ignore
