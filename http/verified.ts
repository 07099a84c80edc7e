import type { AuditBundle } from '../domain/audit-file.ts';
import { whyNotAuthentic, type Finding } from '../domain/audit-verify.ts';
import { readCheckpoint } from '../domain/checkpoint.ts';
import { verifyNatively } from '../integrations/proof/signer.ts';
import { proofKeys } from '../store/proof-keys.ts';
import { auditFileOf } from './audit.ts';
import type { Deps } from './context.ts';

/** The trail of a document with what does not fit in it, by the keys that this deployment publishes. */
export interface Verified {
  readonly bundle: AuditBundle;
  readonly findings: readonly Finding[];
  /** The newest signed checkpoint that names the document, and the entry that it reaches. */
  readonly checkpoint?: { readonly atMs: number; readonly seq: number };
}

/** Reads the trail as it is exported, and checks all of it as `audit verify --file` does. Throws INVOICE_NOT_FOUND. */
export async function verified(deps: Deps, documentId: string): Promise<Verified> {
  const file = await auditFileOf(deps, documentId);
  const { bundle } = file;
  const keys = (await proofKeys(deps.store)).map(({ _id: kid, publicKey, state }) => ({ kid, publicKey, state }));
  const findings = whyNotAuthentic(file, { deployment: deps.deployment, keys }, verifyNatively);
  const checkpoint = bundle.checkpoints.flatMap((signed) => {
    const read = readCheckpoint(signed, keys, deps.deployment, verifyNatively).checkpoint;
    const head = read?.heads.find((one) => one.documentId === documentId);
    return read && head ? [{ atMs: read.at, seq: head.seq }] : [];
  }).at(-1); // prettier-ignore
  return { bundle, findings, ...(checkpoint ? { checkpoint } : {}) };
}
