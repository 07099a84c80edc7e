import { kindOf, nameIn } from '../../domain/document-words.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { CommandName } from '../../domain/decision.ts';
import { assertNever } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import { isOutcome, type CorrectionView, type OpenView, type Outcome } from '../../domain/request.ts';
import type { Offers, RequestDetail, RequestRow } from '../request-views.ts';
import { heading, journalTable } from './document.ts';
import { explanationLines } from './explanation.ts';
import { besides, changesTable, inPlace } from './plan.ts';
import { accountLines } from './accounts.ts';
import { paidOut } from './money.ts';
import { renderRefusal } from './refusal.ts';
import { fields, table } from './table.ts';
import { signer, talk } from './talk.ts';
import type { Look } from '../terminal.ts';
import { amountText, anyOf, commandLine, countText, momentText, status, untilText } from './wording.ts';

/** What people call the invoice of a request. */
export const invoiceOf = ({ request, invoiceId }: RequestRow): string => request.label?.number ?? invoiceId;

/** Everything that `countersign show` knows about a request; `temporalUrl` is its run in the Temporal UI. */
export type RequestAnswer = RequestDetail & { readonly temporalUrl?: string };

export function renderRequest(answer: RequestAnswer, look: Look, nowMs: number, before?: InvoiceDocument): string {
  const { request, plan, planHash, policyVersion, closedAt, temporalUrl } = answer;
  const { origin } = request;
  return [
    `${look.paint('bold', `${request.kind} ${invoiceOf(answer)}`)}  ${look.paint(status(answer.state).style, answer.state)}`,
    fields(
      [
        ['request', answer.requestId],
        ['invoice', answer.invoiceId],
        ['asked by', `${request.requester.id} (${request.requester.type}), ${momentText(request.receivedAt)}`],
        ['from', origin.via === 'api' ? undefined : `event ${origin.eventId} of ${origin.source}`],
        ['again after', request.resubmits],
        ['reason', request.reason.text],
        ['evidence', request.evidence],
        ['plan hash', planHash?.slice(0, 12)],
        ['policy', policyVersion],
        ['signed by', answer.votes.map(({ at, ...said }) => `${signer(said)} (${momentText(at)})`).join(', ')],
        ['closed', closedAt === undefined ? undefined : momentText(closedAt)],
        ['Temporal', temporalUrl],
      ],
      look,
    ),
    ...(plan === undefined ? [] : planInShort(plan, invoiceOf(answer), look, before)),
    ...explanationLines(answer.explanation, look),
    ...talk(answer, look),
    '',
    isOutcome(answer) ? renderOutcome(answer, look) : renderOpen(answer, look, nowMs, answer),
    ...(isOutcome(answer) && answer.state !== 'applied' ? [`  Ask again: ${look.paint('cyan', `${commandLine('request', '--resubmits', answer.requestId)} --as NAME`)}`] : []),
  ].join('\n');
} // prettier-ignore

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

/** Commands that are offered, in this order; what is left out is for who knows that he may. */
const offered: readonly (readonly [CommandName, string, string?])[] = [
  ['approve', 'Approve'],
  ['reject', 'Reject', " --comment '...'"],
  ['retract', 'Take your signature back'],
  ['revise', 'Ask for something else', ' OPTIONS'],
  ['withdraw', 'Take it back', " --comment '...'"],
  ['reevaluate', "Judge it again by today's rules", " --comment '...'"],
];

/** What waits, for whom, until when, and what to type: for its reader where one is known. */
export function renderOpen(view: OpenView, look: Look, nowMs: number, reader?: Offers): string {
  const { state, requestId, waitingFor } = view;
  if (state === 'needs-attention')
    return `${look.paint('red', 'Needs attention')}: the servers did not answer for long. ${look.paint('cyan', 'countersign doctor')} tells why; an operator goes on with it: ${look.paint('cyan', `${commandLine('retry', requestId)} --as NAME`)}`;
  if (waitingFor === undefined)
    return `${look.paint('yellow', state)}: no answer yet. Look again: ${look.paint('cyan', commandLine('show', requestId))}`;
  const { stepName, step, steps, roles, quorum, escalated, votes, dueAt, why } = waitingFor;
  const may = reader?.may.length ? reader.may : state === 'open' ? (['approve', 'reject'] as const) : (['revise', 'withdraw'] as const); // prettier-ignore
  const lenders = reader?.for.join(' or ') ?? '';
  return [
    state === 'outdated'
      ? `${look.paint('red', 'Outdated')}: the invoice has moved since the plan was made, so nobody can sign it`
      : `${look.paint('yellow', 'Waits for approval')}, because ${why.join('; ')}`,
    `  ${steps > 1 ? `step ${step + 1} of ${steps}, ` : ''}${stepName}: ${countText(quorum, 'signature')} of ${anyOf(roles)}${escalated ? ' (escalated)' : ''}, until ${momentText(dueAt)} (${untilText(dueAt, nowMs)})`,
    ...(votes.length === 0 ? [] : [`  Signed by ${votes.join(', ')}`]),
    ...offered
      .filter(([command]) => may.some((one) => one === command))
      .map(([command, text, rest = '']) => `  ${text}: ${look.paint('cyan', `${commandLine(command, requestId)} --as NAME${rest}`)}`),
    ...(lenders === '' ? [] : [`  Approve for ${lenders}: ${look.paint('cyan', `${commandLine('approve', requestId)} --as NAME --for ${lenders}`)}`]),
  ].join('\n'); // prettier-ignore
}

const deeds: Readonly<Record<CommandName, string>> = {
  approve: 'Signed. It takes more than this signature.',
  reject: 'Your no is taken in.',
  retract: 'Your signature is taken back.',
  withdraw: 'It is being taken back.',
  revise: 'Asked for anew: signatures on the earlier plan are void.',
  reevaluate: "Planned and judged by today's rules: signatures on the earlier plan are void.",
};

/** What was done, where the request goes on, and what comes next. */
export const renderDeed = (command: CommandName, view: CorrectionView, look: Look, nowMs: number): string =>
  `${look.paint('green', deeds[command])}\n${renderView(view, look, nowMs)}`;

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
