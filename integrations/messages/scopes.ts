import type { MessageFacts } from '../../domain/notice-facts.ts';
import type { Topic } from '../../domain/notices.ts';

/** What a template may name: a text, a flag that says whether a part is there, or something with names of its own (one, or a list). */
export interface Scope {
  readonly [name: string]: 'text' | 'flag' | Scope;
}

/**
 * What is handed to a template. A text that is not there is left out, never empty, so that `{{#due}}` asks for it. Names of inner
 * things are none of the outer ones: mustache would take the outer one where the inner one is missing.
 */
export type ViewOf<S> = {
  readonly [K in keyof S]?: S[K] extends 'text'
    ? string | undefined
    : S[K] extends 'flag'
      ? boolean
      : ViewOf<S[K]> | readonly ViewOf<S[K]>[] | undefined;
};

const common = { lang: 'text', subject: 'text' } as const;

export const planScope = {
  moves: 'text',
  changes: {
    which: 'text',
    status: { was: 'text', becomes: 'text' },
    balance: { before: 'text', after: 'text' },
    fields: 'text',
  },
  made: { what: 'text', called: 'text', over: 'text' },
  payout: 'text',
  creditGain: 'text',
  freeGain: 'text',
  more: 'text',
} as const;

const request = {
  ...common,
  deed: 'text', number: 'text', money: 'text', documentMoney: 'text', buyer: 'text', requester: 'text', reason: 'text', requestId: 'text',
  link: 'text', showCommand: 'text', plan: planScope,
} as const; // prettier-ignore
const asking = { requested: 'flag', reminder: 'flag', escalated: 'flag', due: 'text', approveCommand: 'text', rejectCommand: 'text' } as const; // prettier-ignore
const ending = {
  applied: 'flag', refused: 'flag', rejected: 'flag', withdrawn: 'flag', expired: 'flag', stale: 'flag', by: 'text', comment: 'text', codes: 'text',
} as const; // prettier-ignore
const policy = {
  ...common,
  version: 'text', author: 'text', reason: 'text', link: 'text', showCommand: 'text',
} as const; // prettier-ignore

/** Templates, each with what it may name. Everything is text as people read it: amounts, moments and words of the language. */
export const scopes = {
  approval: { ...request, ...asking },
  outcome: { ...request, ...ending, signedBy: 'text' },
  comment: { ...request, by: 'text', comment: 'text' },
  'customer-success': {
    ...request,
    signedBy: 'text', seller: 'text', customerMail: 'flag', customerNoAddress: 'flag', customerOff: 'flag',
  },
  customer: {
    ...common,
    number: 'text', seller: 'text', buyer: 'text', plan: planScope,
    cancel: 'flag', refund: 'flag', credit: 'flag', discount: 'flag', correctCreditNote: 'flag', update: 'flag',
  },
  policy: { ...policy, ...asking },
  'policy-outcome': { ...policy, ...ending },
  directory: { ...common, principal: 'text', askedBy: 'text', what: 'text', at: 'text', link: 'text', refuseCommand: 'text' },
  digest: {
    ...common,
    count: 'text', isOne: 'flag', overdue: 'text', unlisted: 'text', inboxLink: 'text', unsubscribeLink: 'text', profileLink: 'text',
    items: { deed: 'text', number: 'text', money: 'text', requester: 'text', due: 'text', isOverdue: 'flag', link: 'text' },
    checkpoint: { n: 'text', at: 'text', hash: 'text', kid: 'text' },
  },
} as const satisfies Readonly<Record<string, Scope>>; // prettier-ignore

export type TemplateName = keyof typeof scopes;
export const templateNames = Object.keys(scopes) as readonly TemplateName[];

/** The forms that a template has: `subject`, `text` and `html` make a mail, `slack` a message there. */
export const forms = ['subject', 'text', 'html', 'slack'] as const;
export type Form = (typeof forms)[number];

/** Customers and digests are written to people, never into a channel. */
export const formsOf = (name: TemplateName): readonly Form[] =>
  name === 'customer' || name === 'digest' ? forms.filter((form) => form !== 'slack') : forms;

/** The template of a message. */
export function templateOf(topic: Topic, facts: MessageFacts): TemplateName {
  if ('personId' in facts) return 'digest';
  if ('changeId' in facts) return 'directory';
  if ('policyVersion' in facts) return topic.startsWith('approval.') ? 'policy' : 'policy-outcome';
  if (topic === 'customer-success.applied') return 'customer-success';
  if (topic === 'customer.applied') return 'customer';
  if (topic === 'comment.added') return 'comment';
  return topic.startsWith('approval.') ? 'approval' : 'outcome';
}
