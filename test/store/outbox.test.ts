import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examineMessages } from '../../client/local/doctor-messages.ts';
import { examineOutbox } from '../../client/local/doctor-outbox.ts';
import { deliverDue, startDelivery } from '../../activities/index.ts';
import type { Notice } from '../../domain/notices.ts';
import type { Mail } from '../../integrations/mail/mailer.ts';
import { SlackError, type SlackMessage } from '../../integrations/slack/webhook.ts';
import type { OutboxRecord } from '../../store/records.ts';
import { insertRows, outboxRows, putRows } from '../../store/outbox.ts';
import { attemptsMax, claimMs, claimRow } from '../../store/outbox-claims.ts';
import { parseSettings } from '../../domain/settings.ts';
import { putSettings } from '../../store/settings.ts';
import { until } from '../support/decisions.ts';
import { delivering } from '../support/messages.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false });
let invoices = 0;

/** Messages about one new invoice, waiting in this order; a recipient that begins with # is a channel of Slack. */
async function waiting(...recipients: readonly string[]): Promise<readonly OutboxRecord[]> {
  invoices += 1;
  const facts = {
    requestId: `r_${invoices}`, kind: 'cancel', invoiceNumber: `CM-${invoices}`, currency: 'EUR', amountMinor: 125_000, requester: 'maria', reason: 'duplicate',
  }; // prettier-ignore
  const notices = recipients.map((recipient): Notice => ({
    topic: 'approval.requested',
    ...(recipient.startsWith('#') ? { recipient: recipient.slice(1), channel: 'slack' } : { recipient }),
  }));
  const rows = outboxRows(notices, facts, { invoiceId: `I${invoices}`, entrySeq: 2, at: new Date() });
  await insertRows(world.store, rows);
  return rows;
}
const stored = (row: OutboxRecord | undefined) => world.store.collections.outbox.findOne({ _id: row?._id ?? '' });
const statesOf = (rows: readonly OutboxRecord[]) => Promise.all(rows.map(async (row) => (await stored(row))?.state));
const mailing = (mail: (mail: Mail) => Promise<void>, nowMs = () => Date.now()) =>
  delivering(world.store, { nowMs, send: { mail } });

