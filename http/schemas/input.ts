import { z } from 'zod';
import type { Address, Delivery } from '../../domain/document.ts';
import { Refused, type Refusal } from '../../domain/errors.ts';
import {
  alwaysFields, nonFiscalFields, type CorrectionInput, type HeaderChange, type HeaderField, type LineChange, type LineShare, type NewLine,
} from '../../domain/input.ts'; // prettier-ignore
import { readTax } from '../../integrations/tax.ts';
import { refusedAs } from '../parse.ts';
import { day, requestId, text, type FieldsOf } from './scalars.ts';

const linesMax = 1_000;
const notesMax = 100;
const wordsMax = 1_000;
const figureMax = 40;

/** Words that end up in a document: nothing in them that XML cannot carry. */
const words = text(wordsMax).refine(
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  (value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value),
  'The text has control characters',
);
const word = words.exactOptional();

const noFigure = refusedAs('AMOUNT_FORMAT', 'A decimal number as text is expected, for example "1250.00".');
/** A figure as text, never a number; what it may be is judged where the currency is known. */
export const figure = z
  .string({ error: ({ input }) => (input === undefined ? undefined : noFigure) })
  .min(1, noFigure)
  .max(figureMax, noFigure)
  .meta({ description: 'Plain digits with a point, as text.', examples: ['1250.00'] });

const lineShare = z
  .strictObject({
    lineId: words,
    quantity: figure.exactOptional(),
    net: figure.exactOptional(),
  } satisfies FieldsOf<LineShare>)
  .refine(({ quantity, net }) => (quantity === undefined) !== (net === undefined), {
    path: ['quantity'],
    message: 'Say quantity or net, and not both',
  })
  .meta({ id: 'LineShare', description: 'A share of a line: by quantity (a return) or by net amount.' });

const tax = {
  taxCategory: z.string().regex(/^[A-Z]{1,2}$/).meta({ description: 'UNCL5305.', examples: ['S'] }),
  taxRate: figure.exactOptional(),
}; // prettier-ignore

/** Category and rate must fit each other (EN 16931), as they must in an import. */
function whyNotTax(category: string, rate: string | undefined): Refusal | undefined {
  try {
    readTax({ category, rate }, { category: 'taxCategory', rate: 'taxRate' });
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

const lineChange = z
  .strictObject({
    lineId: words,
    quantity: figure.exactOptional(),
    unitPrice: figure.exactOptional(),
    description: word,
    taxCategory: tax.taxCategory.exactOptional(),
    taxRate: tax.taxRate,
    remove: z.literal(true).exactOptional(),
  } satisfies FieldsOf<LineChange>)
  .meta({ id: 'LineChange', description: 'How a line is to read from now on; what is not named stays.' });

const newLine = z
  .strictObject({
    id: words,
    description: words,
    quantity: figure,
    unitPrice: figure,
    unitCode: word,
    itemId: word,
    ...tax,
  } satisfies FieldsOf<NewLine>)
  .superRefine(({ taxCategory: category, taxRate: rate }, context) => {
    const wrong = whyNotTax(category, rate);
    if (wrong)
      context.addIssue({ code: 'custom', path: [wrong.param ?? ''], message: refusedAs(wrong.code, wrong.message) });
  })
  .meta({ id: 'NewLine', description: 'A line that is to be added.' });

const address = z.strictObject({
  lines: z.array(words).max(10).exactOptional(),
  city: word,
  postalCode: word,
  region: word,
  country: word,
} satisfies FieldsOf<Address>);

const header = {
  notes: z.array(words).max(notesMax).exactOptional(),
  contact: z.strictObject({ name: word, phone: word }).exactOptional(),
  email: word,
  paymentTerms: word,
  dueDate: day.exactOptional(),
  delivery: z
    .strictObject({ name: word, address: address.exactOptional() } satisfies FieldsOf<Delivery>)
    .exactOptional(),
  orderId: word,
  buyerReference: word,
  costCenter: word,
  buyer: z.strictObject({ name: word, vatId: word, legalId: word }).exactOptional(),
  billingAddress: address.exactOptional(),
  supplyDate: day.exactOptional(),
  currency: word,
} satisfies FieldsOf<HeaderChange>;

const headerFields = Object.keys(header) as [HeaderField, ...HeaderField[]];

/** Every field beyond the kind; which kind has which is said in `bodies`. */
export const inputFields = {
  payout: z.literal(true).meta({ description: 'Pay the freed money out.' }),
  lines: z.array(lineShare).min(1).max(linesMax),
  amount: figure.meta({ description: "Gross amount in the invoice's currency, as text." }),
  unused: z
    .strictObject({ days: z.int().min(1), of: z.int().min(1) })
    .refine(({ days, of }) => days <= of, { path: ['days'], message: 'There are more days than in all' })
    .meta({ id: 'Unused', description: 'The unused share of a service: days of days.' }),
  set: z.strictObject(header).meta({ id: 'HeaderChange', description: `Fields of the head to set. ${nonFiscalFields.join(', ')} are not fiscal; ${alwaysFields.join(', ')} may always change.` }),
  clear: z.array(z.enum(headerFields)).max(headerFields.length),
  change: z.array(lineChange).max(linesMax),
  add: z.array(newLine).max(linesMax),
  disposition: z.enum(['credit', 'refund']).meta({ description: 'What becomes of an excess: the default is credit.' }),
  method: z.literal('revise').meta({ description: 'By new documents although the settings allow in place.' }),
  counters: requestId.max(wordsMax).meta({ description: 'Take the effect of this applied request back.' }),
  currency: words.meta({ description: 'Currency that the amounts are meant in; another one than the invoice has is refused.' }),
  postingDate: day.meta({ description: 'Issue and posting date of what is made; today unless said otherwise.' }),
} satisfies FieldsOf<CorrectionInput>; // prettier-ignore

/** What was asked beyond the kind, as it is kept. */
export const correctionInput = z
  .strictObject(inputFields)
  .partial()
  .meta({ id: 'CorrectionInput', description: 'What was asked beyond the kind.' });
