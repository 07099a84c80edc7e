import { z } from 'zod';
import { draftFields, type DraftField } from '../../integrations/json/fields.ts';
import type {
  addressFields, amountFields, contactFields, deliveryFields, lineFields, partyFields, taxFields, totalsFields,
} from '../../integrations/json/fields.ts'; // prettier-ignore

/**
 * One document of our JSON form as it is shown to programs. What it may hold is judged by the reader of that form alone
 * (integrations/json/read-draft.ts): its figures are texts, its days may be relative.
 */
type Names = readonly string[];
type Shape<N extends Names> = { readonly [K in N[number]]: z.ZodType };

const word = z.string().exactOptional();
const figure = z.string().meta({ description: 'Plain digits with a point, as text.', examples: ['1250.00'] });
const some = figure.exactOptional();
const day = z.string().meta({ description: 'YYYY-MM-DD, or relative: today, today-10, today+20.' }).exactOptional();

const address = z
  .strictObject({
    lines: z.array(z.string()).exactOptional(),
    city: word,
    postalCode: word,
    region: word,
    country: word,
  } satisfies Shape<typeof addressFields>)
  .exactOptional();

const party = z
  .strictObject({
    name: word,
    vatId: word,
    legalId: word,
    partyId: word,
    endpoint: z.strictObject({ scheme: z.string(), id: z.string() }).exactOptional(),
    email: word,
    contact: z.strictObject({ name: word, phone: word } satisfies Shape<typeof contactFields>).exactOptional(),
    address,
  } satisfies Shape<typeof partyFields>)
  .meta({ id: 'DraftParty', description: 'Identified by the first there is of VAT id, legal id, party id and name.' });

const tax = z
  .strictObject({ category: word, rate: some } satisfies Shape<typeof taxFields>)
  .exactOptional()
  .meta({ description: 'UNCL5305 and percent.' });

const item = { amount: figure, base: some, percent: some, reason: word, reasonCode: word } satisfies Shape<
  typeof amountFields
>;
const items = z.array(z.strictObject(item)).exactOptional();
const taxedItems = z.array(z.strictObject({ ...item, tax })).exactOptional();

const line = z
  .strictObject({
    id: word,
    description: z.string(),
    itemId: word,
    quantity: figure,
    unitCode: word,
    unitPrice: figure,
    baseQuantity: some,
    tax,
    allowances: items,
    charges: items,
    recognition: z
      .array(z.strictObject({ on: z.string(), amount: figure, booked: z.boolean() }))
      .exactOptional()
      .meta({ description: "Deferred revenue: parts of the line's net." }),
  } satisfies Shape<typeof lineFields>)
  .meta({ id: 'DraftLine' });

export const draftBody = z
  .strictObject({
    class: z.enum(['invoice', 'credit_note']),
    typeCode: word,
    seller: party,
    customer: party,
    currency: z.string(),
    supplyDate: day,
    dueDate: day,
    terms: word,
    orderId: word,
    buyerReference: word,
    costCenter: word,
    delivery: z.strictObject({ name: word, address } satisfies Shape<typeof deliveryFields>).exactOptional(),
    notes: z.array(z.string()).exactOptional(),
    preceding: word.meta({ description: 'Number of the invoice that a credit note is about.' }),
    lines: z.array(line).min(1),
    allowances: taxedItems,
    charges: taxedItems,
    taxExemptions: z.array(z.strictObject({ category: z.string(), reason: word, reasonCode: word })).exactOptional(),
    prepaid: some,
    rounding: some,
    totals: z
      .strictObject({ lines: some, net: some, tax: some, gross: some, payable: some } satisfies Shape<
        typeof totalsFields
      >)
      .exactOptional()
      .meta({ description: 'Computed; what is stated is checked.' }),
  } satisfies Record<DraftField, z.ZodType>)
  .meta({ id: 'DraftBody', description: `A document to be finalised: ${draftFields.join(', ')}.` });