describe('the outbox', () => {
  test('messages of one invoice leave in commit order, each once, however many are under way', async () => {
    const rows = await waiting('a@example.com', 'b@example.com', 'c@example.com');
    const deps = delivering(world.store);
    await Promise.all([deliverDue(deps), deliverDue(deps)]);
    await deliverDue(deps);
    expect(deps.sent.mails.map(({ to }) => to)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(await stored(rows[0])).toMatchObject({ state: 'sent', attempts: 1, channel: 'mail', language: 'en' });
  });

  test('a row that is written again is the one that is there', async () => {
    const rows = await waiting('again@example.com');
    await putRows(
      world.store,
      rows.map((row) => ({ ...row, topic: 'approval.reminder' as const })),
    );
    expect(await stored(rows[0])).toMatchObject({ topic: 'approval.requested' });
    await expect(insertRows(world.store, rows)).rejects.toThrow(/E11000|duplicate/);
    await deliverDue(delivering(world.store));
  });

  test('one that fails is tried again later and holds back only its own invoice; after the last attempt it is dead', async () => {
    const [bad, behind] = await waiting('bad@example.com', 'behind@example.com');
    const [other] = await waiting('other@example.com');
    let nowMs = Date.now();
    const send = ({ to }: Mail): Promise<void> =>
      to.startsWith('bad') ? Promise.reject(new Error('mailbox full')) : Promise.resolve();
    await deliverDue(mailing(send, () => nowMs));
    expect(await stored(bad)).toMatchObject({ state: 'pending', attempts: 1, lastError: 'mailbox full' });
    expect([(await stored(behind))?.state, (await stored(other))?.state]).toEqual(['pending', 'sent']);
    for (let attempt = 1; attempt < attemptsMax; attempt += 1) {
      nowMs += 3_600_000;
      await deliverDue(mailing(send, () => nowMs));
    }
    expect(await stored(bad)).toMatchObject({ state: 'dead', attempts: attemptsMax });
    expect((await stored(behind))?.state).toBe('sent');
  });

  test('one that is due this very ms is claimed', async () => {
    const [row] = await waiting('now@example.com');
    expect((await claimRow(world.store, 'mail', row?.dueAt ?? new Date(0)))?._id).toBe(row?._id);
    await world.store.collections.outbox.deleteMany({ state: 'pending' });
  });

  test('rows that wait behind a failed one, however many, hide no other invoice', async () => {
    await waiting('bad@example.com', ...Array.from({ length: 90 }, (_, n) => `behind-${n}@example.com`));
    const [other] = await waiting('other@example.com');
    const deps = mailing(({ to }) => (to.startsWith('bad') ? Promise.reject(new Error('no')) : Promise.resolve()));
    await deliverDue(deps);
    expect((await stored(other))?.state).toBe('sent');
    await world.store.collections.outbox.deleteMany({ state: 'pending' });
  });

  test('a deliverer that dies with a message in hand leaves it to the next one, when its claim is over', async () => {
    const [row] = await waiting('claimed@example.com');
    const nowMs = Date.now();
    expect((await claimRow(world.store, 'mail', new Date(nowMs)))?._id).toBe(row?._id);
    const early = delivering(world.store, { nowMs: () => nowMs + claimMs - 1_000 });
    await deliverDue(early);
    expect(early.sent.mails).toEqual([]);
    const late = delivering(world.store, { nowMs: () => nowMs + claimMs + 1 });
    await deliverDue(late);
    expect(late.sent.mails.map(({ id }) => id)).toEqual([row?._id]);
  });

  test('a slow server holds back neither the other channel nor the messages of other invoices', async () => {
    const [slow] = await waiting('slow@example.com');
    const rows = [...(await waiting('quick@example.com')), ...(await waiting('#finance'))];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const deps = mailing(({ to }) => (to.startsWith('slow') ? held : Promise.resolve()));
    const delivery = deliverDue(deps);
    await until(
      async () => ((await statesOf(rows)).every((state) => state === 'sent') ? true : undefined),
      'the others',
    );
    expect((await stored(slow))?.state).toBe('pending');
    release();
    await delivery;
    expect((await stored(slow))?.state).toBe('sent');
  });

  test('the loop delivers what comes while it runs, and stops', async () => {
    const loop = startDelivery({ ...delivering(world.store), restMs: 20 });
    const [row] = await waiting('loop@example.com');
    await until(async () => ((await stored(row))?.state === 'sent' ? true : undefined), 'delivery by the loop');
    await loop.stop();
  });

  test('language and zone are those of the recipient at delivery, not those of when it was written', async () => {
    await world.store.collections.people.updateOne(
      { _id: 'ben' },
      { $set: { locale: 'es-ES', zone: 'Europe/Madrid' } },
    );
    const rows = await waiting('ben@example.com', 'list@example.com');
    const deps = delivering(world.store);
    await deliverDue(deps);
    expect(deps.sent.mails.map(({ language, subject }) => [language, subject])).toEqual([
      ['es', expect.stringMatching(/^Anular CM-/)],
      ['en', expect.stringMatching(/^Cancel CM-/)],
    ]);
    expect(await stored(rows[0])).toMatchObject({ language: 'es' });
    await world.store.collections.people.updateOne({ _id: 'ben' }, { $unset: { locale: '', zone: '' } });
  });
});

describe('what a channel of Slack refuses', () => {
  const slackRow = async (error: SlackError) => {
    const [row, behind] = await waiting('#finance', '#ops');
    const nowMs = Date.now();
    const slack = ({ channel }: SlackMessage): Promise<void> =>
      channel === 'finance' ? Promise.reject(error) : Promise.resolve();
    await deliverDue(delivering(world.store, { nowMs: () => nowMs, send: { slack } }));
    return { row: await stored(row), behind: await stored(behind), nowMs };
  };

  test('for good is dead at once, and holds nothing back', async () => {
    const { row, behind } = await slackRow(
      new SlackError('channel finance answered 404 no_service', { isFinal: true }),
    );
    expect(row).toMatchObject({ state: 'dead', attempts: 1, lastError: expect.stringContaining('no_service') });
    expect(behind?.state).toBe('sent');
  });

  test('is told by doctor with its channel, and what to do about it', async () => {
    const before = await examineOutbox(world.store);
    expect(before[0]).toMatchObject({
      text: expect.stringMatching(/given up \(mail \d+, slack 1\), the last one by \w+ to \S+: /),
    });
    await world.store.collections.outbox.deleteMany({ state: 'dead', channel: 'mail' });
    const [slackOnly] = await examineOutbox(world.store);
    expect(slackOnly).toMatchObject({
      text: '1 messages were given up (mail 0, slack 1), the last one by slack to finance: channel finance answered 404 no_service',
      next: expect.stringContaining('access file'),
    });
    await world.store.collections.outbox.deleteMany({ state: 'dead' });
    expect((await examineOutbox(world.store))[0]).toMatchObject({ text: 'no message was given up' });
  });

  test('doctor tells what the settings of messages name and nobody has', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-doctor-'));
    const place = { accessFile: join(folder, 'access.json'), templatesDir: undefined };
    expect(await examineMessages(world.store, place)).toEqual([
      { level: 'ok', text: expect.stringContaining('written in en, es; in en') },
    ]);
    await putSettings(
      world.store,
      parseSettings({ messages: { language: 'fr', slack: { approvals: 'ar', policy: 'rules' } } }),
    );
    await writeFile(
      place.accessFile,
      JSON.stringify({ webhooks: [], slack: [{ name: 'ar', url: 'https://hooks.example/x' }] }),
      { mode: 0o600 },
    );
    expect((await examineMessages(world.store, place)).map(({ level, text }) => [level, text])).toEqual([
      ['wrong', 'messages.language is fr, and there are no templates in it: English is used'],
      ['wrong', 'messages.slack.policy is rules, which is no channel of the access file'],
    ]);
    await writeFile(join(folder, 'wrong.mustache'), '');
    expect(await examineMessages(world.store, { ...place, templatesDir: folder })).toMatchObject([
      { level: 'wrong', text: expect.stringContaining('no folder of a language') },
      { level: 'wrong', text: expect.stringContaining('no folder of a language') },
    ]);
    await putSettings(world.store, parseSettings({}));
    await rm(folder, { recursive: true });
  });

  test('for now is tried again, not before the time that it asks for', async () => {
    const { row, behind, nowMs } = await slackRow(new SlackError('429', { isFinal: false, retryAfterMs: 90_000 }));
    expect([row?.state, behind?.state]).toEqual(['pending', 'pending']);
    expect(row?.dueAt.getTime()).toBe(nowMs + 90_000);
  });
});
