import { z } from 'zod';
import { commentMax, decisionKinds } from '../../domain/decision.ts';
import { count, text } from './scalars.ts';

/** What is signed is what was shown: revision, step and planHash come from `waitingFor`. */
export const decisionBody = z
  .strictObject({
    command: z.enum(decisionKinds),
    revision: count,
    step: count,
    planHash: text(64),
    decisionId: text(),
    comment: text(commentMax).exactOptional().meta({ description: '`reject` and `withdraw` need one.' }),
  })
  .meta({ id: 'DecisionBody' });
