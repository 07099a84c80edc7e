import { Option, type Command } from 'commander';
import { kinds } from '../../domain/input.ts';
import { roleNames } from '../../domain/principal.ts';
import { isOutcome } from '../../domain/request.ts';
import { answer } from '../answer.ts';
import type { Filters } from '../api.ts';
import { renderInbox } from '../render/inbox.ts';
import { renderRequest } from '../render/request.ts';
import { readRunning } from '../running.ts';
import { addCommand, answering } from './command.ts';
import { apiOf, documentBefore, type Context } from './context.ts';

interface Options {
  readonly as?: string;
  readonly all?: true;
  readonly mine?: true;
  readonly delegated?: true;
  readonly overdue?: true;
  readonly state?: string;
  readonly role?: string;
  readonly kind?: string;
  readonly customer?: string;
  readonly requester?: string;
  readonly currency?: string;
  readonly min?: string;
  readonly max?: string;
  readonly dueBefore?: string;
  readonly after?: string;
}

/** `inbox`, `show`: what waits, for whom and why. */
export function register(program: Command, context: Context): void {
  addCommand(
    program,
    'inbox',
    'List the requests that wait for your signature, by when they are due',
    'inbox --as ben',
    'inbox --delegated --overdue --as ben',
    'inbox --kind refund --currency EUR --min 1000.00 --as nora',
    'inbox --mine --state outdated --as maria',
  )
    .option('--as <name>', 'who you are')
    .option('--all', 'everything that you may see and that waits, whoever may sign it')
    .option('--mine', 'instead: what you asked for')
    .option('--delegated', 'only what you may sign for somebody else')
    .addOption(new Option('--role <role>', 'only what this role of yours signs').choices(roleNames))
    .addOption(new Option('--state <state>', 'what waits, or what the invoice has moved away from').choices(['open', 'outdated']))
    .addOption(new Option('--kind <kind>', 'only this kind').choices(kinds))
    .option('--customer <id>', 'only of this customer')
    .option('--requester <name>', 'only what this one asked for')
    .option('--currency <code>', 'only in this currency')
    .option('--min <amount>', 'documents of at least this amount, with --currency')
    .option('--max <amount>', 'documents of at most this amount, with --currency')
    .option('--due-before <moment>', 'only what is due before, as 2026-01-31T12:00:00Z')
    .option('--overdue', 'only what should have been signed by now')
    .option('--after <next>', 'the page after this one')
    .action(
      answering(context, async (options: Options) => {
        const { as, all } = options;
        const { api, holder } = await apiOf(context, as, { anybody: all === true });
        const { items, next } = await (all ? api.list(filtersOf(options)) : api.inbox(filtersOf(options)));
        const data = { ...(all ? {} : { of: holder.id }), items, ...(next === undefined ? {} : { next }) };
        return answer(data, (shown, look) => renderInbox(shown, look, context.nowMs()));
      }),
    ); // prettier-ignore

  addCommand(program, 'show', 'Show a request: who asked, what waits for whom and why, the plan, how it ended', 'show r_4f2…')
    .argument('<request>', 'id of the request')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (requestId: string, { as }: Options) => {
        const { api } = await apiOf(context, as, { anybody: true });
        const detail = await api.read(requestId);
        const temporalUrl = await temporalUrlOf(context, detail.invoiceId);
        const data = { ...detail, ...(temporalUrl === undefined ? {} : { temporalUrl }) };
        const before = isOutcome(detail) ? undefined : await documentBefore(api, detail.plan);
        return answer(data, (shown, look) => renderRequest(shown, look, context.nowMs(), before));
      }),
    ); // prettier-ignore
}

/** Options as the gateway calls them; what takes part in `--all` alone or not at all is told by the gateway. */
function filtersOf({ as: _as, all: _all, mine, delegated, overdue, min, max, ...same }: Options): Filters {
  const flags = { mine, delegated, overdue };
  const named = { ...same, minAmount: min, maxAmount: max };
  return {
    ...Object.fromEntries(Object.entries(flags).flatMap(([name, is]) => (is === undefined ? [] : [[name, 'true']]))),
    ...Object.fromEntries(Object.entries(named).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
  };
} // prettier-ignore

/** The run in the Temporal UI, where one is known. */
async function temporalUrlOf(context: Context, invoiceId: string): Promise<string | undefined> {
  const { temporalUiUrl, namespace, home } = context.config();
  const ui = temporalUiUrl ?? (await readRunning(home))?.temporalUiUrl;
  if (ui === undefined || ui === '') return undefined;
  const { correctionRunUrl } = await import('../ui-links.ts'); // the SDK takes a while to load
  return correctionRunUrl({ url: ui, namespace }, invoiceId);
}
