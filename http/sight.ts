import { actorOf, lendersOf } from '../domain/actor.ts';
import type { CommandName, Decision } from '../domain/decision.ts';
import { Refused } from '../domain/errors.ts';
import { heldBy, type Ended, type Gate } from '../domain/gate.ts';
import { judge, type Verdict } from '../domain/judge.ts';
import { maySee } from '../domain/may-see.ts';
import { roleNamesOf, type Principal } from '../domain/principal.ts';
import type { Delegation, Separated } from '../domain/separation.ts';
import { delegationsSince } from '../store/delegations.ts';
import { activePrincipals } from '../store/people.ts';
import { findCorrection } from '../store/queries.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { Ctx, Deps } from './context.ts';
import { gateOf } from './view.ts';

/** Who looks or decides, and what of the directory says who that is. */
export interface Sight {
  readonly principal: Principal;
  readonly people: readonly Principal[];
  /** Those in force at any moment since the oldest request that is looked at. */
  readonly delegations: readonly Delegation[];
  readonly nowMs: number;
  /** When the person signed in, ms; 0 for who did not. */
  readonly authAtMs: number;
}

/** Reads what is needed to judge about requests that came in since then. */
export async function sightOf({ store, nowMs }: Deps, c: Ctx, principal: Principal, sinceMs: number): Promise<Sight> {
  const now = nowMs();
  const [people, delegations] = await Promise.all([
    activePrincipals(store, new Date(now)),
    delegationsSince(store, sinceMs),
  ]);
  return { principal, people, delegations, nowMs: now, authAtMs: c.get('authAtMs') ?? 0 };
}

/** The same person's sight of older requests, too: more of the delegations counts. */
export const sightSince = async ({ store }: Deps, sight: Sight, sinceMs: number): Promise<Sight> => ({
  ...sight,
  delegations: await delegationsSince(store, sinceMs),
});

/** Names of all roles that somebody could sign in: his own, and those of whoever lends him a right. */
export function rolesToSignIn({ principal, people, delegations }: Sight, { onlyLent = false } = {}): readonly string[] {
  const lenders = delegations.filter(({ to }) => to === principal.id).map(({ from }) => from);
  const lent = people.filter(({ id }) => lenders.includes(id)).flatMap(roleNamesOf);
  return [...new Set<string>([...(onlyLent ? [] : roleNamesOf(principal)), ...lent])];
}

export const separatedOf = ({ requestId, kind, receivedAtMs }: Separated): Separated => ({
  requestId,
  kind,
  receivedAtMs,
});

/** What is asked for, as far as it says who may decide: a correction, or a version of the policy. */
export interface Asked {
  readonly request: Separated;
}

/** Those whose right the person may use on the request as it stands. */
export function lendersIn({ principal, delegations, nowMs }: Sight, { request }: Asked, gate: Gate<Ended>): readonly string[] {
  const step = gate.state === 'open' || gate.state === 'outdated' ? { step: gate.step } : {};
  return lendersOf(principal, { delegations, about: separatedOf(request), nowMs, ...step });
} // prettier-ignore

/** A request and how the caller sees it. */
export interface Seen {
  readonly record: CorrectionRecord;
  readonly sight: Sight;
}

/** The request for who may see it. Throws REQUEST_NOT_FOUND, which says no more of one that is none of the caller's business. */
export async function seenBy(deps: Deps, c: Ctx, principal: Principal, requestId: string): Promise<Seen> {
  const record = await findCorrection(deps.store, requestId);
  if (!record) throw new Refused('REQUEST_NOT_FOUND');
  const sight = await sightOf(deps, c, principal, record.request.receivedAtMs);
  if (!isSeen(sight, record)) throw new Refused('REQUEST_NOT_FOUND');
  return { record, sight };
}

export const isSeen = (sight: Sight, record: CorrectionRecord): boolean =>
  maySee(sight.principal, record.request, lendersIn(sight, record, gateOf(record, sight.nowMs)).length > 0);

export interface Trying {
  readonly command: CommandName;
  readonly onBehalfOf?: string;
  /** Only roles of this name count. */
  readonly role?: string | undefined;
}

/** Asks the one judgement whether it would take this command from the person now; nothing is sent. */
export function triedBy(sight: Sight, { request }: Asked, gate: Gate<Ended>, { command, onBehalfOf, role }: Trying): Verdict {
  const step = gate.state === 'open' || gate.state === 'outdated' ? gate.step : 0;
  const { principal, ...known } = sight;
  const about = separatedOf(request);
  const found = actorOf(principal, { ...known, about, step, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) });
  if (!found.ok) return found;
  const { lent, roles, ...rest } = found.actor;
  const counts = (one: { readonly role: string }): boolean => role === undefined || one.role === role;
  const actor = {
    ...rest,
    roles: onBehalfOf === undefined ? roles.filter(counts) : [], // what is own needs nobody's right
    ...(lent ? { lent: { ...lent, roles: lent.roles.filter(counts) } } : {}),
  };
  const { revision = 0, opening } = heldBy(gate) ?? {};
  const decision: Decision = {
    command, requestId: request.requestId, revision, step, planHash: opening?.planHash ?? '', decisionId: 'look', comment: 'look', actor,
  };
  return judge(gate, decision, sight.nowMs);
} // prettier-ignore

export const mayDo = (sight: Sight, asked: Asked, gate: Gate<Ended>, trying: Trying): boolean =>
  triedBy(sight, asked, gate, trying).ok;
