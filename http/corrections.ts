import { z } from 'zod';
import type { Deps } from './context.ts';
import { takeIn } from './intake.ts';
import { Problem } from './problems.ts';
import { json, route, type Route } from './route.ts';
import { correctionBody, idempotencyKey, viewAnswers } from './schemas/correction.ts';
import { invoiceName } from './schemas/scalars.ts';
import { answerView } from './view.ts';

/** Codes of the rules that a request may break, whatever its kind; the first one broken decides the status. */
const blockers = [
  'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS', 'STALE_VERSION', 'PENDING_REQUEST_EXISTS', 'ALREADY_CANCELED',
  'CANNOT_CANCEL_CANCELLATION', 'CREDIT_CONSUMED', 'HAS_PAYMENTS', 'HAS_CREDIT_NOTES',
] as const; // prettier-ignore

/** Asks for a correction. */
export const correctionRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/invoices/{id}/corrections',
    operationId: 'requestCorrection',
    tag: 'corrections',
    summary: 'Ask for a correction of an invoice.',
    caller: { role: 'requester' },
    params: z.strictObject({ id: invoiceName }),
    headers: z.strictObject({ 'Idempotency-Key': idempotencyKey }),
    body: json(correctionBody, {
      kind: 'cancel', reason: 'order_canceled', evidence: 'mail of 7 January', expectedVersion: 3,
    }), // prettier-ignore
    answers: viewAnswers,
    problems: ['IDEMPOTENCY_KEY_REQUIRED', 'KIND_UNKNOWN', 'REASON_REQUIRED', 'REQUEST_ID_REUSED', ...blockers],
  }).answeredBy(async ({ principal, params, headers, body }) => {
    const taken = await takeIn(deps, { principal, key: headers['Idempotency-Key'], invoice: params.id, body });
    if (taken.kind === 'view') return answerView(taken.view);
    throw new Problem(taken.refusal, { requestId: taken.requestId });
  }),
];
