import { z } from 'zod';
import type { ErrorCode } from '../domain/errors.ts';
import type { Deps } from './context.ts';
import { takeIn } from './intake.ts';
import { Problem } from './problems.ts';
import { json, route, type Route } from './route.ts';
import { correctionBody, saidIn } from './schemas/asking.ts';
import { idempotencyKey, viewAnswers } from './schemas/correction.ts';
import { invoiceName } from './schemas/scalars.ts';
import { answerView } from './view.ts';

/** Codes of the rules that a request may break, whatever its kind; the first one broken decides the status. */
export const blockers = [
  'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS', 'STALE_VERSION', 'PENDING_REQUEST_EXISTS', 'PAYMENT_IN_FLIGHT', 'NOT_AN_INVOICE',
  'IS_DRAFT', 'ALREADY_CANCELED', 'CANNOT_CANCEL_CANCELLATION', 'ALREADY_SETTLED', 'CREDIT_CONSUMED', 'HAS_PAYMENTS',
  'HAS_CREDIT_NOTES', 'NOTHING_PAID', 'NOTHING_OPEN', 'NOT_PARTIALLY_PAID', 'NO_STRAY_CREDIT_NOTE', 'LINES_LOCKED',
  'FIELD_LOCKED', 'NOTHING_CHANGED', 'PERIOD_CLOSED', 'TAX_AUTHORITY_ACCEPTED', 'CURRENCY_MISMATCH', 'CURRENCY_UNKNOWN',
  'EXCEEDS_OPEN', 'EXCEEDS_REFUNDABLE', 'EXCEEDS_CREDITABLE', 'LINE_NOT_FOUND', 'LINE_EXISTS', 'PRICE_PRECISION',
  'AMOUNT_FORMAT', 'AMOUNT_RANGE', 'DOCUMENT_INVALID', 'COUNTER_UNKNOWN',
] as const satisfies readonly ErrorCode[]; // prettier-ignore

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
    const taken = await takeIn(deps, {
      principal,
      key: headers['Idempotency-Key'],
      invoice: params.id,
      body: { ...saidIn(body), reason: body.reason },
    });
    if (taken.kind === 'view') return answerView(taken.view);
    throw new Problem(taken.refusal, { requestId: taken.requestId });
  }),
];
