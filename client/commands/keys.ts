import { InvalidArgumentError, type Command } from 'commander';
import { keyDaysMax, serviceRoles, type ServiceKey } from '../../domain/api-key.ts';
import { answer } from '../answer.ts';
import type { Api, KeyWanted } from '../api.ts';
import { RefusedFor, refusalOf } from '../failure.ts';
import { renderKeys, renderNewKey, renderRevoked, type KeysAnswer } from '../render/keys.ts';
import { commandLine } from '../render/wording.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { apiOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
}
interface CreateOptions extends Options {
  readonly roles: readonly string[];
  readonly expires?: Pick<KeyWanted, 'expiresAt' | 'expiresInDays'>;
  readonly name?: string;
}

/** `keys create|list|revoke`: what services and agents prove themselves with; through the gateway, by an operator. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'keys', 'Give keys to services and agents, and take them back');

  addCommand(
    group,
    'create',
    'Make a key for a service or an agent; it is shown this once',
    'keys create billing --roles requester --as otto',
    "keys create bank --roles operator --expires 30d --name 'clearing, EU' --as otto",
  )
    .argument('<service>', 'id of the service or agent; countersign people put makes a new one')
    .requiredOption('--roles <roles>', `what it may do, of its own roles: ${serviceRoles.join(', ')}`, (text) =>
      text.split(','),
    )
    .option('--expires <when>', `days, as 30d, or a day, as 2027-01-31 (0:00 UTC) (default: ${keyDaysMax}d)`, lifetime)
    .option('--name <text>', 'a word about what it is for')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (service: string, { roles, expires, name, as }: CreateOptions) => {
        const { api } = await apiOf(context, as);
        const wanted = { roles, ...expires, ...(name === undefined ? {} : { name }) };
        const made = await api.createKey(service, wanted).catch((error: unknown) => {
          throw perhapsMade(error, service);
        });
        return answer(made, renderNewKey);
      }),
    );

  addCommand(group, 'list', 'List keys: whose, what for, until when; never the keys themselves', 'keys list billing')
    .argument('[service]', 'id of the service (default: all)')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (service: string | undefined, { as }: Options) => {
        const { api } = await apiOf(context, as);
        return answer(await keysOf(api, service), renderKeys);
      }),
    );

  addCommand(group, 'revoke', 'End a key at once; again changes nothing', 'keys revoke 019a… --as otto')
    .argument('<key>', 'id of the key')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (keyId: string, { as }: Options) => {
        const { api } = await apiOf(context, as);
        return answer(await api.revokeKey(keyId), renderRevoked);
      }),
    );
}

/** Throws InvalidArgumentError; what a day may be is the gateway's to say. */
function lifetime(text: string): Pick<KeyWanted, 'expiresAt' | 'expiresInDays'> {
  const [, days] = /^(\d{1,3})d$/.exec(text) ?? [];
  if (days !== undefined) return { expiresInDays: Number(days) };
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { expiresAt: `${text}T00:00:00Z` };
  throw new InvalidArgumentError('Days are written as 30d, a day as 2027-01-31.');
}

/** No answer: a key may be there that nobody has seen, and repeating would make another. */
function perhapsMade(error: unknown, service: string): unknown {
  const refused = refusalOf(error);
  if (refused?.code !== 'UNAVAILABLE') return error;
  const text = `a key may have been made that nobody knows: ${commandLine('keys', 'list', service)} shows it, then revoke it`;
  return new RefusedFor([{ ...refused, alternatives: [{ kind: 'see', text }] }]);
}

const keysMax = 1_000;

async function keysOf(api: Api, service: string | undefined): Promise<KeysAnswer> {
  const items: ServiceKey[] = [];
  let next: string | undefined;
  do {
    const page = await api.keys(service, next);
    items.push(...page.items);
    ({ next } = page);
  } while (next !== undefined && items.length < keysMax);
  return { items, more: next !== undefined };
}
