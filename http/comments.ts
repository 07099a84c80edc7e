import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addComment } from '../store/comments.ts';
import type { Deps } from './context.ts';
import { commentOf } from './detail.ts';
import { json, route, type Route } from './route.ts';
import { comment } from './schemas/correction.ts';
import { commentBody } from './schemas/decision.ts';
import { requestId } from './schemas/scalars.ts';
import { seenBy } from './sight.ts';
import { correctionPath } from './view.ts';

/** Words about a request: whoever may see it may say something, and nothing is decided by it (approvals.md section 3). */
export const commentRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/corrections/{requestId}/comments',
    operationId: 'comment',
    tag: 'corrections',
    summary: 'Say something about a request; its clock runs on.',
    caller: 'key',
    params: z.strictObject({ requestId }),
    body: json(commentBody, { text: 'Which of the two orders is it?' }),
    answers: { 201: comment },
    problems: ['REQUEST_NOT_FOUND', 'COMMENT_LIMIT'],
  }).answeredBy(async ({ principal, params, body }, c) => {
    const { record } = await seenBy(deps, c, principal, params.requestId);
    const said = { id: randomUUID(), by: principal.id, at: new Date(deps.nowMs()), text: body.text };
    await addComment(deps.store, record._id, said);
    return { status: 201, location: correctionPath(record._id), body: commentOf(said) };
  }),
];
