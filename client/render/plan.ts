import type { InvoiceDocument } from '../../domain/document.ts';
import { kindOf, nameIn, type NameOf } from '../../domain/document-words.ts';
import { fieldChanges, saidBy, type FieldChange } from '../../domain/field-changes.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Plan, PlannedDocument } from '../../domain/plan.ts';
import type { Verdict } from '../../domain/policy-evaluate.ts';
import { heading, journalTable, renderContent } from './document.ts';
import { accountLines } from './accounts.ts';
import { explanationLines } from './explanation.ts';
import { table } from './table.ts';
import type { Look } from '../terminal.ts';
import type { PlanAnswer } from '../views.ts';
import { amountText, anyOf, countText, durationText, status } from './wording.ts';

const isNew = ({ documents }: Plan, documentId: string): PlannedDocument | undefined =>
  documents.find(({ id }) => id === documentId);

/** The whole consequence of a plan, as far as people ask for it. */
export function renderPlan(
  { number, plan, planHash, need, explanation }: PlanAnswer,
  look: Look,
  before?: InvoiceDocument,
): string {
  const hash = `${planHash.slice(0, 12)} (of this preview; a request has its own, and nothing was written)`;
  return [
    `${look.paint('bold', `${plan.kind} ${number === '' ? plan.invoiceId : number}`)}  ${formatMoney(plan.exposureMinor, plan.currency)}`,
    changesTable(plan, nameIn(plan, number), look),
    ...inPlace(plan, nameIn(plan, number), look, before),
    ...plan.documents.map((document) => newDocument(document, look)),
    ...(plan.journal.length === 0
      ? []
      : [heading('Journal', look), journalTable(plan.journal, nameIn(plan, number), look)]),
    heading('Besides', look),
    ...besides(plan).map((line) => `  ${line}`),
    `  Plan hash ${hash}`,
    ...explanationLines(explanation, look),
    '',
    needText(need, look),
  ].join('\n');
}

/** Each document before and after. */
export function changesTable(plan: Plan, nameOf: NameOf, look: Look): string {
  const before = (documentId: string): Partial<Pick<InvoiceDocument, 'status' | 'balanceMinor'>> => {
    const change = plan.changes.find((one) => one.documentId === documentId);
    return change === undefined ? {} : { status: change.fromStatus, balanceMinor: change.fromBalanceMinor };
  };
  const rows = plan.balancesAfter.map((after) => {
    const was = before(after.documentId);
    const fresh = isNew(plan, after.documentId);
    return [
      fresh === undefined ? nameOf(after.documentId) : `new ${kindOf(fresh)}`,
      was.status === undefined ? '-' : status(was.status),
      status(after.status),
      was.balanceMinor === undefined ? '-' : amountText(was.balanceMinor, plan.currency),
      amountText(after.balanceMinor, plan.currency),
    ];
  });
  const columns = [
    { title: 'document', flexible: true },
    { title: 'status now' },
    { title: 'after' },
    { title: `balance ${plan.currency}`, align: 'right' },
    { title: 'after', align: 'right' },
  ] as const;
  return table(columns, rows, look);
}

/** What documents say differently from then on. */
export const inPlace = (plan: Plan, nameOf: NameOf, look: Look, before?: InvoiceDocument): readonly string[] => [
  ...plan.changes.flatMap((change) => {
    const known = before?.id === change.documentId ? before : undefined;
    const rows = fieldChanges(change, known, plan.currency, amountText);
    return rows.length === 0
      ? []
      : [heading(`${nameOf(change.documentId)} changes in place`, look), fieldTable(rows, look)];
  }),
  ...plan.documents.flatMap((made) => {
    const rows = before === undefined || made.links.replaces !== before.id ? [] : fieldChanges(saidBy(made), before, made.currency, amountText);
    return rows.length === 0 ? [] : [heading(`What the replacement of ${nameOf(before?.id ?? '')} says differently`, look), fieldTable(rows, look)];
  }),
]; // prettier-ignore

const fieldTable = (rows: readonly FieldChange[], look: Look): string =>
  table([{ title: 'field' }, { title: 'now', flexible: true }, { title: 'after', flexible: true }], rows, look);

function newDocument(document: PlannedDocument, look: Look): string {
  const about = document.preceding === undefined ? '' : ` about ${document.preceding.number}`;
  const title = `New document: ${kindOf(document)}, type ${document.typeCode}${about}; number and date come with the commit`;
  return `${heading(title, look)}${renderContent(document, look)}`;
}

/** What else would happen: to the customer's accounts, to schedules, and who is told. */
export function besides({ customers, payouts, changes, notifications, warnings }: Plan): readonly string[] {
  const lines = [...accountLines(customers)];
  lines.push(
    ...payouts.map(
      ({ amountMinor, currency }) => `Pays out ${formatMoney(amountMinor, currency)}, once a bank confirms it`,
    ),
  );
  if (changes.some((change) => change.stopsRecognition))
    lines.push('Revenue that is still deferred is reversed; its schedule stops');
  lines.push(...warnings.map((warning) => `Warning: ${warning}`));
  if (notifications.length > 0)
    lines.push(
      `Told by mail: ${notifications.map(({ recipient, channel }) => (channel === 'slack' ? `in Slack #${recipient}` : recipient)).join(', ')}`,
    );
  return lines;
}

export function needText(need: Verdict, look: Look): string {
  if (need.kind === 'auto') return `${look.paint('green', 'Would be applied at once')}: no rule asks for an approval.`;
  const steps = need.steps.map(
    ({ name, roles, quorum, expireAfterMs }) =>
      `  ${name}: ${countText(quorum, 'signature')} of ${anyOf(roles)}, within ${durationText(expireAfterMs)}`,
  );
  return [`${look.paint('yellow', 'Would wait for approval')}, because ${need.why.join('; ')}:`, ...steps].join('\n');
}

/** Two or three lines for somebody who is about to sign. */
export function renderConsequence(plan: Plan, number: string, before?: InvoiceDocument): string {
  const { currency, documents, changes, journal } = plan;
  const moves = changes
    .filter((change) => change.documentId === plan.invoiceId || change.fromStatus !== change.toStatus || change.fromBalanceMinor !== change.toBalanceMinor)
    .map(({ documentId, fromStatus, toStatus, fromBalanceMinor, toBalanceMinor }) => {
      const which = documentId === plan.invoiceId ? '' : `${documentId} `;
      return `${which}${step(fromStatus, toStatus)}, balance ${step(amountText(fromBalanceMinor, currency), amountText(toBalanceMinor, currency))}`;
    }); // prettier-ignore
  const fields = changes.flatMap((change) =>
    fieldChanges(change, before?.id === change.documentId ? before : undefined, currency, amountText),
  );
  const made = documents.map(
    (document) => `a ${kindOf(document)} over ${formatMoney(document.totals.grossMinor, currency)}`,
  );
  const entries = journal.length === 0 ? [] : [countText(journal.length, 'journal entry', 'journal entries')];
  return [
    `${plan.kind} ${number}: ${moves.join('; ')}`,
    ...(made.length + entries.length === 0 ? [] : [`makes ${[...(made.length === 0 ? [] : [made.join(' and ')]), ...entries].join(', ')}`]),
    ...fields.map(([field, was, after]) => `sets ${field}${was === '?' ? '' : ` from ${was}`} to ${after}`),
    ...besides({ ...plan, notifications: [] }),
  ].join('\n'); // prettier-ignore
}

/** `open to paid`; `stays open`. */
const step = (from: string, to: string): string => (from === to ? `stays ${from}` : `${from} to ${to}`);
