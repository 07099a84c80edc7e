import { canonical, hashText } from './canonical.ts';

/** What an audit entry records: who did what to the document, why and when (R60, R85). */
export interface AuditBody {
  readonly documentId: string;
  /** 1, 2, 3 … without a hole, per document. */
  readonly seq: number;
  readonly at: string;
  readonly deed:
    | 'imported'
    | 'requested'
    | 'voted'
    | 'retracted'
    | 'revised'
    | 'reevaluated'
    | 'applied'
    | 'created'
    | 'refused'
    | 'rejected'
    | 'withdrawn'
    | 'expired'
    | 'stale'
    | 'linked'
    | 'drafted'
    | 'edited'
    | 'finalised'
    | 'discarded'
    | 'payment_recorded'
    | 'payment_unlinked'
    | 'payment_reversed'
    | 'payout_confirmed'
    | 'payout_failed';
  readonly actor: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly planHash?: string;
  readonly contentHash?: string;
  readonly version?: number;
  readonly detail?: string;
  /** Hash of what people had signed by then, so that the chain covers the proofs. */
  readonly proofHash?: string;
}

/** An entry of a document's chain: the text that was hashed, and the hash over it and the hash before it. */
export interface AuditEntry {
  readonly documentId: string;
  readonly seq: number;
  readonly text: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** What an entry says. */
export const bodyOfEntry = ({ text }: Pick<AuditEntry, 'text'>): AuditBody => JSON.parse(text) as AuditBody;

/** What an entry says, where it still says anything: a text that was changed may be no JSON any more. */
export function bodyIfAny(entry: Pick<AuditEntry, 'text'>): AuditBody | undefined {
  try {
    return bodyOfEntry(entry);
  } catch {
    return undefined; // whoever verifies the chain is told so
  }
}

/** The hash before the first entry. */
export const chainStart = '0'.repeat(64);

const hashOf = (prevHash: string, text: string): string => hashText('countersign/audit/v1', `${prevHash}\n${text}`);

/** Appends to a chain: `previous` is its last entry, if it has one. */
export function chainEntry(
  previous: Pick<AuditEntry, 'seq' | 'hash'> | undefined,
  body: Omit<AuditBody, 'seq'>,
): AuditEntry {
  const seq = (previous?.seq ?? 0) + 1;
  const prevHash = previous?.hash ?? chainStart;
  const text = canonical({ ...body, seq });
  return { documentId: body.documentId, seq, text, prevHash, hash: hashOf(prevHash, text) };
}

/** Checks a whole chain in order, up to the head that the document names; the answer names the first entry that does not fit. */
export function whyChainBroken(
  chain: readonly AuditEntry[],
  head: { readonly seq: number; readonly hash: string },
): string | undefined {
  let prevHash = chainStart;
  for (const [index, entry] of chain.entries()) {
    if (entry.seq !== index + 1) return `entry ${index + 1} is missing`;
    if (entry.prevHash !== prevHash) return `entry ${entry.seq} does not follow the one before it`;
    if (entry.hash !== hashOf(prevHash, entry.text)) return `entry ${entry.seq} was changed`;
    const body = bodyOfEntry(entry);
    if (body.seq !== entry.seq || body.documentId !== entry.documentId) return `entry ${entry.seq} belongs elsewhere`;
    prevHash = entry.hash;
  }
  if (chain.length !== head.seq || prevHash !== head.hash)
    return `the chain ends at ${chain.length}, the document says ${head.seq}`;
  return undefined;
}
