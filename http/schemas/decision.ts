import { z } from 'zod';
import { commandNames, commentMax } from '../../domain/decision.ts';
import { revisionBody } from './asking.ts';
import { count, text } from './scalars.ts';

/** What is signed is what was shown: revision, step and planHash come from `waitingFor`. */
export const decisionBody = z
  .strictObject({
    command: z.enum(commandNames),
    revision: count,
    step: count,
    planHash: text(64),
    decisionId: text(),
    comment: text(commentMax).exactOptional().meta({ description: '`reject`, `withdraw` and `reevaluate` need one.' }),
    input: revisionBody
      .exactOptional()
      .meta({ description: 'Of `revise`: what is asked for instead. Without one it is planned anew as it was.' }),
    onBehalfOf: text()
      .exactOptional()
      .meta({ description: 'Whose right is used: a delegation of theirs is in force.' }),
  })
  .refine(({ command, input }) => input === undefined || command === 'revise', {
    path: ['input'],
    message: 'Only revise takes one',
  })
  .meta({ id: 'DecisionBody' });

/** What somebody has to say about a request; nothing is decided by it. */
export const commentBody = z.strictObject({ text: text(commentMax) }).meta({ id: 'CommentBody' });
