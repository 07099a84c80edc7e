import { z } from 'zod';
import { encodeId } from '../../domain/canonical.ts';
import { encodedIdMax, idMax } from '../context.ts';

/** A schema for each field of a type of the domain, and for no other: a field that is added there must be told here. */
export type FieldsOf<T> = { readonly [K in keyof Required<T>]: z.ZodType };

/** Text of 1 to `max` characters; a lone surrogate has no UTF-8 and would be hashed as something else. */
export const text = (max: number = idMax) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), 'The text is not well-formed Unicode');

/** 0, 1, 2: versions, steps, revisions. */
export const count = z.int().min(0);
export const currency = z.string().meta({ description: 'ISO 4217 code.', examples: ['EUR'] });
export const amountMinor = z.int().meta({ description: 'Amount in minor units of the currency.', examples: [125_000] });
/** Quantities, prices and rates: no float ever carries them. */
export const decimal = z.string().meta({ description: 'Decimal number as text.', examples: ['1.5'] });
export const day = z.iso.date();
export const instant = z.iso.datetime({ offset: true });

export const requestId = z.string().meta({ description: 'Id of a request.', examples: ['r_ab3de'] });
export const documentId = z.string().meta({ description: 'Id of a document.', examples: ['DE123:INV-7'] });
export const planHash = z.string().meta({ description: 'sha256 of the plan, in hex.' });
export const principalId = z.string().meta({ description: 'Who acts.', examples: ['maria'] });

/** What people name an invoice by; also what can be a workflow's id. */
export const invoiceName = text(idMax)
  .refine((name) => !name.isWellFormed() || encodeId(name).length <= encodedIdMax, 'The name has too many bytes')
  .meta({ description: 'Id or number of the invoice.', examples: ['DE123:INV-7'] });

/** Addresses on this gateway that belong to what is answered. */
export const links = z.strictObject({ self: z.string().meta({ examples: ['/v1/corrections/r_ab3de'] }) });
