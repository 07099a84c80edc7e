import type { Trust } from '../../domain/audit-verify.ts';
import { Refused, refusal } from '../../domain/errors.ts';
import type { Store } from '../../store/database.ts';
import {
  auditEntryCount,
  correctionsById,
  everyInvoiceId,
  findInvoice,
  invoicesById,
  wholeChainOf,
} from '../../store/queries.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { exportedRequest } from '../../store/audit-export.ts';
import { whyCheckpointsBroken } from '../../store/checkpoints.ts';
import { deploymentOf, proofKeys } from '../../store/proof-keys.ts';
import type { Verification } from '../render/audit.ts';
import { requestsNamedIn, whyNotProven } from '../verify-chain.ts';

/** Problems that are listed; one is enough to call the auditors. */
const problemsMax = 100;
/** A chain that grows while it is read looks broken; looked at again it does not. */
const looks = 3;

interface Checked {
  readonly entries: number;
  readonly plans: number;
  readonly problems: readonly string[];
}

/** The trail of one document. Throws INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS. */
export async function verifyOne(store: Store, idOrNumber: string): Promise<Verification> {
  const { _id } = await findInvoice(store, idOrNumber);
  const checked = await check(store, _id, await trustOf(store));
  if (checked === undefined) throw new Refused('INVOICE_NOT_FOUND', { detail: _id });
  const problems = checked.problems.map((text) => ({ documentId: _id, text }));
  return verification({ documents: 1, entries: checked.entries, plans: checked.plans }, problems);
}

/** The trail of everything. */
export async function verifyAll(store: Store): Promise<Verification> {
  // Counted first: what is written meanwhile can only be seen in addition.
  const trust = await trustOf(store);
  const entriesBefore = await auditEntryCount(store);
  const counts = { documents: 0, entries: 0, plans: 0 };
  const problems: Verification['problems'][number][] = [];
  for await (const documentId of everyInvoiceId(store)) {
    const checked = await check(store, documentId, trust);
    if (checked === undefined) continue;
    counts.documents += 1;
    counts.entries += checked.entries;
    counts.plans += checked.plans;
    problems.push(...checked.problems.map((text) => ({ documentId, text })));
  }
  for (const text of await whyCheckpointsBroken(store, trust.ring, trust.deployment, trust.verify))
    problems.push({ text });
  const orphans = entriesBefore - counts.entries;
  if (orphans > 0) problems.push({ text: `${orphans} audit entries belong to documents that are gone` });
  return verification(counts, problems);
}

const verification = (
  counts: Pick<Verification, 'documents' | 'entries' | 'plans'>,
  problems: Verification['problems'],
): Verification => ({
  verified: problems.length === 0,
  ...counts,
  problems: problems.slice(0, problemsMax),
  ...(problems.length === 0 ? {} : { refusal: refusal('CHAIN_BROKEN', { detail: `${problems.length} found.` }) }),
});

/** What the deployment itself publishes: whether it is the right one, only keys that came another way can say. */
async function trustOf(store: Store): Promise<Trust> {
  const [keys, deployment] = [await proofKeys(store), await deploymentOf(store)];
  return {
    ring: keys.map(({ _id: kid, publicKey }) => ({ kid, publicKey })),
    revoked: new Set(keys.flatMap(({ _id, state }) => (state === 'revoked' ? [_id] : []))),
    deployment,
    verify: verifyNatively,
  };
}

async function check(store: Store, documentId: string, trust: Trust): Promise<Checked | undefined> {
  for (let look = 1; ; look += 1) {
    const [record] = await invoicesById(store, [documentId]);
    if (!record) return undefined;
    const chain = await wholeChainOf(store, documentId);
    const requests = requestsNamedIn(chain);
    const kept = (await correctionsById(store, requests)).map(exportedRequest);
    const problems = whyNotProven(chain, record.auditHead, documentId, kept, trust);
    if (problems.length === 0 || look === looks) return { entries: chain.length, plans: requests.length, problems };
  }
}
