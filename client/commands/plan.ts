import type { Command } from 'commander';
import { kinds } from '../../domain/input.ts';
import { answer, type Answer } from '../answer.ts';
import { UsageError } from '../failure.ts';
import { renderCounter } from '../render/counter.ts';
import { renderPlan } from '../render/plan.ts';
import { addCommand, answering } from './command.ts';
import { apiOf, documentBefore, type Context } from './context.ts';
import {
  addCorrectionOptions,
  checkReason,
  correctionOf,
  kindOf,
  type CorrectionOptions,
} from './correction-options.ts';

interface Options extends CorrectionOptions {
  readonly counter?: string;
  readonly reason?: string;
  readonly as?: string;
}

/** `plan KIND ID`: what a request would do, without asking for it; `plan --counter REQUEST`: the way back from one. */
export function register(program: Command, context: Context): void {
  const command = addCommand(
    program,
    'plan',
    'Show what a correction would do; nothing is written or asked',
    'plan cancel INV-7',
    'plan refund INV-7 --line 1=1',
    'plan update INV-7 --price 1=30.00',
    'plan --counter r_4f2…',
  )
    .argument('[kind]', kinds.join(', '))
    .argument('[id]', 'id (SELLER:NUMBER) or number of the document')
    .option('--counter <request>', 'instead: the steps that take an applied request back')
    .option('--reason <text>', 'a reason of the catalogue, or your own words');
  addCorrectionOptions(command)
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (kind: string | undefined, id: string | undefined, options: Options) => {
        if (options.counter !== undefined) return counterAnswer(context, options.counter, kind, options);
        if (kind === undefined || id === undefined)
          throw new UsageError(`missing required argument '${kind === undefined ? 'kind' : 'id'}'`, 'countersign plan --help');
        const correction = await correctionOf(kindOf(kind), options);
        const reason = options.reason === undefined ? {} : { reason: checkReason(options.reason) };
        const { api } = await apiOf(context, options.as, { anybody: true });
        const found = await api.plan(id, { ...correction, ...reason });
        const before = await documentBefore(api, found.plan);
        return answer(found, (shown, look) => renderPlan(shown, look, before));
      }),
    ); // prettier-ignore
}

async function counterAnswer(
  context: Context,
  requestId: string,
  kind: string | undefined,
  { as, counter: _counter, ...others }: Options & { readonly json?: true },
): Promise<Answer> {
  const [other] = Object.keys(others).filter((name) => name !== 'json');
  if (kind !== undefined || other !== undefined)
    throw new UsageError(`--counter stands alone, without ${kind ?? `--${other}`}.`, 'countersign plan --help');
  const { api } = await apiOf(context, as, { anybody: true });
  return answer(await api.counter(requestId), renderCounter);
}
