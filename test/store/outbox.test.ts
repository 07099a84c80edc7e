import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { deliverDue, startDelivery, type Message } from '../../activities/index.ts';
import { fileMailer, smtpMailer } from '../../integrations/mail/mailer.ts';
import type { OutboxRecord } from '../../store/records.ts';
import { attemptsMax, claimMs, claimRow, insertRows, outboxRows } from '../../store/outbox.ts';
import { until } from '../support/decisions.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false });
const log = (): void => undefined;
let invoices = 0;

/** Messages about one new invoice, waiting in this order. */
async function waiting(...recipients: readonly string[]): Promise<readonly OutboxRecord[]> {
  invoices += 1;
  const facts = {
    requestId: `r_${invoices}`, kind: 'cancel', invoiceNumber: `INV-${invoices}`, currency: 'EUR', amountMinor: 125_000, requester: 'maria', reason: 'duplicate',
  }; // prettier-ignore
  const notices = recipients.map((recipient) => ({ topic: 'approval.requested', recipient }) as const);
  const rows = outboxRows(notices, facts, { invoiceId: `I${invoices}`, entrySeq: 2, at: new Date() });
  await insertRows(world.store, rows);
  return rows;
}
const stored = (row: OutboxRecord | undefined) => world.store.collections.outbox.findOne({ _id: row?._id ?? '' });
const deps = (send: (message: Message) => Promise<void>, nowMs = () => Date.now()) => ({
  store: world.store,
  send,
  nowMs,
  log,
});

describe('the outbox', () => {
  test('messages of one invoice leave in commit order, each once', async () => {
    const rows = await waiting('a@example.com', 'b@example.com', 'c@example.com');
    const sent: string[] = [];
    await deliverDue(deps((message) => Promise.resolve(void sent.push(message.to))));
    await deliverDue(deps((message) => Promise.resolve(void sent.push(message.to))));
    expect(sent).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(await stored(rows[0])).toMatchObject({ state: 'sent', attempts: 1 });
  });

  test('one that fails is tried again later and holds back only its own invoice; after the last attempt it is dead', async () => {
    const [bad, behind] = await waiting('bad@example.com', 'behind@example.com');
    const [other] = await waiting('other@example.com');
    let nowMs = Date.now();
    const send = ({ to }: Message): Promise<void> =>
      to.startsWith('bad') ? Promise.reject(new Error('mailbox full')) : Promise.resolve();
    await deliverDue(deps(send, () => nowMs));
    expect(await stored(bad)).toMatchObject({ state: 'pending', attempts: 1, lastError: 'mailbox full' });
    expect([(await stored(behind))?.state, (await stored(other))?.state]).toEqual(['pending', 'sent']);
    for (let attempt = 1; attempt < attemptsMax; attempt += 1) {
      nowMs += 3_600_000;
      await deliverDue(deps(send, () => nowMs));
    }
    expect(await stored(bad)).toMatchObject({ state: 'dead', attempts: attemptsMax });
    expect((await stored(behind))?.state).toBe('sent');
  });

  test('a deliverer that dies with a message in hand leaves it to the next one, when its claim is over', async () => {
    const [row] = await waiting('claimed@example.com');
    const nowMs = Date.now();
    expect((await claimRow(world.store, new Date(nowMs)))?._id).toBe(row?._id);
    const sent: string[] = [];
    const send = (message: Message): Promise<void> => Promise.resolve(void sent.push(message.id));
    await deliverDue(deps(send, () => nowMs + claimMs - 1_000));
    expect(sent).toEqual([]);
    await deliverDue(deps(send, () => nowMs + claimMs + 1));
    expect(sent).toEqual([row?._id]);
  });

  test('the loop delivers what comes while it runs, and stops', async () => {
    const loop = startDelivery({ ...deps(() => Promise.resolve()), restMs: 20 });
    const [row] = await waiting('loop@example.com');
    await until(async () => ((await stored(row))?.state === 'sent' ? true : undefined), 'delivery by the loop');
    await loop.stop();
  });
});

describe('mail', () => {
  const mail = {
    id: 'r_1:approval.requested:ben@example.com',
    to: 'ben@example.com',
    subject: 'Approve? cancel INV-1',
    text: 'See the plan',
  };

  test('goes to SMTP_URL, with the same Message-ID when it is sent again', async () => {
    const received: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          received.push(Buffer.concat(chunks).toString());
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const mailer = smtpMailer(`smtp://127.0.0.1:${address.port}`, 'Countersign <from@example.com>');
    await mailer.send(mail);
    await mailer.send(mail);
    mailer.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const ids = received.map((text) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    expect(received).toHaveLength(2);
    expect(received[0]).toContain('Subject: Approve? cancel INV-1');
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@countersign>/);
    expect(ids[1]).toBe(ids[0]);
  });

  test('without one is an .eml file; sent again it is the same file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-mail-'));
    const paths: string[] = [];
    const mailer = fileMailer(folder, 'Countersign <from@example.com>', (path) => paths.push(path));
    await mailer.send(mail);
    await mailer.send(mail);
    mailer.close();
    expect(await readdir(folder)).toHaveLength(1);
    expect(await readFile(paths[0] ?? '', 'utf8')).toContain('To: ben@example.com');
    await rm(folder, { recursive: true });
  });

  test('an unreachable mail server is an error of the message, never of a correction', async () => {
    const mailer = smtpMailer('smtp://127.0.0.1:1', 'from@example.com');
    await expect(mailer.send(mail)).rejects.toThrow();
    mailer.close();
  });
});
