import { writePolicyNotice, type PolicyNoticeFacts } from './policy-notices.ts';
import { writeDirectoryNotice, type DirectoryFacts } from './directory-notices.ts';
import { formatMoney } from './money.ts';
import type { Principal } from './principal.ts';
import type { CorrectionRequest, CorrectionState } from './request.ts';

/** A message to send: the plan names them, the outbox delivers them. `recipient` is an e-mail address. */
export interface Notice {
  readonly topic:
    | 'approval.requested'
    | 'approval.reminder'
    | 'approval.escalated'
    | `correction.${CorrectionState}`
    | 'directory.waiting';
  readonly recipient: string;
}

/** Tells the requester how it ended; a requester without an address (a service) reads it from the API. */
export function outcomeNotices(
  request: Pick<CorrectionRequest, 'requester'>,
  state: CorrectionState,
): readonly Notice[] {
  const { email } = request.requester;
  return email === undefined ? [] : [{ topic: `correction.${state}`, recipient: email }];
}

/** Asks everybody who may sign; never the insiders, who may not (approvals.md section 4). */
export function approverNotices(
  topic: Extract<Notice['topic'], `approval.${string}`>,
  approvers: readonly Principal[],
): readonly Notice[] {
  return approvers.flatMap(({ email }) => (email === undefined ? [] : [{ topic, recipient: email }]));
}

/** Facts that a message is written from. */
export interface NoticeFacts {
  readonly requestId: string;
  readonly kind: string;
  readonly invoiceNumber: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly requester: string;
  readonly reason: string;
  readonly dueAt?: string;
  readonly documents?: readonly string[];
  readonly by?: string;
  readonly comment?: string;
  readonly codes?: readonly string[];
}

const leads = {
  'approval.requested': 'Approve',
  'approval.reminder': 'Reminder: approve',
  'approval.escalated': 'Overdue: approve',
} as const;

/** Subject and text of a message; plain text, short, with what to type next. */
export function writeNotice(
  topic: Notice['topic'],
  facts: NoticeFacts | DirectoryFacts | PolicyNoticeFacts,
): { readonly subject: string; readonly text: string } {
  if ('changeId' in facts) return writeDirectoryNotice(facts);
  if ('policyVersion' in facts) return writePolicyNotice(topic, facts);
  const deed = `${facts.kind} ${facts.invoiceNumber}, ${formatMoney(facts.amountMinor, facts.currency)}`;
  const asked = `Requested by ${facts.requester}: ${facts.reason}.`;
  const open = `countersign show ${facts.requestId}`;
  switch (topic) {
    case 'approval.requested':
    case 'approval.reminder':
    case 'approval.escalated': {
      const due = facts.dueAt === undefined ? '' : ` until ${facts.dueAt}`;
      const lines = [
        `${deed} waits for a signature${due}.`,
        asked,
        '',
        `See the plan:  ${open}`,
        `Then:          countersign approve ${facts.requestId} --as YOU`,
      ];
      return {
        subject: `${leads[topic]}? ${deed}`,
        text: lines.join('\n'),
      };
    }
    default: {
      const state = topic.slice('correction.'.length);
      const lines = [
        `${deed}: ${state}.`,
        asked,
        ...(facts.documents?.length ? [`Documents: ${facts.documents.join(', ')}.`] : []),
        ...(facts.by === undefined ? [] : [`By ${facts.by}${facts.comment ? `: ${facts.comment}` : ''}.`]),
        ...(facts.codes?.length ? [`Because: ${facts.codes.join(', ')}.`] : []),
        '',
        `Details:  ${open}`,
      ];
      return { subject: `${state}: ${deed}`, text: lines.join('\n') };
    }
  }
}
