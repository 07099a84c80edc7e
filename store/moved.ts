import { readPlan, type Plan } from '../domain/plan.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { openRecord } from './accepted.ts';
import type { Store } from './database.ts';
import { accountRecords } from './facts.ts';
import { invoicesById } from './queries.ts';
import type { InvoiceRecord } from './records.ts';
import { isAsPlanned } from './requests.ts';

/** The documents that the plan changes: those that were seen, and the others read now. */
export async function targetsOf(
  store: Store,
  plan: Plan,
  seen: readonly InvoiceRecord[],
): Promise<readonly InvoiceRecord[]> {
  const ids = plan.changes.map((change) => change.documentId);
  const missing = ids.filter((id) => !seen.some((record) => record._id === id));
  return missing.length === 0 ? seen : [...seen, ...(await invoicesById(store, missing))];
}

/** Whether a document, or an account that the plan uses, is not as planned, or another request waits on the document. */
export async function hasMoved(
  store: Store,
  plan: Plan,
  request: Pick<CorrectionRequest, 'requestId'>,
  targets: readonly InvoiceRecord[],
): Promise<boolean> {
  const moved = plan.changes.some((change) => {
    const target = targets.find((one) => one._id === change.documentId);
    return !target || !isAsPlanned(target, change.version, request);
  });
  if (moved) return true;
  const used = plan.customers.filter((delta) => delta.version !== undefined);
  if (used.length === 0) return false;
  const accounts = await accountRecords(store, used);
  return used.some((delta, index) => (accounts[index]?.version ?? 0) !== delta.version);
}

/**
 * Whether the plan that waits no longer fits what is stored; the request is marked so that lists show it. What decides is the
 * compare-and-set at the commit: this only says so earlier. `closed` when nothing waits any more.
 */
export async function markIfMoved(store: Store, requestId: string): Promise<boolean | 'closed'> {
  const stored = await openRecord(store, requestId);
  if (!stored) return 'closed';
  if (stored.planText === undefined) return false;
  const plan = readPlan(stored.planText);
  if (!(await hasMoved(store, plan, { requestId }, await targetsOf(store, plan, [])))) return false;
  const waits = { _id: requestId, outcome: { $exists: false }, planHash: stored.planHash ?? '' };
  await store.collections.corrections.updateOne(waits, { $set: { state: 'outdated' } });
  return true;
}
