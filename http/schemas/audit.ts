import { z } from 'zod';
import type { AuditBundle, AuditFile, ExportedChain, ExportedRequest } from '../../domain/audit-file.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { pageOf } from './page.ts';
import { count, documentId, instant, requestId, type FieldsOf } from './scalars.ts';

const signed = z.strictObject({ text: z.string(), signature: z.string() }).meta({ id: 'Signed' });
const hash = z.string().meta({ description: 'sha256 in hex.' });
const entry = z.strictObject({
  documentId,
  seq: count,
  text: z.string(),
  prevHash: hash,
  hash,
} satisfies FieldsOf<AuditEntry>);
/** What only `audit verify` reads: as it is kept. */
const asKept = z.record(z.string(), z.unknown());

const chain = z.strictObject({
  documentId,
  head: z.strictObject({ seq: count, hash }),
  entries: z.array(entry),
} satisfies FieldsOf<ExportedChain>);

const request = z.strictObject({
  requestId,
  request: asKept,
  state: z.string(),
  planText: z.string().optional(),
  judged: asKept.optional(),
  opening: asKept.optional(),
  revision: count,
  openedAtMs: count.optional(),
  revisionOpenedAtMs: count.optional(),
  pastPlanTexts: z.array(z.string()),
  log: z.array(asKept),
} satisfies FieldsOf<ExportedRequest>);

const bundle = z.strictObject({
  form: z.string(),
  deployment: z.string(),
  exportedAt: instant,
  documentId,
  documents: z.array(chain),
  requests: z.array(request),
  events: z.array(asKept),
  policies: z.array(z.strictObject({ version: z.string(), text: z.string(), hash })),
  keys: z.array(z.strictObject({ kid: z.string(), publicKey: z.string() })),
  checkpoints: z.array(signed),
} satisfies FieldsOf<AuditBundle>);

export const auditFile = z
  .strictObject({ bundle, seal: signed } satisfies FieldsOf<AuditFile>)
  .meta({ id: 'AuditFile', description: 'The trail of a document, to be verified by `audit verify --file`.' });

export const checkpoint = z
  .strictObject({ id: z.string(), at: instant, documents: count, text: z.string(), signature: z.string() })
  .meta({ id: 'Checkpoint', description: 'Heads of the chains that moved, signed by the gateway.' });
export const checkpointPage = pageOf(checkpoint).meta({ id: 'CheckpointPage' });
export const checkpointAnswer = z
  .strictObject({ checkpoint: checkpoint.optional() })
  .meta({ id: 'CheckpointAnswer', description: 'The last checkpoint; absent while no chain has ever moved.' });

const securityEvent = z
  .strictObject({
    id: z.string(),
    at: instant,
    kind: z.enum(['raw_update', 'raw_signal', 'unsigned_intake']),
    code: z.string(),
    requestId: requestId.optional(),
    workflowId: z.string().optional(),
    runId: z.string().optional(),
  })
  .meta({ id: 'SecurityEvent', description: 'A message that did not come through the gateway.' });
export const securityEventPage = pageOf(securityEvent).meta({ id: 'SecurityEventPage' });
