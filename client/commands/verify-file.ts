import { auditForm, type AuditFile } from '../../domain/audit-file.ts';
import { whyNotAuthentic, type TrustedKeys } from '../../domain/audit-verify.ts';
import { refusal } from '../../domain/errors.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { jsonText } from '../answer.ts';
import { UsageError } from '../failure.ts';
import type { FileVerification } from '../render/audit.ts';
import { readJsonObject, readText } from './json-file.ts';

const formHelp = 'It is written by countersign audit export.';
const keysHelp = 'It is written by countersign keys export, and must come to you by another way than the file.';

/**
 * Verifies an exported trail with nothing but the file and the keys (approvals.md section 5). Without keys its own are taken: then
 * it can be consistent, but anybody may have made it. Throws UsageError for what is no such file.
 */
export async function verifyFile(path: string, keysPath: string | undefined): Promise<FileVerification> {
  const file = asFile(path, await readJsonObject(path, formHelp));
  const { bundle } = file;
  const trusted = keysPath === undefined ? bundle : asKeys(keysPath, await readJsonObject(keysPath, keysHelp));
  const counts = {
    documents: bundle.documents.length,
    entries: bundle.documents.reduce((sum, { entries }) => sum + entries.length, 0),
    requests: bundle.requests.length,
    decisions: bundle.requests.reduce((sum, { log }) => sum + log.length, 0),
    checkpoints: bundle.checkpoints.length,
  };
  const found = [...whyNotAuthentic(file, trusted, verifyNatively)];
  // Two texts of one value: nothing is hidden in spelling, either.
  if ((await readText(path)) !== jsonText(file)) found.push({ where: 'file', text: 'it is not spelled as it was exported' });
  return {
    documentId: bundle.documentId,
    exportedAt: bundle.exportedAt,
    isProven: found.length === 0 && keysPath !== undefined,
    ...counts,
    found,
    ...(found.length === 0 ? {} : { refusal: refusal('CHAIN_BROKEN', { detail: `${found.length} found.` }) }),
  };
} // prettier-ignore

/** What has not even the form is named as a whole. Throws UsageError. */
function asFile(path: string, value: object): AuditFile {
  const file = value as Partial<AuditFile>;
  const lists = ['documents', 'requests', 'events', 'policies', 'keys', 'checkpoints'] as const;
  const bundle = file.bundle as Partial<AuditFile['bundle']> | undefined;
  if (bundle?.form === auditForm && file.seal && lists.every((list) => Array.isArray(bundle[list]))) return file as AuditFile; // prettier-ignore
  throw new UsageError(`${path} is no exported audit trail.`, formHelp);
}

function asKeys(path: string, value: object): TrustedKeys {
  const { deployment, keys } = value as Partial<TrustedKeys>;
  if (typeof deployment === 'string' && Array.isArray(keys)) return { deployment, keys };
  throw new UsageError(`${path} is no file of public keys.`, keysHelp);
}
