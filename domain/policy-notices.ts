import type { Notice } from './notices.ts';

/** Facts of a message about a proposed version of the policy. */
export interface PolicyNoticeFacts {
  readonly policyVersion: string;
  readonly author: string;
  readonly reason: string;
  readonly dueAt: string;
}

const leads: Partial<Record<Notice['topic'], string>> = {
  'approval.requested': 'Approve',
  'approval.reminder': 'Reminder: approve',
};

/** Asks for a signature under a version of the policy; the short text of all messages. */
export const writePolicyNotice = (topic: Notice['topic'], { policyVersion, author, reason, dueAt }: PolicyNoticeFacts) => ({
  subject: `${leads[topic] ?? 'About'} policy ${policyVersion}?`,
  text: [
    `Policy ${policyVersion} waits for a signature until ${dueAt}.`,
    `Proposed by ${author}: ${reason}.`,
    '',
    `See what changes:  countersign policy show ${policyVersion}`,
    `Then:              countersign policy approve ${policyVersion} --as YOU`,
  ].join('\n'),
}); // prettier-ignore
