import type { z } from 'zod';
import type { Entry } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import { changeDirectory, type Changed, type Wanted as WantedChange } from '../store/directory-changes.ts';
import type { PersonRecord } from '../store/directory-records.ts';
import { personRecord, principalsAfter } from '../store/people.ts';
import type { Deps } from './context.ts';
import { admin, currentDirectory, rulesOf, shownChange, shownPrincipal } from './directory-rules.ts';
import { json, route, type Answer, type Route } from './route.ts';
import { pageQuery } from './schemas/page.ts';
import {
  changeWaits, changed, newPrincipalId, ofPrincipal, principalBody, principalPage, principalView,
} from './schemas/principal.ts'; // prettier-ignore

const changing = { 200: changed, 202: changeWaits };
const example = { type: 'person', email: 'zoe@example.com', unit: 'finance', roles: [{ role: 'requester' }] } as const;

/** Who there is, and what becomes of them; in the hands of directory-admins (approvals.md section 1). */
export const principalRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/principals',
    operationId: 'listPrincipals',
    tag: 'directory',
    summary: 'List who there is, by id.',
    caller: { personWho: 'looks into the directory' },
    query: pageQuery,
    answers: { 200: principalPage },
  }).answeredBy(async ({ query }) => {
    await currentDirectory(deps);
    const records = await principalsAfter(deps.store, query);
    const next = records.length === query.limit ? records.at(-1)?._id : undefined;
    return { status: 200, body: { items: records.map(shownPrincipal), ...(next === undefined ? {} : { next }) } };
  }),
  route({
    method: 'get',
    path: '/v1/principals/{id}',
    operationId: 'getPrincipal',
    tag: 'directory',
    summary: 'Read somebody.',
    caller: { personWho: 'looks into the directory' },
    params: ofPrincipal,
    answers: { 200: principalView },
    problems: ['PRINCIPAL_NOT_FOUND'],
  }).answeredBy(async ({ params: { id } }) => ({ status: 200, body: shownPrincipal(await principalNamed(deps, id)) })),
  route({
    method: 'put',
    path: '/v1/principals/{id}',
    operationId: 'putPrincipal',
    tag: 'directory',
    summary: 'Add or change somebody; some changes wait for a second admin.',
    caller: admin,
    params: newPrincipalId,
    body: json(principalBody, { ...example, roles: [...example.roles] }),
    answers: changing,
    problems: ['DIRECTORY_INVALID', 'STALE_VERSION'],
  }).answeredBy(async ({ principal, params: { id }, body }) =>
    answerOf(await putPrincipal(deps, principal.id, id, body)),
  ),
  ...(['suspend', 'revoke', 'activate'] as const).map((deed) => status(deps, deed)),
];

/** Somebody by id or e-mail address, whatever became of him. Throws PRINCIPAL_NOT_FOUND. */
export async function principalNamed(deps: Deps, id: string): Promise<PersonRecord> {
  await currentDirectory(deps);
  const record = await personRecord(deps.store, id);
  if (!record) throw new Refused('PRINCIPAL_NOT_FOUND', { detail: id.slice(0, 80) });
  return record;
}

const statuses = { suspend: 'suspended', revoke: 'revoked', activate: 'active' } as const;
const summaries = {
  suspend: 'Suspend somebody at once.',
  revoke: 'Revoke somebody at once; every session ends.',
  activate: 'Let somebody act again; an approver waits for a second admin.',
} as const;

const status = (deps: Deps, deed: StatusDeed): Route =>
  route({
    method: 'post',
    path: `/v1/principals/{id}/${deed}`,
    operationId: `${deed}Principal`,
    tag: 'directory',
    summary: summaries[deed],
    caller: admin,
    params: ofPrincipal,
    answers: changing,
    problems: ['PRINCIPAL_NOT_FOUND', 'DIRECTORY_INVALID'],
  }).answeredBy(async ({ principal, params: { id } }) => answerOf(await setStatus(deps, principal.id, id, deed)));

type Wanted = Omit<z.output<typeof principalBody>, 'expectedVersion'>;

/** Makes somebody what is wanted, or keeps that for a second admin. Throws DIRECTORY_INVALID, STALE_VERSION. */
export const putPrincipal = (deps: Deps, by: string, id: string, { expectedVersion, ...wanted }: z.output<typeof principalBody>): Promise<Changed> =>
  changedBy(deps, by, id, { change: (before) => next(id, before, wanted), expectedVersion }); // prettier-ignore

export type StatusDeed = keyof typeof statuses;

/** Suspends, revokes or activates somebody. Throws PRINCIPAL_NOT_FOUND, DIRECTORY_INVALID. */
export const setStatus = (deps: Deps, by: string, id: string, deed: StatusDeed): Promise<Changed> =>
  changedBy(deps, by, id.toLowerCase(), {
    change: (before) => {
      if (!before) throw new Refused('PRINCIPAL_NOT_FOUND', { detail: id.slice(0, 80) });
      return { ...before, status: statuses[deed] };
    },
  });

/** The whole entry anew; its status stays, and a type is for ever: a service must not become the person of its name. */
function next(id: string, before: Entry | undefined, { validFrom, validUntil, ...wanted }: Wanted): Entry {
  if (before && before.type !== wanted.type)
    throw new Refused('DIRECTORY_INVALID', { param: 'type', detail: `${id} is of type ${before.type}.` });
  return {
    id,
    ...wanted,
    status: before?.status ?? 'active',
    ...(validFrom === undefined ? {} : { validFrom: new Date(validFrom) }),
    ...(validUntil === undefined ? {} : { validUntil: new Date(validUntil) }),
  };
}

async function changedBy(deps: Deps, by: string, id: string, wanted: WantedChange): Promise<Changed> {
  await currentDirectory(deps);
  return changeDirectory(deps.store, id, wanted, await rulesOf(deps, by));
}

function answerOf(result: Changed): Answer<typeof changing> {
  const { warnings } = result;
  if (result.kind === 'done') return { status: 200, body: { principal: shownPrincipal(result.record), warnings } };
  return { status: 202, location: '/v1/directory/changes', body: { change: shownChange(result.change), warnings } };
}
