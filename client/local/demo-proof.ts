import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { balanceOf } from '../../domain/balance.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { imbalance } from '../../domain/journal.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import type { RequestDetail } from '../request-views.ts';
import type { InvoiceAnswer } from '../views.ts';
import type { Stage } from './demo-stage.ts';

/** What DESIGN section 7 promises for undisturbed runs. */
const autoMaxEvents = 9;
const gatedMaxEvents = 18;
const creditUsedMinor = 3_000;
const mailWaitMs = 5_000;

/** Both documents of a cancellation, as the store has them now, with their journal; shown too where that is wished. */
export async function documentsAgree(
  { type, ask, check }: Stage,
  done: RequestDetail,
  { shown }: { readonly shown: boolean },
): Promise<void> {
  const documents = done.state === 'applied' ? done.documents : [];
  const asked = Promise.all(documents.map(({ id }) => ask<InvoiceAnswer>('invoice', id)));
  if (shown) for (const { id } of documents) await type('invoice', id);
  const answers = await asked;
  const [invoice, credit] = answers.map(({ document }) => document);
  check(`there are two documents: ${invoice?.number} and ${credit?.number}`, answers.length === 2, done);
  if (!invoice || !credit) return;
  check(`${invoice.number} is canceled with a balance of 0.00`, isClosed(invoice, 'canceled'), invoice);
  check(`${credit.number} is settled with a balance of 0.00`, isClosed(credit, 'settled'), credit);
  const { links } = invoice;
  check('each names the other', links.canceledWith === credit.id && credit.links.cancels === invoice.id, links);
  const entries = answers.flatMap(({ journal }) => journal).filter(({ id }) => id.startsWith(done.requestId));
  const uneven = entries.filter((entry) => imbalance(entry) !== 0);
  const count = new Set(entries.map(({ id }) => id)).size;
  check(`the ${count} journal entries of the request balance`, count > 0 && uneven.length === 0, entries);
}

const isClosed = ({ status, balanceMinor, rows }: InvoiceDocument, wanted: InvoiceDocument['status']): boolean =>
  status === wanted && balanceMinor === 0 && balanceOf(rows) === 0;

/** The customer's credit, the whole of the books, and the trail of everything. */
export async function booksAgree({ say, type, check, books }: Stage, done: RequestDetail): Promise<void> {
  say('15. The books');
  const returned = done.state === 'applied' ? done.customers.map(({ creditDeltaMinor }) => creditDeltaMinor) : [];
  check(
    'the credit of EUR 30.00 that the invoice had used is returned',
    returned.join() === String(creditUsedMinor),
    returned,
  );
  const problems = await books();
  check('balances, ledger, customer accounts, links and number series all agree', problems.length === 0, problems);
  const { exit, out, err } = await type('audit', 'verify');
  check('the audit chain of every document is verified', exit === 0, `${out}${err}`);
}

/** The messages of both requests leave on their own, after the commit. */
export async function mailIsThere({ say, show, check, up }: Stage): Promise<void> {
  say('16. The messages (without SMTP_URL as files)');
  const subjects = new Set<string>();
  const wanted = ['INV-1001', 'INV-1002'];
  const isComplete = (): boolean => wanted.every((number) => [...subjects].some((subject) => subject.includes(number)));
  for (const endMs = Date.now() + mailWaitMs; Date.now() < endMs && !isComplete(); await sleep(200)) {
    for (const name of await readdir(up.config.mailDir).catch(() => [])) {
      const mail = await readFile(join(up.config.mailDir, name), 'utf8').catch(() => '');
      const field = (header: string): string => new RegExp(`^${header}: (.*)$`, 'im').exec(mail)?.[1]?.trim() ?? '';
      subjects.add(`${field('To')}: ${field('Subject')}`);
    }
  }
  show([...subjects].join('\n'));
  check('messages about both requests were written', isComplete(), [...subjects]);
}

/** How much history the runs took, from Temporal itself. */
export async function historiesAreShort({ say, show, check, up }: Stage, auto: string, gated: string): Promise<void> {
  say('17. The histories, fetched from Temporal');
  const connection = await Connection.connect({ address: up.stack.temporal.address });
  try {
    const client = new Client({ connection, namespace: up.config.namespace });
    const [small, large] = await Promise.all([countEvents(client, auto), countEvents(client, gated)]);
    show(`applied at once: ${small.events} events, ${small.timedOut} tasks timed out`);
    show(`with approval:   ${large.events} events, ${large.timedOut} tasks timed out`);
    check(`applied at once: at most ${autoMaxEvents} events`, small.events <= autoMaxEvents, small);
    // The approval was offered to the dead worker's own queue first, until that timed out: a task scheduled and timed out.
    const added = 2 * large.timedOut;
    const why = added === 0 ? '' : `, and ${added} of the kill: a task was offered to the dead worker, and timed out`;
    check(`with approval: at most ${gatedMaxEvents} events${why}`, large.events <= gatedMaxEvents + added, large);
  } finally {
    await connection.close();
  }
}

async function countEvents(
  client: Client,
  invoiceId: string,
): Promise<{ readonly events: number; readonly timedOut: number; readonly types: readonly string[] }> {
  const { events } = await client.workflow.getHandle(correctionWorkflowId(invoiceId)).fetchHistory();
  const all = events ?? [];
  const types = all.map((event) => Object.keys(event).find((name) => name.endsWith('EventAttributes')) ?? '?');
  return {
    events: all.length,
    timedOut: all.filter((event) => event.workflowTaskTimedOutEventAttributes).length,
    types,
  };
}
