import { InvalidArgumentError, type Command } from 'commander';
import { answer } from '../answer.ts';
import type { Delegating } from '../directory-api.ts';
import { UsageError } from '../failure.ts';
import { renderDelegation, renderDelegations } from '../render/delegations.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { directoryOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
}
interface AddOptions extends Options {
  readonly from?: string;
  readonly until?: string;
  readonly kind?: readonly string[];
  readonly ceiling?: number;
  readonly request?: string;
}

/** `delegations`: who may sign for whom; through the gateway, by the person who lends. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'delegations', 'Let somebody sign for you, for a time or for one request');

  addCommand(group, 'list', 'List what is lent now or later', 'delegations list')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async ({ as }: Options) => {
        const { api } = await directoryOf(context, as, { anybody: true });
        return answer((await api.delegations()).items, renderDelegations);
      }),
    );

  addCommand(
    group,
    'add',
    'Lend your right to sign; the two of you count as one person',
    'delegations add anna --until 2026-12-31 --as ben',
    'delegations add anna --request r_4f2… --as ben',
  )
    .argument('<to>', 'who may sign for you')
    .option('--from <when>', 'a day (0:00 UTC) or a moment (default: now)', moment)
    .option('--until <when>', 'a day (0:00 UTC) or a moment', moment)
    .option('--kind <kind>', 'only this kind of correction; one an option', collect)
    .option('--ceiling <minor>', 'up to this exposure, minor units of the base currency', minor)
    .option('--request <id>', 'only this request, until its step ends')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (to: string, { as, from, until, kind, ceiling, request }: AddOptions) => {
        if (until === undefined && request === undefined)
          throw new UsageError('Say until when, or for which request.', 'Add --until DAY or --request ID.');
        const { api } = await directoryOf(context, as);
        const body: Delegating = {
          to,
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { until }),
          ...(kind === undefined ? {} : { kinds: kind }),
          ...(ceiling === undefined ? {} : { ceilingMinor: ceiling }),
          ...(request === undefined ? {} : { requestId: request }),
        };
        return answer(await api.delegate(body), renderDelegation);
      }),
    ); // prettier-ignore

  addCommand(group, 'end', 'End a delegation at once; again changes nothing', 'delegations end 019a… --as ben')
    .argument('<id>', 'id of the delegation')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as }: Options) => {
        const { api } = await directoryOf(context, as);
        return answer(await api.endDelegation(id), renderDelegation);
      }),
    );
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

/** Throws InvalidArgumentError. */
function moment(text: string): string {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  if (Number.isNaN(Date.parse(iso)) || !iso.endsWith('Z'))
    throw new InvalidArgumentError('Write a day as 2026-12-31, a moment as 2026-12-31T18:00:00Z.');
  return iso;
}

function minor(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Write it in minor units, as 50000.');
  return Number(text);
}
