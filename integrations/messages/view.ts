import { decimal, isCurrency, toMinor } from '../../domain/money.ts';
import type { MessageFacts, NoticeFacts, PolicyNoticeFacts } from '../../domain/notice-facts.ts';
import type { Topic } from '../../domain/notices.ts';
import type { ChangeInShort, PlanInShort } from '../../domain/plan-short.ts';
import { line } from './line.ts';
import { pages } from './pages.ts';
import type { planScope, scopes, TemplateName, ViewOf } from './scopes.ts';
import { wordFor, type Words } from './words.ts';

/** Values as text for one reader; moments with their zone. */
export interface MessageFormats {
  money(minor: number, currency: string): string;
  moment(at: string): string;
  count(value: number): string;
}

/** How a reader reads. */
export interface Reading {
  readonly lang: string;
  readonly words: Words;
  readonly formats: MessageFormats;
  /** Where the console is, without a slash at the end. */
  readonly publicUrl: string;
}

type Views = { readonly [N in TemplateName]: ViewOf<(typeof scopes)[N]> };
type RequestView = Omit<Views['approval'], keyof ReturnType<typeof askingOf>>;
/** What any template is filled with. */
export type View = Views[TemplateName];

/** Everything that the template of a message may name, as text; what people or documents wrote stands on one line. */
export function viewOf(topic: Topic, facts: MessageFacts, reading: Reading): View {
  const { lang, formats, publicUrl } = reading;
  if ('personId' in facts) return digestView(facts, reading);
  if ('changeId' in facts) {
    const { changeId, principal, askedBy, what, takesEffectAt } = facts;
    return {
      lang, principal: line(principal), askedBy: line(askedBy), what: line(what), at: formats.moment(takesEffectAt),
      link: pages.people(publicUrl), refuseCommand: `countersign people refuse ${changeId} --as ${line(askedBy)}`,
    }; // prettier-ignore
  }
  if ('policyVersion' in facts) return policyView(topic, facts, reading);
  const request = requestView(facts, reading);
  const { signedBy, customer, seller } = facts;
  return {
    ...request,
    ...askingOf(topic, facts, reading, `approve ${facts.requestId}`, `reject ${facts.requestId}`),
    ...endingOf(topic, facts),
    ...(signedBy === undefined ? {} : { signedBy: signedBy.map((one) => line(one)).join(', ') }),
    ...textOf('seller', seller),
    ...(customer === undefined ? {} : { customerMail: customer === 'mail', customerNoAddress: customer === 'no-address', customerOff: customer === 'off' }),
    ...kindFlags(facts.kind),
  }; // prettier-ignore
}

function requestView(facts: NoticeFacts, reading: Reading): RequestView {
  const { words, formats, publicUrl, lang } = reading;
  const { requestId, kind, invoiceNumber, currency, amountMinor, reason, reasonCode, buyer, plan } = facts;
  return {
    lang,
    deed: wordFor(words.deeds, kind),
    number: line(invoiceNumber),
    money: formats.money(askedMinor(facts) ?? amountMinor, currency),
    documentMoney: formats.money(amountMinor, currency),
    ...textOf('buyer', buyer),
    requester: line(facts.requester),
    reason: reasonCode === undefined ? line(reason) : wordFor(words.reasons, reasonCode),
    requestId,
    link: pages.request(publicUrl, requestId),
    showCommand: `countersign show ${requestId}`,
    ...(plan ? { plan: planView(plan, currency, reading) } : {}),
  };
}

/** The amount that was asked for: with the document's, where none was, it stays the same in all messages of a request. */
function askedMinor({ askedAmount, currency }: NoticeFacts): number | undefined {
  if (askedAmount === undefined || !isCurrency(currency) || !/^\d{1,15}(\.\d{1,4})?$/.test(askedAmount)) return undefined;
  return toMinor(decimal(askedAmount), currency);
} // prettier-ignore

function planView(plan: PlanInShort, currency: string, { words, formats }: Reading): ViewOf<typeof planScope> {
  const money = (minor: number): string => formats.money(minor, currency);
  const some = (minor: number): string | undefined => (minor === 0 ? undefined : money(minor));
  return {
    moves: some(plan.exposureMinor),
    changes: plan.changes.map((change) => changeView(change, words, money)),
    made: plan.made.map(({ type, class: documentClass, grossMinor, number }) => ({
      what: wordFor(words.documents, type === 'standard' && documentClass === 'credit' ? 'credit_note' : type),
      ...textOf('called', number),
      over: money(grossMinor),
    })),
    payout: some(plan.payoutMinor),
    creditGain: some(plan.creditMinor),
    freeGain: some(plan.freeMinor),
    ...(plan.more === 0 ? {} : { more: formats.count(plan.more) }),
  };
}

