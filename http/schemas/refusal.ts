import { z } from 'zod';
import { errors, type ErrorCode } from '../../domain/errors.ts';
import { documentId } from './scalars.ts';

/** The whole register; its codes are stable for ever. */
export const errorCode = z
  .enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]])
  .meta({ id: 'ErrorCode', description: 'A code of the register.' });

export const alternative = z
  .strictObject({ kind: z.string(), documentId: documentId.optional(), text: z.string() })
  .meta({ id: 'Alternative', description: 'A way that stays open to the asker.' });

export const refusal = z
  .strictObject({
    code: errorCode,
    message: z.string(),
    param: z.string().optional(),
    alternatives: z.array(alternative),
  })
  .meta({ id: 'Refusal', description: 'One reason why not.' });
