import { z } from 'zod';
import { Refused, type ErrorCode } from '../domain/errors.ts';
import { parsePolicy } from '../domain/policy-read.ts';
import type { Deps } from './context.ts';
import { decidedOnPolicy } from './decide-policy.ts';
import { decisionRefusals } from './decisions.ts';
import { answerPolicy, listedPolicies, policyDetailOf, policyPlanIn, policyRecordOf } from './policy-view.ts';
import { backtestNow, lintNow, proposed, requireEditor } from './propose.ts';
import { json, route, type Route } from './route.ts';
import { idempotencyKey } from './schemas/correction.ts';
import { decisionBody } from './schemas/decision.ts';
import { pageQuery } from './schemas/page.ts';
import {
  backtestReport,
  lintAnswer,
  policyAnswers,
  policyDetail,
  policyOnly,
  policyPage,
  policyVersion,
  proposalBody,
} from './schemas/policy.ts';

/** What a version may be refused with by lint, or by what is in force. */
const blockers = [
  'POLICY_SHAPE', 'POLICY_GAP', 'POLICY_OVERLAP', 'POLICY_NOT_MONOTONE', 'POLICY_LADDER', 'POLICY_HARD_LIMIT', 'UNFILLABLE_STEP',
  'NOTHING_CHANGED', 'POLICY_NOT_FOUND', 'STALE_VERSION', 'PENDING_REQUEST_EXISTS', 'REASON_REQUIRED', 'INTAKE_UNSIGNED',
  'REQUEST_ID_REUSED',
] as const satisfies readonly ErrorCode[]; // prettier-ignore

const ofVersion = z.strictObject({ version: policyVersion });
const example = { policy: { version: '2' } };
const editor = { personWho: 'works on the policy' } as const;

/** Versions of the policy, and their way to being in force (approvals.md section 6). */
export const policyRoutes = (deps: Deps): readonly Route[] => [
  ...readingRoutes(deps),
  ...changingRoutes(deps),
  ...tryingRoutes(deps),
];

const readingRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get', path: '/v1/policies', operationId: 'listPolicies', tag: 'policies',
    summary: 'List versions of the policy and proposals, newest first.',
    caller: 'key', query: pageQuery, answers: { 200: policyPage },
  }).answeredBy(async ({ query }) => ({ status: 200, body: await listedPolicies(deps, query) })),
  route({
    method: 'get', path: '/v1/policies/{version}', operationId: 'getPolicy', tag: 'policies',
    summary: 'Read a version with what it changes, its back-test and its signatures.',
    caller: 'key', params: ofVersion, answers: { 200: policyDetail }, problems: ['POLICY_NOT_FOUND', 'PLAN_INTEGRITY'],
  }).answeredBy(async ({ params: { version } }) => ({
    status: 200, body: policyDetailOf(await policyRecordOf(deps.store, version), deps.nowMs()),
  })),
  route({
    method: 'get', path: '/v1/policies/{version}/backtest', operationId: 'getBacktest', tag: 'policies',
    summary: 'Read what a version would have come to, as it was proposed.',
    caller: 'key', params: ofVersion, answers: { 200: backtestReport }, problems: ['POLICY_NOT_FOUND', 'PLAN_INTEGRITY'],
  }).answeredBy(async ({ params: { version } }) => {
    const report = policyPlanIn(await policyRecordOf(deps.store, version))?.report;
    if (!report) throw new Refused('POLICY_NOT_FOUND', { detail: `Version ${version} has no back-test.` });
    return { status: 200, body: report };
  }),
]; // prettier-ignore

const changingRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post', path: '/v1/policies', operationId: 'proposePolicy', tag: 'policies',
    summary: 'Propose the next version, or going back to one; two people put it in force.',
    caller: editor, headers: z.strictObject({ 'Idempotency-Key': idempotencyKey }),
    body: json(proposalBody, { ...example, reason: 'refunds need two' }), answers: policyAnswers,
    problems: ['IDEMPOTENCY_KEY_REQUIRED', 'STEP_UP_REQUIRED', ...blockers],
  }).answeredBy(async ({ principal, headers, body }, c) =>
    answerPolicy(await proposed(deps, { principal, authAtMs: c.get('authAtMs') }, headers['Idempotency-Key'], body)),
  ),
  route({
    method: 'post', path: '/v1/policies/{version}/decisions', operationId: 'decideOnPolicy', tag: 'policies',
    summary: 'Approve, reject, retract or withdraw a proposed version; a person alone.',
    caller: 'key', // services and agents are refused by the handler, which keeps their attempt
    params: ofVersion,
    body: json(decisionBody, { command: 'approve', revision: 1, step: 0, planHash: 'a3f1c2', decisionId: '01JGZ6X0' }),
    answers: policyAnswers, problems: [...decisionRefusals, 'STEP_UP_REQUIRED', ...blockers],
  }).answeredBy(async ({ principal, params, body: { input: _none, ...posted } }, c) =>
    answerPolicy(await decidedOnPolicy(deps, c, principal, { ...posted, ...params })),
  ),
]; // prettier-ignore

/** What can be tried without proposing anything; nothing is stored. */
const tryingRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post', path: '/v1/policies/lint', operationId: 'lintPolicy', tag: 'policies',
    summary: 'Say everything that is wrong with a policy, by the people there are.',
    caller: editor, body: json(policyOnly, example), answers: { 200: lintAnswer }, problems: ['POLICY_SHAPE'],
  }).answeredBy(async ({ principal, body }) => {
    await requireEditor(deps, principal);
    return { status: 200, body: { findings: await lintNow(deps, parsePolicy(body.policy)) } };
  }),
  route({
    method: 'post', path: '/v1/policies/backtest', operationId: 'backtestPolicy', tag: 'policies',
    summary: 'Try a policy on the newest decisions.',
    caller: editor, body: json(policyOnly, example), answers: { 200: backtestReport }, problems: ['POLICY_SHAPE'],
  }).answeredBy(async ({ principal, body }) => {
    await requireEditor(deps, principal);
    return { status: 200, body: await backtestNow(deps, parsePolicy(body.policy)) };
  }),
]; // prettier-ignore