const changeView = (change: ChangeInShort, { statuses, fields }: Words, money: (minor: number) => string) => ({
  which: line(change.number),
  ...(change.from === change.to ? {} : { status: { was: wordFor(statuses, change.from), becomes: wordFor(statuses, change.to) } }),
  ...(change.fromBalanceMinor === change.toBalanceMinor ? {} : { balance: { before: money(change.fromBalanceMinor), after: money(change.toBalanceMinor) } }),
  ...(change.fields ? { fields: change.fields.map((name) => wordFor(fields, name)).join(', ') } : {}),
}); // prettier-ignore

const askingOf = (topic: Topic, { dueAt }: Pick<NoticeFacts, 'dueAt'>, { formats, words: { you } }: Reading, approve: string, reject: string) => ({
  requested: topic === 'approval.requested',
  reminder: topic === 'approval.reminder',
  escalated: topic === 'approval.escalated',
  ...(dueAt === undefined ? {} : { due: formats.moment(dueAt) }),
  approveCommand: `countersign ${approve} --as ${you}`,
  rejectCommand: `countersign ${reject} --as ${you} --comment '...'`,
}); // prettier-ignore

const states = ['applied', 'refused', 'rejected', 'withdrawn', 'expired', 'stale'] as const;
const endingOf = (topic: Topic, { by, comment, codes }: Pick<NoticeFacts, 'by' | 'comment' | 'codes'>) => ({
  ...(Object.fromEntries(states.map((state) => [state, topic.endsWith(`.${state}`)])) as Record<(typeof states)[number], boolean>),
  ...textOf('by', by),
  ...textOf('comment', comment),
  ...(codes?.length ? { codes: codes.join(', ') } : {}),
}); // prettier-ignore

const kindFlags = (kind: string) => ({
  cancel: kind === 'cancel',
  refund: kind === 'refund',
  credit: kind === 'credit',
  discount: kind === 'discount',
  correctCreditNote: kind === 'correct-credit-note',
  update: kind === 'update',
});

function policyView(topic: Topic, facts: PolicyNoticeFacts, reading: Reading): Views['policy'] & Views['policy-outcome'] {
  const { policyVersion: version, author, reason } = facts;
  return {
    lang: reading.lang, version, author: line(author), reason: line(reason), link: pages.policy(reading.publicUrl, version),
    showCommand: `countersign policy show ${version}`,
    ...askingOf(topic, facts, reading, `policy approve ${version}`, `policy reject ${version}`),
    ...endingOf(topic, facts),
  };
} // prettier-ignore

function digestView(facts: Extract<MessageFacts, { personId: string }>, reading: Reading): Views['digest'] {
  const { lang, words, formats, publicUrl } = reading;
  const { count, isMore, overdue, items, checkpoint, unsubscribeToken } = facts;
  const counted = (value: number): string => `${formats.count(value)}${isMore ? '+' : ''}`;
  return {
    lang, count: counted(count), isOne: count === 1 && !isMore,
    ...(overdue === 0 ? {} : { overdue: formats.count(overdue) }),
    ...(count > items.length ? { unlisted: counted(count - items.length) } : {}),
    items: items.map(({ requestId, kind, invoiceNumber, currency, amountMinor, requester, dueAt, isOverdue }) => ({
      deed: wordFor(words.deeds, kind), number: line(invoiceNumber), money: formats.money(amountMinor, currency), requester: line(requester),
      ...(dueAt === undefined ? {} : { due: formats.moment(dueAt) }), isOverdue, link: pages.request(publicUrl, requestId),
    })),
    ...(checkpoint ? { checkpoint: { ...checkpoint, at: formats.moment(checkpoint.at) } } : {}),
    inboxLink: pages.inbox(publicUrl), profileLink: pages.profile(publicUrl), unsubscribeLink: pages.unsubscribe(publicUrl, unsubscribeToken),
  };
} // prettier-ignore

const textOf = <K extends string>(name: K, text: string | undefined): { readonly [N in K]?: string } =>
  (text === undefined || line(text) === '' ? {} : { [name]: line(text) }) as { readonly [N in K]?: string };
