import { formatMoney } from './money.ts';
import type { CorrectionRequest, CorrectionState, Principal } from './request.ts';

/** A message to send: the plan names them, the outbox delivers them. `recipient` is an e-mail address. */
export interface Notice {
  readonly topic: 'approval.requested' | 'approval.reminder' | `correction.${CorrectionState}`;
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
  topic: 'approval.requested' | 'approval.reminder',
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

/** Subject and text of a message; plain text, short, with what to type next. */
export function writeNotice(
  topic: Notice['topic'],
  facts: NoticeFacts,
): { readonly subject: string; readonly text: string } {
  const deed = `${facts.kind} ${facts.invoiceNumber}, ${formatMoney(facts.amountMinor, facts.currency)}`;
  const asked = `Requested by ${facts.requester}: ${facts.reason}.`;
  const open = `countersign show ${facts.requestId}`;
  switch (topic) {
    case 'approval.requested':
    case 'approval.reminder': {
      const due = facts.dueAt === undefined ? '' : ` until ${facts.dueAt}`;
      const lines = [
        `${deed} waits for a signature${due}.`,
        asked,
        '',
        `See the plan:  ${open}`,
        `Then:          countersign approve ${facts.requestId} --as YOU`,
      ];
      return {
        subject: `${topic === 'approval.reminder' ? 'Reminder: approve' : 'Approve'}? ${deed}`,
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
