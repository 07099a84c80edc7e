import type { Look } from '../terminal.ts';
import { table } from './table.ts';
import { momentText, status } from './wording.ts';

/** Public keys of the gateway, oldest first. */
export interface ProofKeysAnswer {
  readonly deployment: string;
  readonly keys: readonly {
    readonly kid: string;
    readonly publicKey: string;
    readonly fingerprint: string;
    readonly state: 'next' | 'current' | 'retired' | 'revoked';
    readonly createdAt: string;
    readonly revokedAt?: string;
    readonly reason?: string;
  }[];
}

export const renderFingerprints = ({ deployment, keys }: ProofKeysAnswer, look: Look): string =>
  [
    `Keys of ${deployment}`,
    table(
      [{ title: 'key' }, { title: 'state' }, { title: 'since' }, { title: 'fingerprint', flexible: true }],
      keys.map(({ kid, state, createdAt, fingerprint }) => [kid, status(state), momentText(createdAt), fingerprint]),
      look,
    ),
  ].join('\n');

export const renderRevokedProofKey = ({ kid }: ProofKeysAnswer['keys'][number]): string =>
  [
    `The key ${kid} is revoked: nothing that it signed is applied any more.`,
    'When it is the one in use: countersign keys rotate --reason …, restart the gateway, then countersign reevaluate what is open',
  ].join('\n');

export const renderRotation = ({ kid, fingerprint }: { readonly kid: string; readonly fingerprint: string }): string =>
  [
    `Proofs are signed by ${kid} once the gateway starts again:`,
    `  ${fingerprint}`,
    'Restart countersign up, and hand the new keys to who verifies: countersign keys export',
  ].join('\n');
