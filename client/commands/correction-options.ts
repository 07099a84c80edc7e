import { Option, type Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { clearable } from '../../domain/header-paths.ts';
import { kinds, type CorrectionInput, type Kind } from '../../domain/input.ts';
import { parseReason, reasonHelp } from '../../domain/request.ts';
import type { Correction } from '../api.ts';
import { UsageError } from '../failure.ts';
import { readJsonObject } from './json-file.ts';
import { day, list, oneOf, pairs, share, type Pair } from './option-values.ts';
import { changesOf, headerOf, settable } from './update-options.ts';

/** What `plan` and `request` may be told about a correction, as commander hands it over. */
export interface CorrectionOptions {
  readonly payout?: true;
  readonly line?: readonly Pair[];
  readonly lineNet?: readonly Pair[];
  readonly amount?: string;
  readonly unused?: { readonly days: number; readonly of: number };
  readonly set?: readonly Pair[];
  readonly clear?: readonly string[];
  readonly quantity?: readonly Pair[];
  readonly price?: readonly Pair[];
  readonly removeLine?: readonly string[];
  readonly disposition?: 'credit' | 'refund';
  readonly method?: 'revise';
  readonly counters?: string;
  readonly input?: string;
  readonly postingDate?: string;
  readonly currency?: string;
}

/** Options that belong to some kinds only; the others go with every kind. */
const kindsOf: Partial<Record<keyof CorrectionOptions, readonly Kind[]>> = {
  payout: ['cancel'],
  line: ['refund', 'credit'],
  lineNet: ['refund', 'credit'],
  unused: ['refund', 'credit'],
  amount: ['refund', 'credit', 'discount'],
  set: ['update'],
  clear: ['update'],
  quantity: ['update'],
  price: ['update'],
  removeLine: ['update'],
  disposition: ['update'],
  method: ['update'],
  counters: ['update'],
};

/** The options that say what a correction is to do; the same for looking ahead and for asking. */
export const addCorrectionOptions = (command: Command): Command =>
  command
    .option('--amount <amount>', 'refund, credit, discount: gross amount, as 39.66 (default: the largest)')
    .option('--line <id=quantity>', 'refund, credit: units of a line; repeatable', pairs('--line'))
    .option('--line-net <id=amount>', 'refund, credit: net amount of a line; repeatable', pairs('--line-net'))
    .option('--unused <days/of>', 'refund, credit: the unused share of everything, as 18/30', share)
    .option('--payout', 'cancel: pay the freed money out')
    .option('--set <field=value>', `update: ${settable.join(', ')}; repeatable`, pairs('--set'))
    .addOption(new Option('--clear <field>', 'update: take a field out; repeatable').choices(clearable).argParser(oneOf(clearable)))
    .option('--quantity <id=quantity>', 'update: new quantity of a line; repeatable', pairs('--quantity'))
    .option('--price <id=price>', 'update: new unit price of a line; repeatable', pairs('--price'))
    .option('--remove-line <id>', 'update: take a line out; repeatable', list)
    .addOption(
      new Option('--disposition <what>', 'update: what becomes of an excess (default: credit)').choices(['credit', 'refund']),
    )
    .addOption(new Option('--method <how>', 'update: by cancellation and replacement').choices(['revise']))
    .option('--counters <request>', 'update: take the effect of this applied request back')
    .option('--input <file>', 'JSON with the fields of the HTTP body, for everything else (add, change)')
    .option('--posting-date <day>', 'issue and posting date of what is made (default: the day of the commit)', day)
    .option('--currency <code>', 'the currency that the amounts are meant in; another one is refused'); // prettier-ignore

/** Throws KIND_UNKNOWN with the kinds. */
export function kindOf(text: string): Kind {
  const kind = kinds.find((known) => known === text);
  if (kind === undefined)
    throw new Refused('KIND_UNKNOWN', {
      param: 'kind',
      detail: `${text.slice(0, 40)} is none of ${kinds.join(', ')}.`,
    });
  return kind;
}

/** Throws REASON_REQUIRED with the catalogue: a missing reason needs no round trip. */
export function checkReason(text: string): string {
  if (parseReason(text) === undefined) throw new Refused('REASON_REQUIRED', { param: '--reason', detail: reasonHelp });
  return text;
}

/** The body of a correction. Throws UsageError, naming the option, for what does not go together. */
export async function correctionOf(kind: Kind, options: CorrectionOptions): Promise<Correction> {
  const given = inputOf(kind, options);
  if (options.input === undefined) return { kind, ...given };
  const file = await readJsonObject(options.input, 'It holds fields of the body, as {"add": [...]}.');
  const twice = Object.keys(given).find((field) => Object.hasOwn(file, field));
  if (twice !== undefined) throw misfit(`--input ${options.input} and an option both name ${twice}.`);
  const own = ['kind', 'reason', 'evidence', 'expectedVersion'].find((field) => Object.hasOwn(file, field));
  if (own !== undefined) throw misfit(`--input ${options.input} names ${own}, which the command line says.`);
  return { kind, ...file, ...given };
}

/** What the options say, without a file. */
export function inputOf(kind: Kind, options: CorrectionOptions): CorrectionInput {
  for (const [name, fitting] of Object.entries(kindsOf))
    if (options[name as keyof CorrectionOptions] !== undefined && !fitting.includes(kind))
      throw misfit(`${flagOf(name)} does not go with ${kind}, only with ${fitting.join(', ')}.`);
  const { payout, amount, unused, line, lineNet, disposition, method, counters, postingDate, currency } = options;
  const shares = sharesOf(line ?? [], lineNet ?? []);
  const ways = [
    ...(amount === undefined ? [] : ['--amount']),
    ...(unused === undefined ? [] : ['--unused']),
    ...(line ? ['--line'] : lineNet ? ['--line-net'] : []),
  ];
  if (ways.length > 1) throw misfit(`${ways.join(' and ')} do not go together: one of them says how much.`);
  if (kind === 'discount' && amount === undefined && options.input === undefined)
    throw misfit('--amount is missing: a discount is an amount.');
  const input: CorrectionInput = {
    ...(payout && { payout }),
    ...(shares.length > 0 && { lines: shares }),
    ...(amount !== undefined && { amount }),
    ...(unused && { unused }),
    ...headerOf(options),
    ...changesOf(options),
    ...(disposition && { disposition }),
    ...(method && { method }),
    ...(counters !== undefined && { counters }),
  };
  if (kind === 'update' && options.input === undefined && Object.keys(input).length === 0)
    throw misfit('An update needs to know what is to be different: --set, --clear, --quantity, --price, --remove-line, --counters or --input.'); // prettier-ignore
  return { ...input, ...(postingDate !== undefined && { postingDate }), ...(currency !== undefined && { currency }) };
}

function sharesOf(quantities: readonly Pair[], nets: readonly Pair[]): NonNullable<CorrectionInput['lines']> {
  const ids = [...quantities, ...nets].map(([lineId]) => lineId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw misfit(`--line and --line-net name line ${twice} more than once.`);
  return [
    ...quantities.map(([lineId, quantity]) => ({ lineId, quantity })),
    ...nets.map(([lineId, net]) => ({ lineId, net })),
  ];
}

export const misfit = (message: string): UsageError => new UsageError(message, 'countersign plan --help');

export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
