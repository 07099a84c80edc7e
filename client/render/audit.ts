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

export function renderVerification({ documents, entries, plans, problems, refusal }: Verification, look: Look): string {
  const counts = `${countText(documents, 'document')}, ${countText(entries, 'audit entry', 'audit entries')}, ${countText(plans, 'plan')}`;
  if (refusal === undefined) return `${look.paint('green', 'Verified')}: ${counts}`;
  return [
    renderRefusal(refusal, look),
    ...problems.map(({ documentId, text }) => `  ${documentId === undefined ? '' : `${documentId}: `}${text}`),
    `Looked at ${counts}`,
  ].join('\n');
}
