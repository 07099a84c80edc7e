import type { InvoiceDocument } from '../../domain/document.ts';
import { assertNever } from '../../domain/errors.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Plan } from '../../domain/plan.ts';
import { isOutcome, type CorrectionView, type OpenView, type Outcome } from '../../domain/request.ts';
import type { RequestDetail, RequestRow } from '../views.ts';
import { heading, journalTable, kindOf } from './document.ts';
import { besides, changesTable, inPlace, nameIn } from './plan.ts';
import { accountLines } from './accounts.ts';
import { paidOut } from './money.ts';
import { renderRefusal } from './refusal.ts';
import { fields, table, type Cell } from './table.ts';
import type { Look } from '../terminal.ts';
import { amountText, anyOf, commandLine, countText, momentText, status, untilText } from './wording.ts';

export interface InboxAnswer {
  /** Whose inbox it is; absent for everything that is open. */
  readonly of?: string;
  readonly items: readonly RequestRow[];
  /** Whether there are more than one answer holds. */
  readonly more: boolean;
}

/** What people call the invoice of a request. */
export const invoiceOf = ({ request, invoiceId }: RequestRow): string => request.label?.number ?? invoiceId;

export function renderInbox({ of, items, more }: InboxAnswer, look: Look, nowMs: number): string {
  const [first] = items;
  if (first === undefined) return of === undefined ? 'Nothing waits for anybody.' : `Nothing waits for ${of}.`;
  const list = table(
    [
      { title: 'request' },
      { title: 'what', flexible: true },
      { title: 'amount', align: 'right' },
      { title: 'asked by', flexible: true },
      { title: 'reason', flexible: true },
      { title: 'waits for', flexible: true },
      { title: 'due' },
    ],
    items.map((row) => inboxRow(row, nowMs)),
    look,
  );
  const next = `Look at one: ${look.paint('cyan', commandLine('show', first.requestId))}`;
  return [`${countText(items.length, 'request')}${more ? ' and more' : ''}, oldest first`, list, '', next].join('\n');
}

function inboxRow(row: RequestRow, nowMs: number): readonly Cell[] {
  const { request, requestId } = row;
  const waitingFor = isOutcome(row) ? undefined : row.waitingFor;
  const due = waitingFor === undefined ? '' : untilText(waitingFor.dueAt, nowMs);
  return [
    requestId,
    `${request.kind} ${invoiceOf(row)}`,
    request.label === undefined ? '' : formatMoney(request.label.amountMinor, request.label.currency),
    request.requester.id,
    request.reason.text,
    anyOf(waitingFor?.roles ?? []),
    due.startsWith('overdue') ? { text: due, style: 'red' } : due,
  ];
}

/** Everything that `countersign show` knows about a request; `temporalUrl` is its run in the Temporal UI. */
export type RequestAnswer = RequestDetail & { readonly temporalUrl?: string };

export function renderRequest(answer: RequestAnswer, look: Look, nowMs: number, before?: InvoiceDocument): string {
  const { request, plan, votes, closedAt, temporalUrl } = answer;
  const { origin } = request;
  return [
    `${look.paint('bold', `${request.kind} ${invoiceOf(answer)}`)}  ${look.paint(status(answer.state).style, answer.state)}`,
    fields(
      [
        ['request', answer.requestId],
        ['invoice', answer.invoiceId],
        ['asked by', `${request.requester.id} (${request.requester.type}), ${momentText(request.receivedAt)}`],
        ['from', origin.via === 'api' ? undefined : `event ${origin.eventId} of ${origin.source}`],
        ['reason', request.reason.text],
        ['evidence', request.evidence],
        ['plan hash', answer.planHash?.slice(0, 12)],
        ['signed by', votes.map(({ by, at }) => `${by} (${momentText(at)})`).join(', ')],
        ['closed', closedAt === undefined ? undefined : momentText(closedAt)],
        ['Temporal', temporalUrl],
      ],
      look,
    ),
    ...(plan === undefined ? [] : planInShort(plan, invoiceOf(answer), look, before)),
    '',
    isOutcome(answer) ? renderOutcome(answer, look) : renderOpen(answer, look, nowMs),
  ].join('\n');
}

