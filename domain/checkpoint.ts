import { canonical, hashText } from './canonical.ts';
import { openSigned, proofPrefixes, type PublicKey, type Signed, type Signer, type Verify } from './proof.ts';

/** The end of one document's chain. */
export interface Head {
  readonly documentId: string;
  readonly seq: number;
  readonly hash: string;
}

/** Heads of the chains that moved since the checkpoint before, which is named by its hash: checkpoints are a chain, too. */
export interface Checkpoint {
  readonly v: 1;
  readonly kid: string;
  readonly deployment: string;
  /** ms. */
  readonly at: number;
  readonly heads: readonly Head[];
  readonly prev: string;
}

/** The hash before the first checkpoint. */
export const checkpointStart = '0'.repeat(64);
export const checkpointHash = (text: string): string => hashText(proofPrefixes.checkpoint, text);

export const signCheckpoint = (
  signer: Signer,
  { deployment, atMs, heads, prev }: Pick<Checkpoint, 'deployment' | 'heads' | 'prev'> & { readonly atMs: number },
): Signed => {
  const checkpoint: Checkpoint = { v: 1, kid: signer.key.kid, deployment, at: atMs, heads, prev };
  return signer.sign(proofPrefixes.checkpoint, canonical(checkpoint));
};

export interface ReadCheckpoint {
  readonly checkpoint?: Checkpoint;
  /** What does not fit, for people. */
  readonly wrong?: string;
}

/** What a gateway of this deployment has signed as a checkpoint. */
export function readCheckpoint(signed: Signed, keys: readonly PublicKey[], deployment: string, verify: Verify): ReadCheckpoint {
  const opened = openSigned(proofPrefixes.checkpoint, signed, keys, verify);
  if (!opened.ok) return { wrong: opened.refusal.message };
  const checkpoint = opened.body as unknown as Checkpoint; // a key of the gateway signs nothing else under this prefix
  return checkpoint.deployment === deployment ? { checkpoint } : { wrong: 'It is of another deployment.' };
} // prettier-ignore
