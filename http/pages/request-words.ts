import type { CommandName } from '../../domain/decision.ts';
import type { Kind } from '../../domain/input.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CorrectionState } from '../../domain/request.ts';
import type { Detail } from '../detail.ts';
import type { Formats } from '../console/formats.ts';

/** What people call the invoice of a request. */
export const numberOf = ({ request, invoiceId }: Detail): string => request.label?.number || invoiceId;

/** Kinds of correction as deeds. */
export const kindWords: Readonly<Record<Kind, string>> = {
  cancel: 'cancel', refund: 'refund', credit: 'credit', discount: 'discount', 'correct-credit-note': 'correct a credit note',
  update: 'update',
}; // prettier-ignore

const whatOf = (detail: Detail): string => `${kindWords[detail.request.kind]} ${numberOf(detail)}`;

/** What the correction moves; of one that has no plan yet what the invoice is about. */
function amountOf({ plan, request: { label } }: Detail, formats: Formats): readonly string[] {
  if (plan) return [formats.money(plan.exposureMinor, plan.currency)];
  return label ? [formats.money(label.amountMinor, label.currency)] : [];
}

/** `cancel INV-7, EUR 1,250.00`: the deed, in the words of the button. */
export const deedOf = (detail: Detail, formats: Formats): string => [whatOf(detail), ...amountOf(detail, formats)].join(', '); // prettier-ignore

/** `Cancel INV-7 of Buyer, EUR 1,250.00`: what, for whom and how much. */
export function titleOf(detail: Detail, buyer: string | undefined, formats: Formats): string {
  const what = `${whatOf(detail)}${buyer === undefined ? '' : ` of ${buyer}`}`;
  return capital([what, ...amountOf(detail, formats)].join(', '));
}

/** As a sentence begins. */
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The same as a heading or a button says it. */
export const kindTitles = Object.fromEntries(Object.entries(kindWords).map(([kind, text]) => [kind, capital(text)])) as Readonly<Record<Kind, string>>; // prettier-ignore

/** What it comes to, in one sentence. */
export function sentenceOf({ currency, documents, payouts, changes, customers, invoiceId }: Plan, formats: Formats): string {
  const money = (minor: number, of: string): string => formats.money(minor, of);
  const own = changes.find(({ documentId }) => documentId === invoiceId);
  const gross = documents.map(({ type, totals }) => `a ${type.replaceAll('_', ' ')} over ${money(totals.grossMinor, currency)}`);
  const parts = [
    ...(own && own.fromStatus !== own.toStatus ? [`the invoice becomes ${own.toStatus}`] : []),
    ...(own && own.fromBalanceMinor !== own.toBalanceMinor ? [`its balance goes from ${money(own.fromBalanceMinor, currency)} to ${money(own.toBalanceMinor, currency)}`] : []),
    ...(own?.set === undefined ? [] : ['the invoice is changed in place']),
    ...(gross.length > 3 ? [`${formats.count(gross.length)} documents are made`] : gross.map((one) => `${one} is made`)),
    ...payouts.map((payout) => `${money(payout.amountMinor, payout.currency)} is paid out`),
    ...customers.filter(({ creditDeltaMinor }) => creditDeltaMinor > 0).map((one) => `${money(one.creditDeltaMinor, one.currency)} of credit is given`),
  ];
  return parts.length === 0 ? 'No amount, document or booking changes.' : `If it is applied, ${namesText(parts, parts.length)}.`;
} // prettier-ignore

/** What was said, as history tells it. */
export const saidWords: Readonly<Record<CommandName, string>> = {
  approve: 'approved', reject: 'rejected', retract: 'took the signature back', withdraw: 'took the request back',
  revise: 'asked for something else', reevaluate: "had it planned again by today's rules",
}; // prettier-ignore

/** What each state means, and what to do. */
export const stateWords: Readonly<Partial<Record<CorrectionState, readonly [what: string, next: string]>>> = {
  evaluating: ['It is being planned.', 'Open this page again in a moment.'],
  outdated: [
    'The invoice has moved since this plan was made, so nobody can sign it.',
    'Who asked revises or withdraws it; an approver can reject it. Left alone it ends as stale, and nothing is applied.',
  ],
  replanning: ['A new plan is being made.', 'Open this page again in a moment; signatures on the earlier plan are void.'],
  applying: ['Everybody has signed. It is being applied.', 'Open this page again in a moment to see what was written.'],
  'needs-attention': [
    'It needs attention: the servers did not answer for long. Nothing is lost.',
    'An operator looks at its run and starts it again.',
  ],
}; // prettier-ignore

/** Reasons to reject that come up again and again; free words can be added. */
export const rejectPresets = [
  'The amount is wrong.',
  'It is about the wrong invoice or customer.',
  'Evidence is missing.',
  'It was asked for before.',
  'Another kind of correction fits better.',
  'The customer has to agree first.',
] as const;

/** `1 signature of ar-approver or finance-approver`. */
export const signaturesText = (count: number, roles: readonly string[]): string =>
  `${count} ${count === 1 ? 'signature' : 'signatures'} of ${roles.join(' or ')}`;

/** `a`, `a and b`, `a, b and c`; at most so many by name. */
export function namesText(names: readonly string[], max = 6): string {
  const shown = names.length > max ? [...names.slice(0, max), `${names.length - max} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
