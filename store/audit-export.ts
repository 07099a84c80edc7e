import { auditForm, type AuditBundle, type ExportedChain, type ExportedRequest } from '../domain/audit-file.ts';
import { bodyIfAny } from '../domain/audit.ts';
import { Refused } from '../domain/errors.ts';
import { checkpointsNaming } from './checkpoints.ts';
import type { Store } from './database.ts';
import { findEvent } from './events.ts';
import { proofKeys } from './proof-keys.ts';
import { correctionsById, invoicesById, linkedDocuments, listMax, wholeChainOf } from './queries.ts';
import type { InvoiceRecord } from './records.ts';
import type { CorrectionRecord } from './approval-records.ts';

/** Chains that grow while they are read look broken: read again. */
const looks = 3;

/** The trail of a document, of all that it is linked with, and of all requests that their chains name. Throws INVOICE_NOT_FOUND. */
export async function readBundle(
  store: Store,
  documentId: string,
  about: { readonly deployment: string; readonly now: Date },
): Promise<AuditBundle> {
  const chains = await chainsAround(store, documentId);
  const ids = new Set(chains.flatMap(({ entries }) => entries.flatMap((entry) => bodyIfAny(entry)?.requestId ?? [])));
  const records = await correctionsById(store, [...ids].slice(0, listMax));
  const requests = records.toSorted((a, b) => (a._id < b._id ? -1 : 1)).map(exportedRequest);
  const documentIds = chains.map((chain) => chain.documentId);
  return {
    form: auditForm,
    deployment: about.deployment,
    exportedAt: about.now.toISOString(),
    documentId,
    documents: chains,
    requests,
    events: await eventsOf(store, requests),
    policies: await policiesOf(store, requests),
    keys: (await proofKeys(store)).map(({ _id: kid, publicKey }) => ({ kid, publicKey })),
    checkpoints: (await checkpointsNaming(store, documentIds)).map(({ text, signature }) => ({ text, signature })),
  };
}

async function chainsAround(store: Store, documentId: string): Promise<readonly ExportedChain[]> {
  for (let look = 1; ; look += 1) {
    const [document] = await invoicesById(store, [documentId]);
    if (!document) throw new Refused('INVOICE_NOT_FOUND', { detail: documentId.slice(0, 80) });
    const records = [document, ...(await linkedDocuments(store, { ...document, id: document._id }))];
    const chains = [];
    for (const record of records) chains.push(await chainOf(store, record));
    if (look === looks || chains.every(({ head, entries }) => entries.length === head.seq)) return chains;
  }
}

async function chainOf(store: Store, { _id, auditHead }: InvoiceRecord): Promise<ExportedChain> {
  const entries = await wholeChainOf(store, _id);
  return {
    documentId: _id,
    head: { seq: auditHead.seq, hash: auditHead.hash },
    entries: entries.map(({ documentId, seq, text, prevHash, hash }) => ({ documentId, seq, text, prevHash, hash })),
  };
}

/** A request as it is exported and verified. */
export const exportedRequest = (record: CorrectionRecord): ExportedRequest => {
  const { _id, request, state, planText, judged, opening, revision = 1, openedAtMs, revisionOpenedAtMs, pastRevisions = [], log } = record; // prettier-ignore
  return {
    requestId: _id,
    request,
    state,
    ...(planText === undefined ? {} : { planText }),
    ...(judged ? { judged } : {}),
    ...(opening ? { opening } : {}),
    revision,
    ...(openedAtMs === undefined ? {} : { openedAtMs }),
    ...(revisionOpenedAtMs === undefined ? {} : { revisionOpenedAtMs }),
    pastPlanTexts: pastRevisions.map((past) => past.planText),
    log,
  };
};

async function eventsOf(store: Store, requests: readonly ExportedRequest[]): Promise<AuditBundle['events']> {
  const origins = new Map(
    requests.flatMap(({ request: { origin } }) =>
      origin.via === 'event' ? [[`${origin.source} ${origin.eventId}`, origin]] : [],
    ),
  );
  const events = [];
  for (const { source, eventId } of origins.values()) events.push((await findEvent(store, source, eventId))?.event);
  return events.filter((event) => event !== undefined);
}

async function policiesOf({ collections: { policies } }: Store, requests: readonly ExportedRequest[]): Promise<AuditBundle['policies']> {
  const versions = [...new Set(requests.flatMap(({ judged }) => judged?.policyVersion ?? []))];
  const found = await policies.find({ _id: { $in: versions } }, { sort: { _id: 1 }, projection: { text: 1, hash: 1 } }).toArray();
  return found.map(({ _id: version, text, hash }) => ({ version, text, hash }));
} // prettier-ignore
