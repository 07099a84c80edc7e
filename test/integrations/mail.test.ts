import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';
import { fileMailer, smtpMailer, type Mail } from '../../integrations/mail/mailer.ts';

const mail: Mail = {
  id: 'r_1:approval.requested:ben@example.com',
  thread: 'r_1',
  to: 'ben@example.com',
  subject: 'Cancel CM-1',
  text: 'See the plan',
  html: '<p>See the plan</p>',
  language: 'en',
};

interface Got {
  readonly to: readonly string[];
  readonly text: string;
}

/** Sends through a real SMTP server; answers what it received. */
async function received(...mails: readonly Mail[]): Promise<readonly Got[]> {
  const got: Got[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        got.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const mailer = smtpMailer(`smtp://127.0.0.1:${address.port}`, 'Countersign <from@example.com>');
  try {
    for (const one of mails) await mailer.send(one);
  } finally {
    mailer.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  return got;
}

/** A header, unfolded. */
const header = ({ text }: Got, name: string): string | undefined =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)$`, 'im')
    .exec(text.split('\r\n\r\n')[0] ?? '')?.[1]
    ?.replaceAll(/\r\n[ \t]+/g, ' ');

test('a mail has text and HTML, and the same Message-ID when it is sent again', async () => {
  const [first, again] = await received(mail, mail);
  if (!first || !again) throw new Error('nothing came');
  expect(first.to).toEqual(['ben@example.com']);
  expect(header(first, 'Subject')).toBe('Cancel CM-1');
  expect(header(first, 'Message-ID')).toMatch(/^<[0-9a-f]{40}@countersign>$/);
  expect(header(again, 'Message-ID')).toBe(header(first, 'Message-ID'));
  expect(header(first, 'Content-Type')).toContain('multipart/alternative');
  expect(first.text).toContain('Content-Type: text/html');
  expect(header(first, 'Auto-Submitted')).toBe('auto-generated');
  expect(header(first, 'X-Auto-Response-Suppress')).toBe('All');
  expect(header(first, 'Content-Language')).toBe('en');
  expect(header(first, 'List-Unsubscribe')).toBeUndefined();
});

test('mails of one request to one person name one root; those of another request or person another one', async () => {
  const mails = [
    mail,
    { ...mail, id: 'r_1:approval.reminder#1:ben@example.com' },
    { ...mail, id: 'r_2', thread: 'r_2' },
    { ...mail, id: 'r_1:nora', to: 'nora@example.com' },
  ];
  const got = await received(...mails);
  const roots = got.map((one) => header(one, 'References'));
  expect(got.map((one) => header(one, 'In-Reply-To'))).toEqual(roots);
  expect(roots[1]).toBe(roots[0]);
  expect(new Set(roots).size).toBe(3);
  expect(new Set(got.map((one) => header(one, 'Message-ID'))).size).toBe(4);
});

test('a digest says how to end it, by a link and by one POST (RFC 8058)', async () => {
  const [got] = await received({ ...mail, unsubscribeUrl: 'https://pay.example/messages/unsubscribe/abc' });
  expect(got && header(got, 'List-Unsubscribe')).toBe('<https://pay.example/messages/unsubscribe/abc>');
  expect(got && header(got, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
});

test('a line break in a subject makes no header, and a comma in an address no second recipient', async () => {
  const [got] = await received({ ...mail, subject: 'Cancel\r\nBcc: eve@example.com\r\n\r\nbody' });
  expect(got?.to).toEqual(['ben@example.com']);
  expect(got && header(got, 'Bcc')).toBeUndefined();
  expect(got && header(got, 'Subject')).toContain('Cancel');
  await expect(received({ ...mail, to: 'ben@example.com, eve@example.com' })).rejects.toThrow(/recipient/);
});

test('without a mail server a mail is an .eml file; sent again it is the same file', async () => {
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
