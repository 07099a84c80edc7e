import { z } from 'zod';
import { kind, plan } from './plan.ts';
import { amountMinor, count, documentId, planHash, requestId } from './scalars.ts';

const need = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('auto') }),
    z.strictObject({
      kind: z.literal('approval'),
      steps: z.array(
        z.strictObject({
          name: z.string(),
          roles: z.array(z.string()),
          quorum: count,
          remindEveryMs: count,
          expireAfterMs: count,
        }),
      ),
      why: z.array(z.string()),
    }),
  ])
  .meta({ id: 'Need', description: 'Whether people must sign, who, and why.' });

/** What a correction would do; nothing is written. */
export const preview = z
  .strictObject({ preview: z.literal(true), number: z.string(), plan, planHash, need })
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
