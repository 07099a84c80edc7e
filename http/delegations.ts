import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { delegationStateAt, whyNotDelegate, type Delegating } from '../domain/delegation-rules.ts';
import { encodeId } from '../domain/canonical.ts';
import { refusal, Refused } from '../domain/errors.ts';
import { hasRole, type Principal } from '../domain/principal.ts';
import {
  createDelegation, delegationFrom, delegationsFrom, delegationsSince, endDelegation, findDelegation,
} from '../store/delegations.ts'; // prettier-ignore
import { personRecord, principalOf } from '../store/people.ts';
import { findCorrection } from '../store/queries.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { DelegationRecord } from '../store/directory-records.ts';
import type { Deps } from './context.ts';
import { Problem } from './problems.ts';
import { json, route, type Route, type Told } from './route.ts';
import { delegationBody, delegationList, delegationView } from './schemas/delegation.ts';
import { gateOf } from './view.ts';

const lends = { personWho: 'lends a right or signs by one' } as const;

/** Rights that people lend each other (approvals.md section 4). */
export const delegationRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/delegations',
    operationId: 'delegate',
    tag: 'delegations',
    summary: 'Let somebody sign for you, for a time or for one request.',
    caller: lends,
    body: json(delegationBody, { to: 'ben', until: '2026-12-31T00:00:00Z', kinds: ['refund'] }),
    answers: { 201: delegationView },
    problems: [
      'DELEGATE_SELF', 'DELEGATE_CONFLICT', 'DELEGATE_CHAIN', 'DELEGATE_SCOPE', 'DELEGATION_LIMIT', 'PRINCIPAL_NOT_FOUND',
      'REQUEST_NOT_FOUND', 'GATE_CLOSED',
    ],
  }).answeredBy(async ({ principal, body }) => {
    const record = await lend(deps, principal, body);
    return { status: 201, location: `/v1/delegations/${encodeId(record._id)}`, body: shown(record, deps.nowMs()) };
  }),
  route({
    method: 'get',
    path: '/v1/delegations',
    operationId: 'listDelegations',
    tag: 'delegations',
    summary: 'List what is lent now or later, soonest end first.',
    caller: lends,
    answers: { 200: delegationList },
  }).answeredBy(async () => {
    const nowMs = deps.nowMs();
    const records = await delegationsFrom(deps.store, nowMs);
    return { status: 200, body: { items: records.map((record) => shown(record, nowMs)) } };
  }),
  route({
    method: 'post',
    path: '/v1/delegations/{id}/end',
    operationId: 'endDelegation',
    tag: 'delegations',
    summary: 'End a delegation at once; again changes nothing.',
    caller: lends,
    params: z.strictObject({ id: z.string() }),
    answers: { 200: delegationView },
    problems: ['DELEGATION_NOT_FOUND'],
  }).answeredBy(async ({ principal, params: { id } }) => ({
    status: 200,
    body: shown(await end(deps, principal, id), deps.nowMs()),
  })),
]; // prettier-ignore

/** Longest time that a request stays open (approvals.md section 2.2): what is lent for its step ends by then. */
const requestOpenMaxMs = 14 * 24 * 3_600_000;

/** Lends a right. Throws what `whyNotDelegate` says as a Problem, PRINCIPAL_NOT_FOUND, REQUEST_NOT_FOUND, GATE_CLOSED. */
export async function lend(
  deps: Deps,
  lender: Principal,
  body: z.output<typeof delegationBody>,
): Promise<DelegationRecord> {
  const { store } = deps;
  const nowMs = deps.nowMs();
  const now = new Date(nowMs);
  const delegate = await delegateNamed(deps, body.to);
  const request = body.requestId === undefined ? undefined : await openRequest(deps, body.requestId);
  const wanted = {
    from: lender.id,
    to: delegate.id,
    ...(body.kinds === undefined ? {} : { kinds: body.kinds }),
    ...(body.ceilingMinor === undefined ? {} : { ceilingMinor: body.ceilingMinor }),
    ...(request ? { requestId: request.about.requestId, step: request.step } : {}),
    fromMs: body.from === undefined ? nowMs : Date.parse(body.from),
    untilMs: body.until === undefined ? nowMs + requestOpenMaxMs : Date.parse(body.until),
  };
  const record: DelegationRecord = {
    _id: nowMs.toString(16).padStart(12, '0') + randomBytes(5).toString('hex'),
    ...wanted,
    createdBy: lender.id,
    createdAt: now,
  };
  const judged = { wanted, lender, delegate, nowMs, ...(request ? { request } : {}) };
  const refused = await createDelegation(store, record, (delegations) => whyNotDelegate({ ...judged, delegations }));
  if (refused) throw new Problem(refused, {});
  return record;
}

/** Who may end a delegation: both of them, and who keeps the directory. */
export const mayEnd = ({ id, ...who }: Principal, { from, to }: Pick<DelegationRecord, 'from' | 'to'>): boolean =>
  [from, to].includes(id) || hasRole(who, 'directory-admin');

/** Ends a delegation at once. Throws DELEGATION_NOT_FOUND, FORBIDDEN_PRINCIPAL. */
export async function end({ store, nowMs }: Deps, who: Principal, id: string): Promise<DelegationRecord> {
  const record = await findDelegation(store, id);
  if (!record) throw new Refused('DELEGATION_NOT_FOUND');
  const { from, to } = record;
  if (!mayEnd(who, record))
    throw new Refused('FORBIDDEN_PRINCIPAL', { detail: `${from} or ${to} ends it, or a directory-admin.` });
  return endDelegation(store, record, who.id, new Date(nowMs()));
}

/** Throws PRINCIPAL_NOT_FOUND, also for somebody who may not act now. */
async function delegateNamed({ store, nowMs }: Deps, name: string): Promise<Principal> {
  const record = await personRecord(store, name);
  const found = record && (await principalOf(store, record._id, new Date(nowMs())));
  if (!found) throw new Refused('PRINCIPAL_NOT_FOUND', { param: 'to', detail: name.slice(0, 80) });
  return found;
}

/** A request as a delegation for its step looks at it. Throws REQUEST_NOT_FOUND, GATE_CLOSED. */
async function openRequest(
  { store, nowMs }: Deps,
  requestId: string,
): Promise<NonNullable<Delegating['request']> & { readonly step: number }> {
  const record: CorrectionRecord | null = await findCorrection(store, requestId);
  if (!record) throw new Refused('REQUEST_NOT_FOUND', { param: 'requestId' });
  const gate = gateOf(record, nowMs());
  if (gate.state !== 'open')
    throw new Problem(refusal('GATE_CLOSED', { detail: `It is ${gate.state}.` }), { requestId });
  const { kind, receivedAtMs } = record.request;
  const since = await delegationsSince(store, receivedAtMs);
  return { about: { requestId, kind, receivedAtMs }, insiders: gate.opening.insiders, since, step: gate.step };
}

function shown(record: DelegationRecord, atMs: number): Told<typeof delegationView> {
  const { fromMs, untilMs, endedAtMs, ...rest } = delegationFrom(record);
  return {
    ...rest,
    fromAt: new Date(fromMs).toISOString(),
    untilAt: new Date(untilMs).toISOString(),
    ...(endedAtMs === undefined ? {} : { endedAt: new Date(endedAtMs).toISOString() }),
    state: delegationStateAt({ id: record._id, ...record }, atMs),
  };
}
