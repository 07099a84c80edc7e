import { z } from 'zod';
import { kinds, type Kind } from '../../domain/input.ts';
import { parseReason, reasonHelp, type CorrectionRequest } from '../../domain/request.ts';
import { refusedAs } from '../parse.ts';
import { inputFields } from './input.ts';
import { count, text } from './scalars.ts';

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
type Editing = { readonly [K in keyof typeof editing]?: unknown };
const something = { path: ['set'], message: 'Say at least one of set, clear, change, add and counters' };
const saysSomething = (body: Editing & { readonly counters?: string }): boolean =>
  [body.counters, body.set, body.clear, body.change, body.add].some((said) => said !== undefined);
const alone = { path: ['counters'], message: 'It is asked for alone' };
const standsAlone = (body: Editing & { readonly counters?: string }): boolean =>
  body.counters === undefined || Object.keys(editing).every((name) => body[name as keyof Editing] === undefined);

/** One strict object a kind: what every kind is asked with, and what it needs beyond. */
function bodiesWith<R extends z.ZodType>(given: R, name: string) {
  const asked = {
    reason: given,
    evidence: text(evidenceMax).exactOptional(),
    expectedVersion: count.exactOptional().meta({ description: 'The version that the asker saw.' }),
    currency: currency.exactOptional(),
    postingDate: postingDate.exactOptional(),
  };
  const body = <K extends Kind, S extends z.ZodRawShape>(kind: K, shape: S) =>
    z.strictObject({ kind: z.literal(kind), ...shape, ...asked });
  const bodies = {
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
  const { cancel, refund, credit, discount, 'correct-credit-note': correct, update } = bodies;
  return z
    .discriminatedUnion('kind', [cancel, refund, credit, discount, correct, update], {
      error: ({ code }) =>
        code === 'invalid_union' ? refusedAs('KIND_UNKNOWN', `Known: ${kinds.join(', ')}.`) : undefined,
    })
    .meta({ id: `Correction${name}` });
}

/** What a correction is asked with. Refuses with KIND_UNKNOWN, REASON_REQUIRED, AMOUNT_FORMAT. */
export const correctionBody = bodiesWith(reason, 'Body');
/** The same question without consequences: nobody has to say why. */
export const planBody = bodiesWith(reason.exactOptional(), 'Question');

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
