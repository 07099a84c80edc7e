import type { StoredDecision } from '../domain/policy-backtest.ts';
import { operationMaxMs, type Store } from './database.ts';
import type { CorrectionRecord } from './approval-records.ts';

/** How many a back-test looks at, at most. */
export const decisionsMax = 10_000;

/** The newest decisions with the facts that the policy looked at, newest first: what a back-test tries another version on. */
export async function pastDecisions({ collections: { corrections } }: Store): Promise<readonly StoredDecision[]> {
  const found = corrections.find(
    { judged: { $exists: true }, receivedAt: { $gt: new Date(0) } },
    {
      sort: { receivedAt: -1 }, limit: decisionsMax, batchSize: 2_000, maxTimeMS: 4 * operationMaxMs,
      projection: { judged: 1, state: 1, 'opening.steps.name': 1 },
    },
  ); // prettier-ignore
  const decisions: StoredDecision[] = [];
  for await (const record of found) decisions.push(...decisionIn(record));
  return decisions;
}

type Kept = Pick<CorrectionRecord, '_id' | 'judged' | 'state' | 'opening'>;

const decisionIn = ({ _id: requestId, judged, state: outcome, opening }: Kept): readonly StoredDecision[] =>
  judged
    ? [{ requestId, facts: judged.facts, level: judged.level, steps: opening?.steps.length ?? 0, kind: opening ? 'approval' : 'auto', outcome }]
    : []; // prettier-ignore
