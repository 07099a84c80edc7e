import { Refused } from '../domain/errors.ts';
import { defaultPolicy } from '../domain/policy-default.ts';
import { parsePolicy } from '../domain/policy-read.ts';
import { policyHashOf, policyText, type Policy } from '../domain/policy.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { PolicyRecord } from './approval-records.ts';

/** The policy in force. Before anybody has put one in force it is the shipped one, stored as version 1. */
export async function activePolicy(store: Store, now: Date): Promise<Policy> {
  const stored = await store.collections.policies.findOne({ state: 'active' }, { maxTimeMS: operationMaxMs });
  return stored ? policyIn(stored) : putFirstPolicy(store, defaultPolicy, 'countersign', now);
}

/** A version that was in force once, for what is pinned to it. Throws POLICY_NOT_FOUND. */
export async function policyOfVersion({ collections: { policies } }: Store, version: string): Promise<Policy> {
  const stored = await policies.findOne({ _id: version }, { maxTimeMS: operationMaxMs });
  if (!stored) throw new Refused('POLICY_NOT_FOUND', { detail: version.slice(0, 40) });
  return policyIn(stored);
}

/** Whatever is stored of a version, proposals included. */
export const findPolicy = ({ collections: { policies } }: Store, version: string): Promise<PolicyRecord | null> =>
  policies.findOne({ _id: version }, { maxTimeMS: operationMaxMs });

/** The proposal that came in as this request. */
export const findProposal = ({ collections: { policies } }: Store, requestId: string): Promise<PolicyRecord | null> =>
  policies.findOne({ 'request.requestId': requestId }, { maxTimeMS: operationMaxMs });

/** Versions and proposals, newest first; `before` is when the last one of the page before was proposed. */
export const policiesBefore = (
  { collections: { policies } }: Store,
  { limit, before }: { readonly limit: number; readonly before?: Date | undefined },
): Promise<PolicyRecord[]> =>
  policies
    .find(before === undefined ? {} : { proposedAt: { $lt: before } }, {
      sort: { proposedAt: -1 },
      limit: Math.min(limit, listMax),
      maxTimeMS: operationMaxMs,
    })
    .toArray();

/** Proposals that wait for signatures. */
export const waitingPolicies = ({ collections: { policies } }: Store): Promise<PolicyRecord[]> =>
  policies.find({ state: 'proposed' }, { sort: { _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs }).toArray();

/** The number of the next version: one more than the highest that was ever proposed. */
export async function nextPolicyVersion({ collections: { policies } }: Store): Promise<string> {
  const all = await policies.find({}, { projection: { _id: 1 }, limit: listMax, sort: { proposedAt: -1 }, maxTimeMS: operationMaxMs }).toArray();
  return String(Math.max(0, ...all.map(({ _id }) => Number(_id)).filter(Number.isSafeInteger)) + 1);
} // prettier-ignore

/** Puts the first version in force, once; the one that stands comes back. */
export async function putFirstPolicy(
  { collections: { policies } }: Store,
  policy: Policy,
  author: string,
  now: Date,
): Promise<Policy> {
  const text = policyText(policy);
  const first: Omit<PolicyRecord, '_id'> = {
    text, hash: policyHashOf(text), author, state: 'active', proposedAt: now, activeFrom: now, log: [],
  }; // prettier-ignore
  const stored = await policies.findOneAndUpdate(
    { _id: policy.version },
    { $setOnInsert: toStored(first) },
    { upsert: true, returnDocument: 'after', maxTimeMS: operationMaxMs },
  );
  return stored ? policyIn(stored) : policy;
}

/** Texts never change, so each is read and checked once a process. */
const read = new Map<string, Policy>();
const readMax = 100;

/** Throws PLAN_INTEGRITY when the text is not what its hash says: somebody has changed it. */
export function policyIn({ _id: version, text, hash }: Pick<PolicyRecord, '_id' | 'text' | 'hash'>): Policy {
  const known = read.get(text);
  if (known) return known;
  if (policyHashOf(text) !== hash) throw new Refused('PLAN_INTEGRITY', { detail: `policy ${version}` });
  const policy = parsePolicy(JSON.parse(text));
  if (read.size >= readMax) read.clear();
  read.set(text, policy);
  return policy;
}
