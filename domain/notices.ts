import type { InvoiceDocument } from './document.ts';
import type { CustomerHears } from './notice-facts.ts';
import { isAddress, type MessageSettings, type SlackSubject } from './message-settings.ts';
import type { Principal } from './principal.ts';
import type { CorrectionRequest, Outcome } from './request.ts';

type Ended = Outcome['state'];

/** What a message is about; docs/messages.md says who hears what and when. */
export type Topic =
  | 'approval.requested'
  | 'approval.reminder'
  | 'approval.escalated'
  | `correction.${Ended}`
  | 'comment.added'
  | 'customer-success.applied'
  | 'customer.applied'
  | `policy.${Ended}`
  | 'directory.waiting'
  | 'digest.daily';

export type Channel = 'mail' | 'slack';

/** A message to send: the plan names those of its commit, the outbox delivers them. */
export interface Notice {
  readonly topic: Topic;
  /** An e-mail address; for Slack the name of a channel. */
  readonly recipient: string;
  /** Mail unless it says otherwise. */
  readonly channel?: 'slack';
}

/** The channel of Slack that hears of such things, if one does. */
export function slackNotices(topic: Topic, { slack }: Pick<MessageSettings, 'slack'>, subject: SlackSubject): readonly Notice[] {
  const recipient = slack[subject];
  return recipient === undefined ? [] : [{ topic, recipient, channel: 'slack' }];
} // prettier-ignore

/** Tells the requester how it ended; a requester without an address (a service) reads it from the API. */
export function outcomeNotices(
  request: Pick<CorrectionRequest, 'requester'>,
  state: Ended,
  settings: Pick<MessageSettings, 'slack'>,
): readonly Notice[] {
  const { email } = request.requester;
  const topic = `correction.${state}` as const;
  return [...mailTo(topic, [email]), ...slackNotices(topic, settings, 'outcomes')];
}

/**
 * Who hears of a correction that is applied: the requester, customer success, and by setting the customer (R78, R79, R82). They
 * stand in the plan, so that who signs sees them.
 */
export function appliedNotices(
  request: Pick<CorrectionRequest, 'requester'>,
  document: Pick<InvoiceDocument, 'buyer'>,
  settings: MessageSettings,
): readonly Notice[] {
  const { email } = document.buyer;
  return [
    ...outcomeNotices(request, 'applied', settings),
    ...mailTo('customer-success.applied', settings.customerSuccess),
    ...slackNotices('customer-success.applied', settings, 'customerSuccess'),
    ...(customerHears(document, settings) === 'mail' ? mailTo('customer.applied', [email]) : []),
  ];
}

/** Tells those who listen that somebody has said or asked something. */
export const commentNotices = (
  listeners: readonly Pick<Principal, 'email'>[],
  settings: Pick<MessageSettings, 'slack'>,
): readonly Notice[] => [
  ...mailTo('comment.added', listeners.map(({ email }) => email)),
  ...slackNotices('comment.added', settings, 'comments'),
]; // prettier-ignore

/** Tells the author of a version of the policy how it ended. */
export const policyEndNotices = (
  { author }: { readonly author: Pick<Principal, 'email'> },
  state: Ended,
  settings: Pick<MessageSettings, 'slack'>,
): readonly Notice[] => {
  const topic = `policy.${state}` as const;
  return [...mailTo(topic, [author.email]), ...slackNotices(topic, settings, 'policy')];
};

/** What the customer will hear of an applied correction. */
export const customerHears = ({ buyer }: Pick<InvoiceDocument, 'buyer'>, { customer }: Pick<MessageSettings, 'customer'>): CustomerHears =>
  customer === 'off' ? 'off' : isAddress(buyer.email) ? 'mail' : 'no-address'; // prettier-ignore

/** Asks everybody who may sign; never the insiders, who may not (approvals.md section 4). */
export function approverNotices(
  topic: Extract<Topic, `approval.${string}`>,
  approvers: readonly Principal[],
): readonly Notice[] {
  return mailTo(topic, approvers.map(({ email }) => email)); // prettier-ignore
}

const mailTo = (topic: Topic, addresses: readonly (string | undefined)[]): readonly Notice[] =>
  [...new Set(addresses.filter((one) => one !== undefined))].map((recipient) => ({ topic, recipient }));
