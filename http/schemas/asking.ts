import { z } from 'zod';
import { kinds, type Kind } from '../../domain/input.ts';
import { parseReason, reasonHelp, type CorrectionRequest } from '../../domain/request.ts';
import { idMax } from '../context.ts';
import { refusedAs } from '../parse.ts';
import { inputFields } from './input.ts';
import { count, requestId, text } from './scalars.ts';

const evidenceMax = 500;
const noReason = refusedAs('REASON_REQUIRED', reasonHelp);

const reason = z
  .string(noReason)
  .meta({ description: reasonHelp, examples: ['order_canceled'] })
  .transform((given, context) => {
    const parsed = parseReason(given);
    if (parsed === undefined) context.addIssue({ code: 'custom', message: noReason });
    return parsed ?? z.NEVER;
  });

const { payout, lines, amount, unused, set, clear, change, add, disposition, method, counters, currency, postingDate } =
  inputFields;

const share = { lines: lines.exactOptional(), amount: amount.exactOptional(), unused: unused.exactOptional() };
const one = { message: 'Say one of lines, amount and unused, or none' };
const atMostOne = (body: { readonly [K in keyof typeof share]?: unknown }): boolean =>
  [body.lines, body.amount, body.unused].filter((said) => said !== undefined).length <= 1;

const editing = {
  set: set.exactOptional(),
  clear: clear.exactOptional(),
  change: change.exactOptional(),
  add: add.exactOptional(),
  disposition: disposition.exactOptional(),
  method: method.exactOptional(),
};
const says = (body: object, name: string): boolean => Reflect.get(body, name) !== undefined;
const something = { path: ['set'], message: 'Say at least one of set, clear, change, add and counters' };
const saysSomething = (body: object): boolean =>
  ['counters', 'set', 'clear', 'change', 'add'].some((name) => says(body, name));
const alone = { path: ['counters'], message: 'It is asked for alone' };
const standsAlone = (body: object): boolean =>
  !says(body, 'counters') || Object.keys(editing).every((name) => !says(body, name));

/** One strict object a kind: what every kind is asked with, and what it needs beyond. */
function bodiesWith<A extends z.ZodRawShape>(asked: A, name: string) {
  const common = { currency: currency.exactOptional(), postingDate: postingDate.exactOptional(), ...asked };
  const body = <K extends Kind, S extends z.ZodRawShape>(kind: K, shape: S) =>
    z.strictObject({ kind: z.literal(kind), ...shape, ...common });
  return {
    cancel: body('cancel', { payout: payout.exactOptional() }).meta({ id: `Cancel${name}` }),
    refund: body('refund', share)
      .refine(atMostOne, one)
      .meta({ id: `Refund${name}` }),
    credit: body('credit', share)
      .refine(atMostOne, one)
      .meta({ id: `Credit${name}` }),
    discount: body('discount', { amount }).meta({ id: `Discount${name}` }),
    'correct-credit-note': body('correct-credit-note', {}).meta({ id: `CorrectCreditNote${name}` }),
    update: body('update', { ...editing, counters: counters.exactOptional() })
      .refine(saysSomething, something)
      .refine(standsAlone, alone)
      .meta({ id: `Update${name}` }),
  } satisfies Record<Kind, z.ZodType>;
}

/** By their kinds. Refuses with KIND_UNKNOWN. */
function kindsWith<A extends z.ZodRawShape>(asked: A, name: string) {
  const { cancel, refund, credit, discount, 'correct-credit-note': correct, update } = bodiesWith(asked, name);
  return z
    .discriminatedUnion('kind', [cancel, refund, credit, discount, correct, update], {
      error: ({ code }) =>
        code === 'invalid_union' ? refusedAs('KIND_UNKNOWN', `Known: ${kinds.join(', ')}.`) : undefined,
    })
    .meta({ id: `Correction${name}` });
}

const around = {
  evidence: text(evidenceMax).exactOptional(),
  expectedVersion: count.exactOptional().meta({ description: 'The version that the asker saw.' }),
};

/** What a correction is asked with. Refuses with KIND_UNKNOWN, REASON_REQUIRED, AMOUNT_FORMAT. */
export const correctionBody = kindsWith({ reason, ...around }, 'Body');
/** The same question without consequences: nobody has to say why. */
export const planBody = kindsWith({ reason: reason.exactOptional(), ...around }, 'Question');
/** What a revision asks for in place of the first input; the kind stays. */
export const revisionBody = kindsWith({}, 'Revision');

/** Asks again for what a request that has ended asked for: its kind and inputs carry over, nothing else does. */
export const resubmitBody = z
  .strictObject({ resubmits: requestId.max(idMax), reason: reason.exactOptional(), ...around })
  .meta({ id: 'ResubmitBody', description: 'Asks again for what a request that has ended asked for.' });

/** What a body says, in the words of the domain. */
export type Said = Pick<CorrectionRequest, 'kind' | 'evidence' | 'expectedVersion' | 'input'>;

/** The body apart from its reason. */
export function saidIn({
  kind,
  reason: _reason,
  evidence,
  expectedVersion,
  ...input
}: z.output<typeof correctionBody | typeof planBody>): Said {
  return {
    kind,
    ...(evidence === undefined ? {} : { evidence }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    ...(Object.keys(input).length === 0 ? {} : { input }),
  };
}

/** What a revision asks for: an empty input is one, too, and takes the place of the first. */
export function revisedIn({ kind, ...input }: z.output<typeof revisionBody>): Required<Pick<Said, 'kind' | 'input'>> {
  return { kind, input };
}
