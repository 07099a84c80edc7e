import { z } from 'zod';
import { sealed, type AuditFile } from '../domain/audit-file.ts';
import type { Role } from '../domain/principal.ts';
import { readBundle } from '../store/audit-export.ts';
import { checkpointPage as readCheckpoints, writeCheckpoint } from '../store/checkpoints.ts';
import { findInvoice } from '../store/queries.ts';
import type { CheckpointRecord, SecurityEventRecord } from '../store/approval-records.ts';
import { securityEvents } from '../store/security-events.ts';
import { requireOneOf } from './authenticate.ts';
import type { Deps } from './context.ts';
import { route, type Route, type Told } from './route.ts';
import { auditFile, checkpointAnswer, checkpointPage, securityEventPage } from './schemas/audit.ts';
import { pageQuery } from './schemas/page.ts';
import { invoiceName } from './schemas/scalars.ts';

/** Who may see trails, and what did not come through the gateway. */
export const auditors = ['auditor', 'operator', 'controller', 'directory-admin'] as const satisfies readonly Role[];
export const watchers = ['auditor', 'operator'] as const satisfies readonly Role[];

/** What auditors take away, and what keeps it honest (approvals.md section 5). */
export const auditRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/invoices/{id}/audit/export',
    operationId: 'exportAudit',
    tag: 'audit',
    summary: 'Export the trail of a document, to be verified elsewhere.',
    caller: 'key',
    params: z.strictObject({ id: invoiceName }),
    answers: { 200: auditFile },
    problems: ['FORBIDDEN_PRINCIPAL', 'INVOICE_NOT_FOUND', 'INVOICE_AMBIGUOUS'],
  }).answeredBy(async ({ principal, params }) => {
    await requireOneOf(deps, principal, auditors);
    const { _id } = await findInvoice(deps.store, params.id);
    return { status: 200, body: (await auditFileOf(deps, _id)) as unknown as Told<typeof auditFile> }; // as it is kept
  }),
  route({
    method: 'get',
    path: '/v1/audit/checkpoints',
    operationId: 'listCheckpoints',
    tag: 'audit',
    summary: 'List signed heads of chains, newest first.',
    caller: 'key',
    query: pageQuery,
    answers: { 200: checkpointPage },
    problems: ['FORBIDDEN_PRINCIPAL'],
  }).answeredBy(async ({ principal, query: { limit, after } }) => {
    await requireOneOf(deps, principal, watchers);
    const records = await readCheckpoints(deps.store, { limit, before: after });
    return { status: 200, body: { items: records.map(shown), ...nextOf(records, limit) } };
  }),
  route({
    method: 'post',
    path: '/v1/audit/checkpoints',
    operationId: 'writeCheckpoint',
    tag: 'audit',
    summary: 'Sign the heads of all chains that moved since the last checkpoint.',
    caller: 'key',
    answers: { 200: checkpointAnswer },
    problems: ['FORBIDDEN_PRINCIPAL'],
  }).answeredBy(async ({ principal }) => {
    await requireOneOf(deps, principal, watchers);
    const record = await signCheckpoint(deps);
    return { status: 200, body: record ? { checkpoint: shown(record) } : {} };
  }),
  route({
    method: 'get',
    path: '/v1/security-events',
    operationId: 'listSecurityEvents',
    tag: 'audit',
    summary: 'List messages that did not come through the gateway, newest first.',
    caller: 'key',
    query: pageQuery,
    answers: { 200: securityEventPage },
    problems: ['FORBIDDEN_PRINCIPAL'],
  }).answeredBy(async ({ principal, query: { limit, after } }) => {
    await requireOneOf(deps, principal, watchers);
    const records = await securityEvents(deps.store, { limit, before: after });
    const items = records.map(({ _id: id, at, ...rest }: SecurityEventRecord) => ({ id, at: at.toISOString(), ...rest }));
    return { status: 200, body: { items, ...nextOf(records, limit) } };
  }),
]; // prettier-ignore

/** The trail of a document as it is taken away. Throws INVOICE_NOT_FOUND. */
export const auditFileOf = async ({ store, signer, deployment, nowMs }: Deps, documentId: string): Promise<AuditFile> =>
  sealed(signer, await readBundle(store, documentId, { deployment, now: new Date(nowMs()) }));

/** Signs what has moved; undefined while nothing ever has. */
export const signCheckpoint = ({ store, signer, deployment, nowMs }: Deps): Promise<CheckpointRecord | undefined> =>
  writeCheckpoint(store, signer, deployment, new Date(nowMs()));

const shown = ({ _id: id, at, documentIds, text, signature }: CheckpointRecord) => ({
  id,
  at: at.toISOString(),
  documents: documentIds.length,
  text,
  signature,
});

function nextOf(records: readonly { readonly _id: string }[], limit: number): { readonly next?: string } {
  const last = records.at(-1);
  return records.length === limit && last ? { next: last._id } : {};
}

/** A checkpoint after a decision that closed something comes at most this often, ms. */
const checkpointEveryMs = 60_000;
const lastAt = new WeakMap<Deps['store'], number>();

/** Called after a decision that closed a request: signs what has moved, at most once a minute. Nobody waits for it. */
export function checkpointSoon({ store, signer, deployment, nowMs, log }: Deps): void {
  const atMs = nowMs();
  if (atMs - (lastAt.get(store) ?? -Infinity) < checkpointEveryMs) return;
  lastAt.set(store, atMs);
  writeCheckpoint(store, signer, deployment, new Date(atMs)).catch((error: unknown) => {
    lastAt.delete(store); // the next one tries again
    log('warn', 'a checkpoint was not written', { error: String(error) });
  });
}
