import { z } from 'zod';
import { errors, type Alternative, type ErrorCode, type Refusal } from '../../domain/errors.ts';
import { amountMinor, documentId, type FieldsOf } from './scalars.ts';

/** The whole register; its codes are stable for ever. */
export const errorCode = z
  .enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]])
  .meta({ id: 'ErrorCode', description: 'A code of the register.' });

export const alternative = z
  .strictObject({
    kind: z.string(),
    documentId: documentId.optional(),
    text: z.string(),
    amountMinor: amountMinor.optional().meta({ description: 'The largest amount of this kind, minor units.' }),
  } satisfies FieldsOf<Alternative>)
  .meta({ id: 'Alternative', description: 'A way that stays open to the asker.' });

export const refusal = z
  .strictObject({
    code: errorCode,
    message: z.string(),
    param: z.string().optional(),
    alternatives: z.array(alternative),
  } satisfies FieldsOf<Refusal>)
  .meta({ id: 'Refusal', description: 'One reason why not.' });
