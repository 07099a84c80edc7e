import { z } from 'zod';
import type { ErrorCode } from '../../domain/errors.ts';
import { outcome } from './outcome.ts';
import { alternative, errorCode, refusal } from './refusal.ts';
import { requestId } from './scalars.ts';

/** RFC 9457, with what the register knows of the code. */
const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: errorCode,
    detail: z.string(),
    next: z.string().meta({ description: 'What to do about it.' }),
    param: z.string().optional().meta({ description: 'Path of the field that is wrong.' }),
    alternatives: z.array(alternative),
    requestId: requestId.optional(),
    errors: z.array(refusal).optional().meta({ description: 'Every reason, where there are several.' }),
    outcome: outcome.optional(),
  })
  .meta({
    id: 'Problem',
    description: 'Why not, and what to do about it.',
    examples: [
      {
        type: 'urn:countersign:error:ALREADY_CANCELED',
        title: 'The document is canceled already.',
        status: 422,
        code: 'ALREADY_CANCELED',
        detail: 'The document is canceled already.',
        next: 'See its cancellation; a new invoice replaces it.',
        requestId: 'r_ab3de',
        alternatives: [{ kind: 'see', documentId: 'r_ab3de.1', text: 'see its cancellation r_ab3de.1' }],
      },
    ],
  });

/** A problem of one status, with the codes that a route answers under it. */
export const problemOf = (status: number, codes: readonly ErrorCode[]) =>
  z.intersection(problem, z.looseObject({ status: z.literal(status), code: z.enum(codes) }));
