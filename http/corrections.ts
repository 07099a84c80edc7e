import { z } from 'zod';
import { inputNow } from '../domain/accepted.ts';
import { Refused, type ErrorCode } from '../domain/errors.ts';
import { findInvoice } from '../store/queries.ts';
import type { Ctx, Deps } from './context.ts';
import { takeIn, type Asking } from './intake.ts';
import { parseAs } from './parse.ts';
import { Problem } from './problems.ts';
import { json, route, type Route } from './route.ts';
import { correctionBody, resubmitBody, saidIn } from './schemas/asking.ts';
import { idempotencyKey, viewAnswers } from './schemas/correction.ts';
import { invoiceName } from './schemas/scalars.ts';
import { seenBy } from './sight.ts';
import { answerView } from './view.ts';

/** Codes of the rules that a request may break, whatever its kind; the first one broken decides the status. */
export const blockers = [
  'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS', 'STALE_VERSION', 'PENDING_REQUEST_EXISTS', 'PAYMENT_IN_FLIGHT', 'NOT_AN_INVOICE',
  'IS_DRAFT', 'ALREADY_CANCELED', 'CANNOT_CANCEL_CANCELLATION', 'ALREADY_SETTLED', 'CREDIT_CONSUMED', 'HAS_PAYMENTS',
  'HAS_CREDIT_NOTES', 'NOTHING_PAID', 'NOTHING_OPEN', 'NOT_PARTIALLY_PAID', 'NO_STRAY_CREDIT_NOTE', 'LINES_LOCKED',
  'FIELD_LOCKED', 'NOTHING_CHANGED', 'PERIOD_CLOSED', 'TAX_AUTHORITY_ACCEPTED', 'CURRENCY_MISMATCH', 'CURRENCY_UNKNOWN',
  'EXCEEDS_OPEN', 'EXCEEDS_REFUNDABLE', 'EXCEEDS_CREDITABLE', 'LINE_NOT_FOUND', 'LINE_EXISTS', 'PRICE_PRECISION',
  'AMOUNT_FORMAT', 'AMOUNT_RANGE', 'DOCUMENT_INVALID', 'COUNTER_UNKNOWN', 'POLICY_BLOCK',
] as const satisfies readonly ErrorCode[]; // prettier-ignore

/** Asks for a correction: a new one, or again for what a request that has ended asked for. */
export function correctionRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/invoices/{id}/corrections',
      operationId: 'requestCorrection',
      tag: 'corrections',
      summary: 'Ask for a correction of an invoice.',
      caller: { role: 'requester' },
      params: z.strictObject({ id: invoiceName }),
      headers: z.strictObject({ 'Idempotency-Key': idempotencyKey }),
      body: {
        ...json(z.union([correctionBody, resubmitBody]), {
          kind: 'cancel', reason: 'order_canceled', evidence: 'mail of 7 January', expectedVersion: 3,
        }),
        unread: true, // which of both it is decides how it is read
      },
      answers: viewAnswers,
      problems: [
        'IDEMPOTENCY_KEY_REQUIRED', 'KIND_UNKNOWN', 'REASON_REQUIRED', 'REQUEST_ID_REUSED', 'REQUEST_NOT_FOUND', 'INTAKE_UNSIGNED',
        'RATE_LIMITED', ...blockers,
      ],
    }).answeredBy(async ({ principal, params, headers, body }, c) => {
      if (principal.type === 'agent') deps.limits.countRequest(principal.id);
      const taken = await takeIn(deps, {
        principal,
        key: headers['Idempotency-Key'],
        invoice: params.id,
        body: asksAgain(body) ? await again(deps, c, { principal, invoice: params.id }, body) : asked(body),
      });
      if (taken.kind === 'view') return answerView(taken.view);
      throw new Problem(taken.refusal, { requestId: taken.requestId });
    }),
  ];
} // prettier-ignore

const asksAgain = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'resubmits' in body && !('kind' in body);

/** A body that asks for a correction, read. Throws as `correctionBody` says: KIND_UNKNOWN, REASON_REQUIRED, AMOUNT_FORMAT, MALFORMED. */
export function asked(body: unknown): Asking['body'] {
  const read = parseAs(correctionBody, body);
  return { ...saidIn(read), reason: read.reason };
}

/** Kind and inputs of a request that has ended, as it asked last. Throws REQUEST_NOT_FOUND, PENDING_REQUEST_EXISTS, MALFORMED. */
async function again(
  deps: Deps,
  c: Ctx,
  { principal, invoice }: Pick<Asking, 'principal' | 'invoice'>,
  body: unknown,
): Promise<Asking['body']> {
  const { resubmits, ...said } = parseAs(resubmitBody, body);
  const { record } = await seenBy(deps, c, principal, resubmits);
  const { _id } = await findInvoice(deps.store, invoice);
  if (_id !== record.invoiceId) throw new Refused('MALFORMED', { param: 'resubmits', detail: `It is about ${record.invoiceId}.` });
  if (!record.outcome) throw new Refused('PENDING_REQUEST_EXISTS', { param: 'resubmits', detail: 'It has not ended.' });
  const { kind, reason } = record.request;
  const input = inputNow(record.request, record.log);
  return { kind, reason, ...said, ...(input ? { input } : {}), resubmits };
} // prettier-ignore
