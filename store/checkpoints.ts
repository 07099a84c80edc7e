import {
  checkpointHash,
  checkpointStart,
  readCheckpoint,
  signCheckpoint,
  type Checkpoint,
  type Head,
} from '../domain/checkpoint.ts';
import type { PublicKey, Signer, Verify } from '../domain/proof.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { AuditRecord } from './records.ts';
import type { CheckpointRecord } from './approval-records.ts';

/** A transaction may commit after a checkpoint that its time is before; the server ends one after 60 s. ms. */
const overlapMs = 90_000;
/** Checkpoints that may lie in the overlap: one a minute, and those that people ask for. */
const recentMax = 20;
const pagesMax = 20;

/**
 * Signs the heads of all chains that moved since the last checkpoint, at most `listMax` of them; the rest waits for the next one
 * (approvals.md section 5). The answer is the new one, or the last when nothing has moved or another gateway was faster.
 */
export async function writeCheckpoint(
  store: Store,
  signer: Signer,
  deployment: string,
  now: Date,
): Promise<CheckpointRecord | undefined> {
  const { audit_checkpoints: checkpoints } = store.collections;
  const recent = await checkpointPage(store, { limit: recentMax });
  const [last] = recent;
  const covered = new Map<string, number>();
  for (const { documentId, seq } of recent.flatMap(({ text }) => headsIn(text)))
    covered.set(documentId, Math.max(seq, covered.get(documentId) ?? 0));
  const { heads, upTo } = await movedSince(store, last?.upTo, covered);
  if (heads.length === 0) return last;
  const prev = last ? checkpointHash(last.text) : checkpointStart;
  const signed = signCheckpoint(signer, { deployment, atMs: now.getTime(), heads, prev });
  const fields = { at: now, upTo, documentIds: heads.map(({ documentId }) => documentId), ...signed };
  const _id = idOf(last ? Number(last._id) + 1 : 1);
  const stored = await checkpoints.findOneAndUpdate(
    { _id },
    { $setOnInsert: toStored(fields) }, // of two gateways at once the first stands
    { upsert: true, returnDocument: 'after', maxTimeMS: operationMaxMs },
  );
  if (!stored) throw new Error('the checkpoint did not come back from its upsert');
  return stored;
}

const idOf = (n: number): string => String(n).padStart(12, '0'); // ids sort in the order of writing
const headsIn = (text: string): readonly Head[] => (JSON.parse(text) as Checkpoint).heads;

/** Chains that have entries which no checkpoint covers, each with its newest one, and how far the entries were read. */
async function movedSince(
  { collections: { audit } }: Store,
  since: Date | undefined,
  covered: ReadonlyMap<string, number>,
): Promise<{ readonly heads: readonly Head[]; readonly upTo: Date }> {
  const heads = new Map<string, Head>();
  let upTo = new Date((since?.getTime() ?? overlapMs) - overlapMs);
  let after: AuditRecord | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const place = after ? { $or: [{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after._id } }] } : { at: { $gte: upTo } };
    const entries = await audit
      .find(place, { sort: { at: 1, _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs, projection: { documentId: 1, seq: 1, hash: 1, at: 1 } })
      .toArray();
    for (const { documentId, seq, hash } of entries) {
      if (seq <= Math.max(covered.get(documentId) ?? 0, heads.get(documentId)?.seq ?? 0)) continue;
      if (!heads.has(documentId) && heads.size === listMax) return { heads: [...heads.values()], upTo };
      heads.set(documentId, { documentId, seq, hash });
    }
    after = entries.at(-1);
    if (after) upTo = after.at;
    if (entries.length < listMax) break;
  }
  return { heads: [...heads.values()], upTo };
} // prettier-ignore

/** Checkpoints, newest first; `before` is the id of the last row of the page before. */
export const checkpointPage = (
  { collections: { audit_checkpoints: checkpoints } }: Store,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<CheckpointRecord[]> =>
  checkpoints
    .find(before === undefined ? {} : { _id: { $lt: before } }, {
      sort: { _id: -1 },
      limit: Math.min(limit, listMax),
      maxTimeMS: operationMaxMs,
    })
    .toArray();

export const findCheckpoint = (
  { collections: { audit_checkpoints: checkpoints } }: Store,
  id: string,
): Promise<CheckpointRecord | null> => checkpoints.findOne({ _id: id }, { maxTimeMS: operationMaxMs });

/** Those that name one of the documents, oldest first. */
export const checkpointsNaming = (
  { collections: { audit_checkpoints: checkpoints } }: Store,
  documentIds: readonly string[],
): Promise<CheckpointRecord[]> =>
  checkpoints
    .find({ documentIds: { $in: [...documentIds] } }, { sort: { _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs })
    .toArray();

/** Everything that does not fit in the chain of checkpoints, and in what they say of the documents' chains. Reads all of them. */
export async function whyCheckpointsBroken(
  store: Store,
  keys: readonly PublicKey[],
  deployment: string,
  verify: Verify,
): Promise<readonly string[]> {
  const { audit_checkpoints: checkpoints, audit } = store.collections;
  const problems: string[] = [];
  let prev = checkpointStart;
  let n = 0;
  for await (const { _id, text, signature } of checkpoints.find({}, { sort: { _id: 1 } })) {
    n += 1;
    const { checkpoint, wrong } = readCheckpoint({ text, signature }, keys, deployment, verify);
    if (!checkpoint) problems.push(`checkpoint ${_id}: ${wrong ?? ''}`);
    else {
      if (_id !== idOf(n) || checkpoint.prev !== prev)
        problems.push(`checkpoint ${_id} does not follow the one before it`);
      const places = checkpoint.heads.map(({ documentId, seq }) => `${documentId}/${seq}`);
      const found = await audit.find({ _id: { $in: places } }, { projection: { hash: 1 } }).toArray();
      const hashes = new Map(found.map((entry) => [entry._id, entry.hash]));
      for (const { documentId, seq, hash } of checkpoint.heads)
        if (hashes.get(`${documentId}/${seq}`) !== hash)
          problems.push(`${documentId}: entry ${seq} is not the one that checkpoint ${_id} has signed`);
    }
    prev = checkpointHash(text);
  }
  return problems;
}
