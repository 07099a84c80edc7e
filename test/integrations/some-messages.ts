import type { MessageFacts, NoticeFacts } from '../../domain/notice-facts.ts';
import type { Topic } from '../../domain/notices.ts';
import type { Telling } from '../../integrations/messages/render.ts';

/** What people and documents write, with a mark in each place; `text` makes one of a name. */
type Written = (name: string) => string;

const requestFacts = (text: Written): NoticeFacts => ({
  requestId: 'r_1', kind: 'cancel', invoiceNumber: text('CM-1'), currency: 'EUR', amountMinor: 125_000, requester: text('maria'),
  reason: text('zapatos rotos'), seller: text('Seller SL'), buyer: text('Buyer SA'), dueAt: '2026-03-29T10:00:00Z', customer: 'mail',
  signedBy: [text('ben'), text('nora')],
  plan: {
    exposureMinor: 125_000,
    changes: [
      { number: text('CM-1'), from: 'open', to: 'canceled', fromBalanceMinor: 125_000, toBalanceMinor: 0 },
      { number: text('CM-2'), from: 'open', to: 'open', fromBalanceMinor: 100, toBalanceMinor: 100, fields: ['notes', 'dueDate'] },
    ],
    made: [{ class: 'credit', type: 'cancellation', grossMinor: -125_000, number: text('CN-9') }, { class: 'invoice', type: 'replacement', grossMinor: 500 }],
    payoutMinor: 700, creditMinor: 300, freeMinor: 400, more: 3,
  },
}); // prettier-ignore

const ended = ['applied', 'refused', 'rejected', 'withdrawn', 'expired', 'stale'] as const;
const asking = ['approval.requested', 'approval.reminder', 'approval.escalated'] as const;

/** A message of every topic, with every fact that it may have. */
export function everyMessage(text: Written = (name) => name): readonly Telling[] {
  const said = { by: text('ben'), comment: text('no procede'), codes: ['HAS_PAYMENTS'] };
  const facts = requestFacts(text);
  const policy = { policyVersion: '3700', author: text('petra'), reason: text('bandas'), dueAt: '2026-03-29T10:00:00Z' };
  const of = (topic: Topic, those: MessageFacts): Telling => ({ topic, facts: those });
  return [
    ...asking.map((topic) => of(topic, facts)),
    ...ended.map((state) => of(`correction.${state}`, { ...facts, ...said })),
    of('comment.added', { ...facts, ...said }),
    of('customer-success.applied', facts),
    ...(['no-address', 'off'] as const).map((customer) => of('customer-success.applied', { ...facts, customer })),
    ...['cancel', 'refund', 'credit', 'discount', 'correct-credit-note', 'update'].map((kind) =>
      of('customer.applied', { ...facts, kind }),
    ),
    ...asking.map((topic) => of(topic, policy)),
    ...ended.map((state) => of(`policy.${state}`, { ...policy, ...said })),
    of('directory.waiting', {
      changeId: 'c1', principal: text('ben'), askedBy: text('dora'), what: text('roles: cfo'), takesEffectAt: '2026-03-29T10:00:00Z',
    }),
    of('digest.daily', {
      personId: 'ben', day: '2026-03-29', count: 12, isMore: false, overdue: 1, unsubscribeToken: 'TOKEN',
      items: [{ requestId: 'r_1', kind: 'cancel', invoiceNumber: text('CM-1'), currency: 'EUR', amountMinor: 125_000, requester: text('maria'), dueAt: '2026-03-29T10:00:00Z', isOverdue: true }],
      checkpoint: { n: '000000000001', at: '2026-03-29T10:00:00Z', hash: 'f'.repeat(64), kid: 'abcdef0123456789' },
    }),
  ];
} // prettier-ignore

export const nameOf = ({ topic, facts }: Telling): string =>
  'policyVersion' in facts ? `policy ${topic}` : 'kind' in facts && topic === 'customer.applied' ? `${topic} ${facts.kind}` : 'customer' in facts && topic === 'customer-success.applied' ? `${topic} ${facts.customer}` : topic; // prettier-ignore
