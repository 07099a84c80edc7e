import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Principal } from '../domain/principal.ts';
import type { CommentRecord } from '../store/approval-records.ts';
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
    const said = await commented(deps, principal, record._id, body.text);
    return { status: 201, location: correctionPath(record._id), body: commentOf(said) };
  }),
];

/** Adds a word to a request that its author may see. Throws COMMENT_LIMIT. */
export async function commented({ store, nowMs }: Deps, { id: by }: Principal, requestId: string, text: string): Promise<CommentRecord> {
  const said = { id: randomUUID(), by, at: new Date(nowMs()), text };
  await addComment(store, requestId, said);
  return said;
} // prettier-ignore
