import { votesOfStep } from '../../domain/gate.ts';
import { waitingFor } from '../../domain/gate-view.ts';
import { plainAmount } from '../../domain/money.ts';
import { reasonText } from '../../domain/request.ts';
import { csvText } from '../../integrations/csv/write-csv.ts';
import { requestHref } from '../console/addresses.ts';
import type { Awaiting } from '../inbox.ts';
import { deedOf, numberOf } from './inbox-words.ts';

type Column = readonly [name: string, of: (item: Awaiting, about: About) => string];
interface About {
  readonly nowMs: number;
  readonly origin: string;
}

const stepOf = ({ gate }: Awaiting) =>
  gate.state === 'open' || gate.state === 'outdated'
    ? { ...waitingFor(gate), signed: votesOfStep(gate).length }
    : undefined;

/** Times are RFC 3339 in UTC, amounts plain decimals: a program reads them as well as a spreadsheet. */
const columns: readonly Column[] = [
  ['request', ({ record }) => record._id],
  ['deed', ({ record }) => deedOf(record)],
  ['kind', ({ record }) => record.request.kind],
  ['document', ({ record }) => numberOf(record)],
  ['customer', ({ record }) => record.request.label?.customerId ?? ''],
  ['currency', ({ record: { judged, request } }) => judged?.facts.currency ?? request.label?.currency ?? ''],
  ['amount', ({ record: { judged } }) => (judged ? plainAmount(judged.facts.exposureMinor, judged.facts.currency) : '')],
  ['document_amount', ({ record: { request: { label } } }) => (label ? plainAmount(label.amountMinor, label.currency) : '')],
  ['asked_by', ({ record }) => record.request.requester.id],
  ['reason', ({ record }) => reasonText(record.request.reason)],
  ['why', ({ record }) => record.opening?.why.join('; ') ?? ''],
  ['state', ({ record }) => record.state],
  ['step', (item) => stepOf(item)?.stepName ?? ''],
  ['step_number', (item) => String((stepOf(item)?.step ?? -1) + 1 || '')],
  ['steps', (item) => String(stepOf(item)?.steps ?? '')],
  ['signed', (item) => String(stepOf(item)?.signed ?? '')],
  ['quorum', (item) => String(stepOf(item)?.quorum ?? '')],
  ['received_at', ({ record }) => record.receivedAt.toISOString()],
  ['due_at', ({ record }) => record.dueAt?.toISOString() ?? ''],
  ['overdue', ({ record }, { nowMs }) => (record.dueAt && record.dueAt.getTime() < nowMs ? 'yes' : 'no')],
  ['link', ({ record }, { origin }) => `${origin}${requestHref(record._id)}`],
]; // prettier-ignore

/** The list as a file. */
export const inboxCsv = (items: readonly Awaiting[], nowMs: number, origin: string): string =>
  csvText([
    columns.map(([name]) => name),
    ...items.map((item) => columns.map(([, of]) => of(item, { nowMs, origin }))),
  ]);
