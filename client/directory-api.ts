import type { Delegation } from '../domain/separation.ts';
import type { DirectoryFinding, Entry } from '../domain/directory.ts';
import type { Principal } from '../domain/principal.ts';
import { createCall, type CallOptions } from './http-call.ts';

/** What the gateway answers about the directory, as it comes over the wire: moments are ISO texts. */
export interface PrincipalView extends Omit<Entry, 'validFrom' | 'validUntil'> {
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly version: number;
}

export interface ChangeView {
  readonly id: string;
  readonly principalId: string;
  readonly next: Omit<PrincipalView, 'id' | 'version'>;
  readonly fromVersion: number;
  readonly askedBy: string;
  readonly askedAt: string;
  /** By itself, because there was no other admin. */
  readonly takesEffectAt?: string;
  readonly state: 'waiting' | 'confirmed' | 'refused' | 'void';
  readonly why: readonly string[];
  readonly closedBy?: string;
  readonly closedAt?: string;
}

/** A change that took effect, or one that waits. */
export type ChangeAnswer = { readonly warnings: readonly DirectoryFinding[] } & (
  { readonly principal: PrincipalView } | { readonly change: ChangeView }
);

export interface SessionAnswer {
  readonly person: Principal;
  readonly authAt: string;
  readonly expiresAt: string;
}

/** A session at its birth: the token is shown this once. */
export interface NewSession extends SessionAnswer {
  readonly token: string;
}

export interface DelegationView extends Omit<Delegation, 'fromMs' | 'untilMs' | 'endedAtMs'> {
  readonly fromAt: string;
  readonly untilAt: string;
  readonly endedAt?: string;
  readonly state: 'in_force' | 'to_come' | 'ended';
}

export interface Delegating {
  readonly to: string;
  readonly from?: string;
  readonly until?: string;
  readonly kinds?: readonly string[];
  readonly ceilingMinor?: number;
  readonly requestId?: string;
}

/** The gateway's routes about who there is. Everything throws RefusedFor for a business "no", and UNAVAILABLE when nobody answers. */
export interface DirectoryApi {
  signOut(): Promise<{ readonly ended: true }>;
  session(): Promise<SessionAnswer>;
  people(after?: string): Promise<{ readonly items: readonly PrincipalView[]; readonly next?: string }>;
  person(id: string): Promise<PrincipalView>;
  putPerson(id: string, body: unknown): Promise<ChangeAnswer>;
  setStatus(id: string, deed: 'suspend' | 'revoke' | 'activate'): Promise<ChangeAnswer>;
  changes(): Promise<{ readonly items: readonly ChangeView[] }>;
  closeChange(
    id: string,
    answer: 'confirm' | 'refuse',
  ): Promise<{ readonly change: ChangeView; readonly principal?: PrincipalView }>;
  delegations(): Promise<{ readonly items: readonly DelegationView[] }>;
  delegate(body: Delegating): Promise<DelegationView>;
  endDelegation(id: string): Promise<DelegationView>;
}

/** Signs a person in by name; nobody has a token yet. */
export const signIn = (url: string, person: string): Promise<NewSession> =>
  createCall({ url })('POST', '/v1/sessions', { person });

/** Changes the code that a signed-in person gave this command line for a session. Throws SIGN_IN_FAILED. */
export const signInByCode = (
  url: string,
  proof: { readonly code: string; readonly verifier: string; readonly redirectUri: string },
): Promise<NewSession> => createCall({ url })('POST', '/v1/sessions/code', proof);

export function createDirectoryApi(options: CallOptions): DirectoryApi {
  const call = createCall(options);
  const principal = (id: string): string => `/v1/principals/${encodeURIComponent(id)}`;
  return {
    signOut: () => call('DELETE', '/v1/sessions/current'),
    session: () => call('GET', '/v1/sessions/current'),
    people: (after) =>
      call('GET', `/v1/principals?limit=100${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`),
    person: (id) => call('GET', principal(id)),
    putPerson: (id, body) => call('PUT', principal(id), body),
    setStatus: (id, deed) => call('POST', `${principal(id)}/${deed}`),
    changes: () => call('GET', '/v1/directory/changes'),
    closeChange: (id, deed) => call('POST', `/v1/directory/changes/${encodeURIComponent(id)}/${deed}`),
    delegations: () => call('GET', '/v1/delegations'),
    delegate: (body) => call('POST', '/v1/delegations', body),
    endDelegation: (id) => call('POST', `/v1/delegations/${encodeURIComponent(id)}/end`),
  };
}