const planInShort = (plan: Plan, number: string, look: Look, before?: InvoiceDocument): readonly string[] => [
  heading('Plan', look),
  changesTable(plan, nameIn(plan, number), look),
  ...inPlace(plan, nameIn(plan, number), look, before),
  ...(plan.journal.length === 0 ? [] : [heading('Journal', look), journalTable(plan.journal, nameIn(plan, number), look)]), // prettier-ignore
  ...besides(plan).map((line) => `  ${line}`),
];

/** What became of a request, open or over. */
export const renderView = (view: CorrectionView, look: Look, nowMs: number): string =>
  isOutcome(view) ? renderOutcome(view, look) : `Request ${view.requestId}\n${renderOpen(view, look, nowMs)}`;

/** What waits, for whom, until when, and what to type. */
export function renderOpen({ state, requestId, waitingFor }: OpenView, look: Look, nowMs: number): string {
  if (state === 'needs-attention')
    return `${look.paint('red', 'Needs attention')}: the servers did not answer for long. ${look.paint('cyan', 'countersign doctor')} tells why; an operator's retry goes on with it.`;
  if (waitingFor === undefined)
    return `${look.paint('yellow', state)}: no answer yet. Look again: ${look.paint('cyan', commandLine('show', requestId))}`;
  const { stepName, roles, quorum, votes, dueAt, why } = waitingFor;
  const command = (verb: string, rest = ''): string => look.paint('cyan', `${commandLine(verb, requestId)} --as NAME${rest}`); // prettier-ignore
  return [
    `${look.paint('yellow', 'Waits for approval')}, because ${why.join('; ')}`,
    `  ${stepName}: ${votes.length} of ${countText(quorum, 'signature')}, ${anyOf(roles)}, until ${momentText(dueAt)} (${untilText(dueAt, nowMs)})`,
    `  Approve: ${command('approve')}`,
    `  Reject: ${command('reject', " --comment '...'")}`,
  ].join('\n');
}

/** How a request ended; only `applied` changed money, and then the documents say what is true now. */
export function renderOutcome(outcome: Outcome, look: Look): string {
  switch (outcome.state) {
    case 'applied':
      return applied(outcome, look);
    case 'refused':
      return ['Refused; nothing was changed.', ...outcome.blockers.map((blocker) => renderRefusal(blocker, look))].join('\n'); // prettier-ignore
    case 'rejected':
      return `${look.paint('red', 'Rejected')} by ${outcome.by}: ${outcome.comment}. Nothing was changed.`;
    case 'withdrawn':
      return `${look.paint('dim', 'Withdrawn')} by ${outcome.by}: ${outcome.comment}. Nothing was changed.`;
    case 'expired':
      return `${look.paint('red', 'Expired')} at ${momentText(outcome.at)}: nobody signed in time. Nothing was changed; ask again if it is still wanted.`;
    case 'stale':
      return `${look.paint('red', 'Stale')}: planned on version ${outcome.plannedVersion}, the invoice is at version ${outcome.currentVersion}. Nothing was changed; see what can be done now: ${look.paint('cyan', commandLine('actions', outcome.invoiceId))}`;
    default:
      return assertNever(outcome);
  }
}

function applied(outcome: Extract<Outcome, { state: 'applied' }>, look: Look): string {
  const { currency, documents, customers, payoutIds, journalIds, committedAt } = outcome;
  const lines = [
    `${look.paint('green', 'Applied')} at ${momentText(committedAt)}, ${countText(journalIds.length, 'journal entry', 'journal entries')}`,
    table(
      [{ title: 'number' }, { title: 'document' }, { title: 'status' }, { title: `balance ${currency}`, align: 'right' }, { title: 'id', flexible: true }], // prettier-ignore
      documents.map((document) => [document.number || '-', kindOf(document), status(document.status), amountText(document.balanceMinor, currency), document.id]), // prettier-ignore
      look,
    ),
  ];
  lines.push(...accountLines(customers).map((line) => `  ${line}`));
  for (const id of payoutIds) lines.push(`  ${paidOut(id, look)}`);
  return lines.join('\n');
}
