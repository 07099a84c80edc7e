import { proofHashOf } from '../../domain/accepted.ts';
import { auditForm, sealed, type AuditBundle, type AuditFile, type ExportedRequest } from '../../domain/audit-file.ts';
import { chainEntry, type AuditBody, type AuditEntry } from '../../domain/audit.ts';
import { checkpointHash, checkpointStart, signCheckpoint } from '../../domain/checkpoint.ts';
import type { Signed } from '../../domain/proof.ts';
import { approved, evidenceOf, receivedAtMs, signer } from './approved.ts';

const chainOf = (documentId: string, bodies: readonly Omit<AuditBody, 'seq' | 'documentId' | 'at'>[]): readonly AuditEntry[] =>
  bodies.reduce<readonly AuditEntry[]>(
    (chain, body, n) => [...chain, chainEntry(chain.at(-1), { ...body, documentId, at: new Date(receivedAtMs + n).toISOString() })],
    [],
  ); // prettier-ignore
const exported = (documentId: string, entries: readonly AuditEntry[]): AuditBundle['documents'][number] => ({
  documentId, entries, head: { seq: entries.length, hash: entries.at(-1)?.hash ?? '' },
}); // prettier-ignore

/** A trail as a gateway exports it: an invoice, its credit note, and the request that two people signed. */
export function anAuditFile(): AuditFile {
  const evidence = evidenceOf(approved);
  const { gate, request, planText, planHash, judged, policy } = evidence;
  if (!gate || !judged || !policy) throw new Error('people signed it');
  const { requestId } = request;
  const about = { requestId, planHash };
  const invoice = chainOf('acme:INV-7', [
    { deed: 'imported', actor: 'dee' },
    { deed: 'requested', actor: 'dee', ...about },
    { deed: 'voted', actor: 'ben', ...about, proofHash: proofHashOf(gate.log.slice(0, 1)) },
    { deed: 'applied', actor: 'dee + ben + chu', ...about, proofHash: proofHashOf(gate.log) },
  ]);
  const note = chainOf('r_1/1', [{ deed: 'created', actor: 'dee + ben + chu', ...about }]);
  const checkpoints: Signed[] = [];
  for (const [n, last] of [invoice[1], invoice[3]].entries()) {
    const heads = last ? [{ documentId: last.documentId, seq: last.seq, hash: last.hash }] : [];
    const before = checkpoints.at(-1);
    checkpoints.push(
      signCheckpoint(signer, { deployment: 'd_1', atMs: receivedAtMs + n, heads, prev: before ? checkpointHash(before.text) : checkpointStart }),
    ); // prettier-ignore
  }
  const { opening, revision, openedAtMs, revisionOpenedAtMs, log } = gate;
  const kept: ExportedRequest = {
    requestId, request, state: 'applied', planText, judged, opening, revision, openedAtMs, revisionOpenedAtMs, pastPlanTexts: [], log,
  }; // prettier-ignore
  return sealed(signer, {
    form: auditForm,
    deployment: 'd_1',
    exportedAt: '2026-09-21T00:00:00.000Z',
    documentId: 'acme:INV-7',
    documents: [exported('acme:INV-7', invoice), exported('r_1/1', note)],
    requests: [kept],
    events: [],
    policies: [{ version: '1', ...policy }],
    keys: [signer.key],
    checkpoints,
  });
}

export const trustedKeys = { deployment: 'd_1', keys: [{ ...signer.key, state: 'current' }] };
