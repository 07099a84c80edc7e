import { InvalidArgumentError, type Command } from 'commander';
import { isRole, roleNames, type Grant } from '../../domain/principal.ts';
import { kinds } from '../../domain/input.ts';
import { answer } from '../answer.ts';
import type { DirectoryApi, PrincipalView } from '../directory-api.ts';
import { UsageError, refusalOf } from '../failure.ts';
import { renderChange, renderChanges, renderClosed, renderPeople, renderPerson } from '../render/people.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { directoryOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
}
interface PutOptions extends Options {
  readonly type?: string;
  readonly name?: string;
  readonly email?: string;
  readonly unit?: string;
  readonly role?: readonly Grant[];
  readonly owner?: readonly string[];
  readonly onBehalfOf?: string;
  readonly until?: string;
  readonly clear?: readonly string[];
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `people`: who there is, and what becomes of them; through the gateway, changes by a directory-admin. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'people', 'Keep the directory: persons, services, agents, and what they may do');

  addCommand(group, 'list', 'List everybody', 'people list').option('--as <name>', 'who you are').action(
    answering(context, async ({ as }: Options) => {
      const { api } = await directoryOf(context, as, { anybody: true });
      return answer(await everybody(api), renderPeople);
    }),
  ); // prettier-ignore

  addCommand(group, 'show', 'Show somebody', 'people show maria')
    .argument('<id>', 'id or e-mail address')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as }: Options) => {
        const { api } = await directoryOf(context, as, { anybody: true });
        return answer(await api.person(id), renderPerson);
      }),
    );

  addCommand(
    group,
    'put',
    'Add somebody, or change what is named; what gives power waits for a second admin',
    'people put zoe --type person --email zoe@example.com --unit finance --role requester --as dora',
    "people put zoe --role requester --role 'controller:refund,credit<=100000' --as dora",
    'people put crm --type agent --owner zoe --role reader --as dora',
  )
    .argument('<id>', 'a to z, digits, point, hyphen, underscore')
    .option('--type <type>', 'person, service or agent; needed for somebody new')
    .option('--name <text>', 'as people write it')
    .option('--email <address>')
    .option('--unit <unit>', 'organisational unit')
    .option('--role <role>', `all of them, one an option: ${roleNames.join(', ')}; ROLE:KINDS<=CEILING in minor units`, role)
    .option('--owner <person>', 'who answers for it; one an option', collect)
    .option('--on-behalf-of <person>', 'for whom a service asks')
    .option('--until <moment>', 'may act until then, as 2027-01-31T00:00:00Z')
    .option('--clear <field>', 'takes it out: name, email, unit, roles, owners, onBehalfOf, validFrom, validUntil', collect)
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, options: PutOptions) => {
        const { api } = await directoryOf(context, options.as);
        return answer(await api.putPerson(id, bodyOf(await known(api, id), options)), renderChange);
      }),
    ); // prettier-ignore

  for (const [deed, summary] of Object.entries(deeds))
    addCommand(group, deed, summary, `people ${deed} zoe --as dora`)
      .argument('<id>', 'who')
      .option('--as <name>', 'who you are')
      .action(
        answering(context, async (id: string, { as }: Options) => {
          const { api } = await directoryOf(context, as);
          return answer(await api.setStatus(id, deed as keyof typeof deeds), renderChange);
        }),
      );
  registerChanges(group, context);
}

const deeds = {
  suspend: 'Suspend somebody, at once',
  revoke: 'Revoke somebody, at once; every session ends',
  activate: 'Let somebody act again; who signs waits for a second admin',
} as const;

function registerChanges(group: Command, context: Context): void {
  addCommand(group, 'changes', 'List changes that wait for a second admin', 'people changes')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async ({ as }: Options) => {
        const { api } = await directoryOf(context, as, { anybody: true });
        return answer((await api.changes()).items, renderChanges);
      }),
    );
  for (const [deed, summary] of [
    ['confirm', 'Confirm a change that another admin has asked for'],
    ['refuse', 'Refuse a change, or take your own back'],
  ] as const)
    addCommand(group, deed, summary, `people ${deed} 019a… --as david`)
      .argument('<change>', 'id of the change')
      .option('--as <name>', 'who you are')
      .action(
        answering(context, async (id: string, { as }: Options) => {
          const { api } = await directoryOf(context, as);
          return answer(await api.closeChange(id, deed), renderClosed);
        }),
      );
}

/** The record as it is, to be changed; undefined for somebody new. */
const known = (api: DirectoryApi, id: string): Promise<PrincipalView | undefined> =>
  api.person(id).catch((error: unknown) => {
    if (refusalOf(error)?.code === 'PRINCIPAL_NOT_FOUND') return undefined;
    throw error;
  });

/** The whole record as it is to be: what was named over what is there. Throws UsageError. */
function bodyOf(before: PrincipalView | undefined, options: PutOptions): Readonly<Record<string, unknown>> {
  const { type, name, email, unit, role: roles, owner: owners, onBehalfOf, until: validUntil, clear = [] } = options;
  if (!before && type === undefined)
    throw new UsageError('Somebody new needs a type.', 'Add --type person, service or agent.');
  const { id: _id, status: _status, version: expectedVersion = 0, ...kept } = before ?? {};
  const named = { type, name, email, unit, roles, owners, onBehalfOf, validUntil };
  const body = { roles: [], ...kept, ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) };
  const cleared = Object.entries(body).filter(([field]) => !clear.includes(field));
  return { roles: [], ...Object.fromEntries(cleared), expectedVersion };
} // prettier-ignore

/** `controller`, `controller:refund,credit`, `controller<=100000`. Throws InvalidArgumentError. */
function role(text: string, before: readonly Grant[] = []): readonly Grant[] {
  const [, name = '', only, ceiling] = /^([a-z-]+)(?::([a-z,-]+))?(?:<=(\d{1,15}))?$/.exec(text) ?? [];
  if (!isRole(name)) throw new InvalidArgumentError(`Known: ${roleNames.join(', ')}; as ROLE:KIND,KIND<=CEILING.`);
  const wanted = only?.split(',').map((one) => {
    const kind = kinds.find((known_) => known_ === one);
    if (kind === undefined) throw new InvalidArgumentError(`${one} is none of ${kinds.join(', ')}.`);
    return kind;
  });
  return [
    ...before,
    { role: name, ...(wanted ? { kinds: wanted } : {}), ...(ceiling === undefined ? {} : { ceilingMinor: Number(ceiling) }) },
  ];
} // prettier-ignore

/** A directory is bounded; it comes whole. */
async function everybody(api: DirectoryApi): Promise<readonly PrincipalView[]> {
  const items: PrincipalView[] = [];
  let next: string | undefined;
  do {
    const page = await api.people(next);
    items.push(...page.items);
    ({ next } = page);
  } while (next !== undefined);
  return items;
}
