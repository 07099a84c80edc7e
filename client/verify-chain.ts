import type { ExportedRequest } from '../domain/audit-file.ts';
import { whyNotProvenRequest, type Trust } from '../domain/audit-verify.ts';
import { bodyOfEntry, whyChainBroken, type AuditEntry } from '../domain/audit.ts';

/** Requests that a chain names. */
export const requestsNamedIn = (chain: readonly AuditEntry[]): readonly string[] => [
  ...new Set(chain.flatMap((entry) => bodyOfEntry(entry).requestId ?? [])),
];

/**
 * Everything that does not fit in the trail of one document: the chain up to the head that the document names, and each request
 * about it, with its plans and its proofs by the published keys, against what the chain says.
 */
export function whyNotProven(
  chain: readonly AuditEntry[],
  head: { readonly seq: number; readonly hash: string },
  documentId: string,
  requests: readonly ExportedRequest[],
  trust: Trust,
): readonly string[] {
  const broken = whyChainBroken(chain, head);
  if (broken !== undefined) return [broken]; // what such a chain says about requests is worth nothing
  const bodies = chain.map(bodyOfEntry);
  return requestsNamedIn(chain).flatMap((requestId) => {
    const kept = requests.find((one) => one.requestId === requestId);
    if (!kept) return [`request ${requestId} is gone`];
    // Another document's chain has the whole story; this one only names the plan.
    const isHere = kept.request.invoiceId === documentId;
    const found = whyNotProvenRequest(
      isHere ? kept : { ...kept, state: 'open', log: [] },
      isHere ? bodies : bodies.map(({ proofHash: _all, ...body }) => body),
      trust,
    );
    return found.map((text) => `request ${requestId}: ${text}`);
  });
}
