import { InvalidArgumentError, type Command } from 'commander';
import { refusal } from '../../domain/errors.ts';
import { kinds } from '../../domain/input.ts';
import { isOutcome, type CorrectionView } from '../../domain/request.ts';
import { answer, type Answer } from '../answer.ts';
import type { Api, Asking, AskingAgain } from '../api.ts';
import { exitOfView } from '../exit-codes.ts';
import { RefusedFor, refusalOf, UsageError } from '../failure.ts';
import { renderView } from '../render/request.ts';
import { addCommand, answering } from './command.ts';
import { wholeNumber } from './option-values.ts';
import { apiOf, type Context } from './context.ts';
import {
  addCorrectionOptions,
  checkReason,
  correctionOf,
  flagOf,
  kindOf,
  type CorrectionOptions,
} from './correction-options.ts';

interface Options extends CorrectionOptions {
  readonly reason?: string;
  readonly resubmits?: string;
  readonly evidence?: string;
  readonly expectVersion?: number;
  readonly key?: string;
  readonly wait?: number | true;
  readonly as?: string;
}

const defaultWaitS = 300;
const maxWaitS = 7 * 24 * 3600;
const pollMs = 1_000;

/** `request KIND ID`: asks the gateway for a correction, and waits for its end if it is told to. */
export function register(program: Command, context: Context): void {
  const command = addCommand(
    program,
    'request',
    'Ask for a correction: applied at once, or waiting for approval (exit code 3)',
    'request cancel INV-7 --reason duplicate --as maria',
    "request refund INV-7 --line 1=1 --reason goods_returned --evidence 'RMA 4711' --as maria",
    'request --resubmits r_4f2… --as maria',
    "request update INV-7 --price 1=30.00 --reason 'wrong price' --wait 600 --as maria",
  )
    .argument('[kind]', kinds.join(', '))
    .argument('[id]', 'id (SELLER:NUMBER) or number of the document')
    .option('--reason <text>', 'a reason of the catalogue, or your own words')
    .option('--resubmits <request>', 'instead of kind and id: again what this request, which has ended, asked for')
    .option('--evidence <text>', 'where the proof is: a ticket, a return number')
    .option('--expect-version <n>', 'refuse if the document is not at this version', wholeNumber)
    .option('--key <key>', 'idempotency key: the same key again is the same request (default: a fresh one)')
    .option('--wait [seconds]', `wait until it has ended (default: ${defaultWaitS})`, seconds);
  addCorrectionOptions(command)
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (kind: string | undefined, id: string | undefined, options: Options) => {
        const { resubmits, wait } = options;
        const key = options.key ?? context.newId();
        const asked = resubmits === undefined ? await askedFor(kind, id, options) : { asking: againOf(resubmits, kind, options) }; // prettier-ignore
        const { api } = await apiOf(context, options.as);
        const invoice = 'invoice' in asked ? asked.invoice : (await api.read(asked.asking.resubmits)).invoiceId;
        const view = await api.request(invoice, asked.asking, key).catch((error: unknown) => {
          throw repeatable(error, key);
        });
        return viewAnswer(context, wait === undefined ? view : await ended(context, api, view, wait));
      }),
    );
}

/** A correction of a document. Throws UsageError for what is missing, REASON_REQUIRED. */
async function askedFor(
  kind: string | undefined,
  id: string | undefined,
  options: Options,
): Promise<{ readonly asking: Asking; readonly invoice: string }> {
  const missing = kind === undefined ? 'kind' : id === undefined ? 'id' : undefined;
  if (kind === undefined || id === undefined)
    throw new UsageError(`missing required argument '${missing}'`, 'countersign request --help');
  if (options.reason === undefined)
    throw new UsageError("required option '--reason <text>' not specified", 'countersign request --help');
  const correction = await correctionOf(kindOf(kind), options);
  return { asking: { ...correction, ...saidBy(options), reason: checkReason(options.reason) }, invoice: id };
}

/** The same again: only what is said about it may be new. Throws UsageError. */
function againOf(resubmits: string, kind: string | undefined, options: Options): AskingAgain {
  const { resubmits: _it, reason, evidence: _e, expectVersion: _v, key: _k, wait: _w, as: _a, ...others } = options;
  const [other] = Object.keys(others).filter((name) => name !== 'json');
  if (kind !== undefined || other !== undefined)
    throw new UsageError(
      `--resubmits asks for the same again, without ${kind ?? flagOf(other ?? '')}; to ask for something else, ask anew.`,
      'countersign request --help',
    );
  return { resubmits, ...saidBy(options), ...(reason === undefined ? {} : { reason: checkReason(reason) }) };
}

const saidBy = ({ evidence, expectVersion }: Options): Pick<Asking, 'evidence' | 'expectedVersion'> => ({
  ...(evidence === undefined ? {} : { evidence }),
  ...(expectVersion === undefined ? {} : { expectedVersion: expectVersion }),
});

/** No answer is no refusal: the request may be running, and only the same key finds it again. */
export function repeatable(error: unknown, key: string): unknown {
  const refused = refusalOf(error);
  if (refused?.code !== 'UNAVAILABLE') return error;
  const alternatives = [{ kind: 'repeat', text: `repeat this command with --key ${key}; nothing is done twice` }];
  return new RefusedFor([{ ...refused, alternatives }]);
}

/** The view that a program exits with: a refusal and a stale plan are errors, as when they are answered at once. */
export function viewAnswer(context: Context, view: CorrectionView): Answer {
  const facts = { requestId: view.requestId };
  if (view.state === 'refused') {
    const [first, ...others] = view.blockers;
    throw new RefusedFor([first ?? refusal('INTERNAL'), ...others], { ...facts, outcome: view });
  }
  if (view.state === 'stale') throw new RefusedFor([refusal('STALE_VERSION')], { ...facts, outcome: view });
  return answer(view, (shown, look) => renderView(shown, look, context.nowMs()), exitOfView(view));
}

/** Looks again until the request has ended or the time is up; what it is then is the answer. */
async function ended(context: Context, api: Api, first: CorrectionView, wait: number | true): Promise<CorrectionView> {
  const untilMs = context.nowMs() + (wait === true ? defaultWaitS : wait) * 1_000;
  let view = first;
  while (!isOutcome(view) && context.nowMs() < untilMs) {
    await context.sleep(Math.min(pollMs, untilMs - context.nowMs()));
    view = (await latest(api, view.requestId)) ?? view;
  }
  return view;
}

/** Undefined while nothing newer is known: it is being evaluated, or the gateway is away for a moment. */
async function latest(api: Api, requestId: string): Promise<CorrectionView | undefined> {
  try {
    return await api.read(requestId);
  } catch (error) {
    const code = refusalOf(error)?.code;
    if (code === 'REQUEST_NOT_FOUND' || code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}

function seconds(text: string): number {
  const count = wholeNumber(text);
  if (count < 1 || count > maxWaitS) throw new InvalidArgumentError(`1 to ${maxWaitS} seconds are expected.`);
  return count;
}
