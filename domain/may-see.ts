import type { Explanation } from './policy-explain.ts';
import { approverRoles, hasRole, type Principal } from './principal.ts';
import { isInsider, type CorrectionRequest } from './request.ts';

/** Roles that see every request: they sign, keep it running or look into it. */
const seers = [...approverRoles, 'operator', 'auditor', 'reader'] as const;

/** Whether somebody sees every request, whoever asked. */
export const seesAll = (who: Principal): boolean => seers.some((role) => hasRole(who, role));

/**
 * Whether somebody may see a request (approvals.md section 11, object-level check): his own or one that he answers for, and
 * every one when a role of his, or a right that is lent to him, is to sign or to look. Everybody else hears that there is none.
 * @param isLentTo whether a right of somebody else may be used by him now
 */
export const maySee = (
  who: Principal,
  { requester, requesters, insiders }: Pick<CorrectionRequest, 'requester' | 'requesters' | 'insiders'>,
  isLentTo: boolean,
): boolean =>
  isLentTo ||
  seesAll(who) ||
  requester.id.toLowerCase() === who.id.toLowerCase() ||
  requesters.includes(who.id.toLowerCase()) ||
  isInsider(insiders, who);

/** Why a gate, for one reader: the requests of others that were counted are named to who may see them. */
export const explainedTo = (who: Principal, { cumulative, ...rest }: Explanation): Explanation => ({
  ...rest,
  cumulative: cumulative.map((one) => (seesAll(who) ? one : { ...one, requests: [] })),
});
