import { asKeptIn, type KeptGate } from '../domain/refold.ts';
import { signersOf } from '../domain/signers.ts';
import type { CorrectionRecord } from './approval-records.ts';

type SignerFields = Required<Pick<CorrectionRecord, 'signerRoles' | 'escalationRoles'>> &
  Pick<CorrectionRecord, 'escalatesAt'>;

/**
 * Who the open step waits for, as inboxes are found by it: written with every opening and with everything that is said, so it is
 * never behind the log that stands beside it.
 */
export function signerFields(kept: KeptGate): SignerFields {
  const { roles, later } = signersOf(asKeptIn(kept));
  return {
    signerRoles: roles,
    escalationRoles: later?.roles ?? [],
    ...(later ? { escalatesAt: new Date(later.fromMs) } : {}),
  };
}

/** The gate that a record keeps; undefined before it was opened. */
export function keptIn({ opening, revision, openedAtMs, revisionOpenedAtMs, log }: CorrectionRecord): KeptGate | undefined {
  if (!opening || revision === undefined || openedAtMs === undefined || revisionOpenedAtMs === undefined) return undefined;
  return { opening, revision, openedAtMs, revisionOpenedAtMs, log };
} // prettier-ignore
