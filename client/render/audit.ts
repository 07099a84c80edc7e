import type { Refusal } from '../../domain/errors.ts';
import { renderRefusal } from './refusal.ts';
import type { Look } from '../terminal.ts';
import { countText } from './wording.ts';

/** What `countersign audit verify` found. */
export interface Verification {
  readonly verified: boolean;
  readonly documents: number;
  readonly entries: number;
  readonly plans: number;
  readonly problems: readonly { readonly documentId?: string; readonly text: string }[];
  /** CHAIN_BROKEN, when something does not fit. */
  readonly refusal?: Refusal;
}

/** What `countersign audit verify --file` found. */
export interface FileVerification {
  readonly documentId: string;
  readonly exportedAt: string;
  /** By keys that came another way. */
  readonly isProven: boolean;
  readonly documents: number;
  readonly entries: number;
  readonly requests: number;
  readonly decisions: number;
  readonly checkpoints: number;
  readonly found: readonly { readonly where: string; readonly text: string }[];
  /** CHAIN_BROKEN, when something does not fit. */
  readonly refusal?: Refusal;
}

export function renderFileVerification(verified: FileVerification, look: Look): string {
  const { documentId, exportedAt, isProven, documents, entries, requests, decisions, checkpoints, found, refusal } = verified; // prettier-ignore
  const counts = [
    countText(documents, 'document'), countText(entries, 'audit entry', 'audit entries'), countText(requests, 'request'),
    countText(decisions, 'signed decision'), countText(checkpoints, 'checkpoint'),
  ].join(', '); // prettier-ignore
  const about = `The trail of ${documentId}, exported ${exportedAt}: ${counts}`;
  if (refusal !== undefined)
    return [renderRefusal(refusal, look), ...found.map(({ where, text }) => `  ${where}: ${text}`), about].join('\n');
  if (isProven) return [look.paint('green', 'Verified'), about].join('\n');
  return [
    look.paint('yellow', 'Consistent, origin not proven'),
    about,
    'Anybody could have made such a file. Verify it with --keys FILE: the public keys of the gateway, got another way.',
  ].join('\n');
}

export function renderVerification({ documents, entries, plans, problems, refusal }: Verification, look: Look): string {
  const counts = `${countText(documents, 'document')}, ${countText(entries, 'audit entry', 'audit entries')}, ${countText(plans, 'plan')}`;
  if (refusal === undefined) return `${look.paint('green', 'Verified')}: ${counts}`;
  return [
    renderRefusal(refusal, look),
    ...problems.map(({ documentId, text }) => `  ${documentId === undefined ? '' : `${documentId}: `}${text}`),
    `Looked at ${counts}`,
  ].join('\n');
}
