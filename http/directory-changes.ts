import { z } from 'zod';
import { closeChange, waitingChanges, type ClosedChange } from '../store/directory-closing.ts';
import type { Deps } from './context.ts';
import { admin, currentDirectory, rulesOf, shownChange, shownPrincipal } from './directory-rules.ts';
import { route, type Route } from './route.ts';
import { changeClosed, changeList } from './schemas/principal.ts';

/** Changes that wait for a second directory-admin. */
export const directoryChangeRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/directory/changes',
    operationId: 'listDirectoryChanges',
    tag: 'directory',
    summary: 'List changes that wait, oldest first.',
    caller: { personWho: 'looks into the directory' },
    answers: { 200: changeList },
  }).answeredBy(async () => {
    await currentDirectory(deps);
    return { status: 200, body: { items: (await waitingChanges(deps.store)).map(shownChange) } };
  }),
  ...(['confirm', 'refuse'] as const).map((answer) =>
    route({
      method: 'post',
      path: `/v1/directory/changes/{changeId}/${answer}`,
      operationId: `${answer}DirectoryChange`,
      tag: 'directory',
      summary: answer === 'confirm' ? 'Confirm a change, as a second admin.' : 'Refuse a change, or take it back.',
      caller: admin,
      params: z.strictObject({ changeId: z.string() }),
      answers: { 200: changeClosed },
      problems:
        answer === 'confirm'
          ? ['CHANGE_NOT_FOUND', 'SECOND_ADMIN_REQUIRED', 'DIRECTORY_INVALID', 'STALE_VERSION']
          : ['CHANGE_NOT_FOUND'],
    }).answeredBy(async ({ principal, params }) => {
      const { change, record } = await answerChange(deps, principal.id, params.changeId, answer);
      return {
        status: 200,
        body: { change: shownChange(change), ...(record ? { principal: shownPrincipal(record) } : {}) },
      };
    }),
  ),
];

/** Confirms a change that waits, or refuses it. Throws what `closeChange` throws. */
export async function answerChange(deps: Deps, by: string, changeId: string, answer: 'confirm' | 'refuse'): Promise<ClosedChange> {
  await currentDirectory(deps);
  return closeChange(deps.store, changeId, answer, await rulesOf(deps, by));
} // prettier-ignore
