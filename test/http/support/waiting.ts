import { ulid } from 'ulid';
import { expect } from 'vitest';
import type { OpenView } from '../../../domain/request.ts';
import type { Delegation } from '../../../domain/separation.ts';
import { grossOf, put } from '../../support/documents.ts';
import type { World } from '../../support/world.ts';
import { ask, call, overWorld, type Reply, type Subject } from './gateway.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Waiting {
  readonly invoiceId: string;
  readonly requestId: string;
  /** Decides on what waits now, unless something else is said. */
  decide(as: string, over?: Json, subject?: Subject): Promise<Reply>;
  read(as?: string): Promise<Reply>;
}

/** A request that waits: of maria's to cancel an invoice over 900.00, unless something else is said. */
export async function waitingFor(
  world: World,
  number: string,
  { gross = '900.00', ...asking }: Json & { readonly as?: string; readonly gross?: string } = {},
): Promise<Waiting> {
  const invoiceId = await put(world.store, { number, lines: grossOf(gross) });
  const { body } = await ask(overWorld(world), invoiceId, asking);
  expect(body).toMatchObject({ state: 'open' });
  const requestId = String(body['requestId']);
  const read = (as = 'otto'): Promise<Reply> => call(overWorld(world), 'GET', `/v1/corrections/${requestId}`, { as });
  return {
    invoiceId,
    requestId,
    read,
    async decide(as, over = {}, subject = overWorld(world)) {
      const { body: now } = await read();
      const { revision, step, planHash } = (now as unknown as OpenView).waitingFor ?? { revision: 1, step: 0, planHash: now['planHash'] ?? 'none' }; // prettier-ignore
      return call(subject, 'POST', `/v1/corrections/${requestId}/decisions`, {
        as,
        body: { command: 'approve', revision, step, planHash, decisionId: ulid(), ...over },
      });
    },
  };
}

const dayMs = 86_400_000;

/** A delegation of everything that is in force, put past every rule; answers its id. */
export async function lend(
  { store }: World,
  from: string,
  to: string,
  over: Partial<Delegation> = {},
): Promise<string> {
  const now = Date.now();
  const { id = ulid(), ...rest } = over;
  await store.collections.delegations.insertOne({
    _id: id, from, to, fromMs: now - 1_000, untilMs: now + dayMs, createdBy: from, createdAt: new Date(now), ...rest,
  }); // prettier-ignore
  return id;
}

/** Status and code of a "no". */
export const noOf = ({ status, body }: Reply): readonly [number, unknown] => [status, body['code']];
