import { formatMoney } from '../../domain/money.ts';
import { isOutcome } from '../../domain/request.ts';
import type { Look } from '../terminal.ts';
import type { InboxRow, RequestRow } from '../request-views.ts';
import { invoiceOf } from './request.ts';
import { table, type Cell } from './table.ts';
import { anyOf, commandLine, countText, untilText } from './wording.ts';

export interface InboxAnswer {
  /** Whose inbox it is; absent for everything that waits. */
  readonly of?: string;
  readonly items: readonly (RequestRow | InboxRow)[];
  /** There while there are more than one answer holds. */
  readonly next?: string;
}

export function renderInbox({ of, items, next }: InboxAnswer, look: Look, nowMs: number): string {
  const [first] = items;
  const more = next === undefined ? [] : [`More: the same with ${look.paint('cyan', `--after ${next}`)}`];
  if (first === undefined)
    return [of === undefined ? 'Nothing waits for anybody.' : `Nothing waits for ${of}.`, ...more].join('\n');
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
    items.map((row) => cellsOf(row, nowMs)),
    look,
  );
  const lent = [...new Set(items.flatMap((row) => ('for' in row && !row.may.includes('approve') ? row.for : [])))];
  return [
    `${countText(items.length, 'request')}${next === undefined ? '' : ' and more'}, ${of === undefined ? 'oldest first' : 'first due first'}`,
    list,
    '',
    ...(lent.length === 0 ? [] : [`Signed for ${lent.join(', ')}: add ${look.paint('cyan', '--for NAME')}`]),
    ...more,
    `Look at one: ${look.paint('cyan', commandLine('show', first.requestId))}`,
  ].join('\n');
}

function cellsOf(row: RequestRow | InboxRow, nowMs: number): readonly Cell[] {
  const { request, requestId } = row;
  const waitingFor = isOutcome(row) ? undefined : row.waitingFor;
  const due = waitingFor === undefined ? '' : untilText(waitingFor.dueAt, nowMs);
  const roles = anyOf(waitingFor?.roles ?? []);
  const lenders = 'for' in row && row.for.length > 0 && !row.may.includes('approve') ? ` (for ${row.for.join(', ')})` : '';
  return [
    requestId,
    `${request.kind} ${invoiceOf(row)}`,
    request.label === undefined ? '' : formatMoney(request.label.amountMinor, request.label.currency),
    request.requester.id,
    request.reason.text,
    row.state === 'open' ? `${roles}${lenders}` : row.state,
    due.startsWith('overdue') ? { text: due, style: 'red' } : due,
  ];
} // prettier-ignore
