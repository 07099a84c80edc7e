import { ulid } from 'ulid';
import type { CorrectionRequest } from '../../domain/request.ts';
import type { CorrectionRecord } from '../../store/approval-records.ts';
import { call, overWorld, type Reply, type Subject } from '../http/support/gateway.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import type { World } from '../support/world.ts';

type Json = Readonly<Record<string, unknown>>;

/** A request that waits for people, and a gateway of its own: nobody's rate of decisions is spent by another case. */
export interface OpenedGate {
  readonly request: CorrectionRequest;
  readonly app: Subject;
  readonly expiresAtMs: number;
  /** Posts a decision on the plan that was opened, unless something else is said. */
  readonly post: (as: string, over?: Json) => Promise<Reply>;
  readonly record: () => Promise<CorrectionRecord>;
}

interface Wanted extends Partial<CorrectionRequest> {
  readonly gross?: string;
}

/** Opens the gate of a request of maria's to cancel an invoice over 900.00, unless something else is said. */
export async function openGate(
  world: World,
  number: string,
  { gross = '900.00', ...over }: Wanted = {},
): Promise<OpenedGate> {
  return gateOn(world, await put(world.store, { number, buyerId: number, lines: grossOf(gross) }), over);
}

/** Opens the gate of a request about an invoice that is there. */
export async function gateOn(
  world: World,
  invoiceId: string,
  over: Partial<CorrectionRequest> = {},
): Promise<OpenedGate> {
  const request = aRequest(invoiceId, over);
  const answer = await world.gateway.submit(request);
  if (answer.kind !== 'view' || answer.view.state !== 'open')
    throw new Error(`${invoiceId}: ${JSON.stringify(answer)}`);
  const app = overWorld(world);
  const record = async (): Promise<CorrectionRecord> => {
    const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
    if (!stored) throw new Error(`${request.requestId} is not stored`);
    return stored;
  };
  const { waitingFor: { revision, step, planHash, dueAt } = { revision: 0, step: 0, planHash: '', dueAt: '' } } =
    answer.view;
  return {
    request,
    app,
    record,
    expiresAtMs: Date.parse(dueAt),
    post: (as, said = {}) =>
      call(app, 'POST', `/v1/corrections/${request.requestId}/decisions`, {
        as,
        body: { command: 'approve', revision, step, planHash, decisionId: ulid(), ...said },
      }),
  };
}

/** What somebody was told: the state that an answer or the outcome in a refusal names, or else its status and code. */
export function toldIn({ status, body }: Reply): string {
  if (status === 200 || status === 202) return String(body['state']);
  const outcome = body['outcome'] as { readonly state: string } | undefined;
  return outcome && body['code'] === 'GATE_CLOSED'
    ? `GATE_CLOSED ${outcome.state}`
    : `${status} ${String(body['code'])}`;
}
