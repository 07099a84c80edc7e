import { z } from 'zod';
import type { Verdict } from '../../domain/policy-evaluate.ts';
import { explanation, step } from './explanation.ts';
import { kind, plan } from './plan.ts';
import { amountMinor, count, documentId, planHash, requestId, type FieldsOf } from './scalars.ts';

const need = z
  .strictObject({
    kind: z.enum(['auto', 'approval', 'block']),
    level: count.meta({ description: 'Place in the ladder of the policy; its length when nobody may approve.' }),
    row: z.string(),
    floors: z.array(z.string()),
    steps: z.array(step),
    exposureBaseMinor: amountMinor.optional(),
    why: z.array(z.string()),
  } satisfies FieldsOf<Verdict>)
  .meta({ id: 'Need', description: 'Whether people must sign, who, and why: the verdict of the policy in force.' });

/** What a correction would do; nothing is written. */
export const preview = z
  .strictObject({ preview: z.literal(true), number: z.string(), plan, planHash, need, explanation })
  .meta({ id: 'Preview', description: 'What a correction would do; nothing is written.' });

/** The way back from an applied correction. */
export const counterView = z
  .strictObject({
    requestId,
    invoiceId: documentId,
    kind,
    steps: z.array(
      z.strictObject({
        text: z.string(),
        kind: z.literal('update'),
        input: z.strictObject({ counters: requestId }),
        plan,
        planHash,
        need,
      }),
    ),
    net: z
      .strictObject({ payoutMinor: amountMinor, creditMinor: amountMinor, receivableMinor: amountMinor })
      .meta({ description: 'What the request and the steps come to together: paid out, the customer may use, is owed.' }),
    why: z.string().optional().meta({ description: 'Why there is no step.' }),
  })
  .meta({ id: 'Counter', description: 'The lawful steps back from an applied correction.' }); // prettier-ignore
