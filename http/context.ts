import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Gateway } from '../client/gateway.ts';
import type { TemporalUi } from '../client/ui-links.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import type { Signer } from '../domain/proof.ts';
import type { WebhookSource } from '../integrations/access/access-file.ts';
import type { Store } from '../store/database.ts';
import type { By } from '../store/perform.ts';
import type { Region } from './console/formats.ts';
import type { Limits } from './limits.ts';
import type { Oidc } from './sign-in/oidc.ts';

/** One line; facts are ids, codes and numbers: never keys, signatures or bodies. */
export type Log = (level: 'info' | 'warn' | 'error', text: string, facts: Readonly<Record<string, unknown>>) => void;

/** What the gateway stands on. Tests hand in real servers, or objects whose use throws. */
export interface Deps {
  readonly store: Store;
  readonly gateway: Gateway;
  /** Sources of events with their secrets. */
  readonly webhooks: readonly WebhookSource[];
  /** Signs what the gateway vouches for; only it has a private key (approvals.md section 5). */
  readonly signer: Signer;
  /** What this deployment is called in proofs. */
  readonly deployment: string;
  /** Whether a person may sign in by name alone: never in production, nor where one of the next two is set (section 11). */
  readonly developmentSignIn: boolean;
  /** Where people sign in. */
  readonly oidc?: Oidc;
  /** Where a proxy makes the gateway known to others: an origin, https. */
  readonly publicUrl?: string;
  /** How people read amounts and times unless their profile says otherwise. */
  readonly region: Region;
  /** Where the Temporal UI is, for links; without it there are none. */
  readonly temporalUi?: TemporalUi;
  readonly limits: Limits;
  readonly nowMs: () => number;
  readonly log: Log;
  /** Rejects when Temporal does not answer: a gateway's `unknown` alone does not tell a slow worker from a dead server. */
  readonly pingTemporal: () => Promise<unknown>;
}

/** Whose deed it is, and when. */
export const by = ({ id: actor }: Pick<Principal, 'id'>, { nowMs }: Pick<Deps, 'nowMs'>): By => ({
  actor,
  now: new Date(nowMs()),
});

/** What a request carries through its handlers: who asks, since when he is signed in, and the code that the log line names. */
export interface Env {
  /** The connection; without one a request comes from this very process. */
  Bindings: Partial<HttpBindings>;
  Variables: { principal?: Principal; authAtMs?: number; session?: string; code?: ErrorCode };
}

export type Ctx = Context<Env>;

/** Bodies of people's requests and decisions (spec/approvals.md section 11), and of events. */
export const bodyMaxBytes = 64 * 1024;
export const eventMaxBytes = 256 * 1024;
/** A document with all its lines. */
export const documentMaxBytes = 1024 * 1024;
/** Longest text that names something: an id, a number, a key. */
export const idMax = 200;
/** Temporal's bound on a workflow id is 1,000 bytes; ids go into it percent-encoded, up to nine bytes a character. */
export const encodedIdMax = 900;
