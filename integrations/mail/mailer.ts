import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';

export interface Mail {
  /** The same when it is sent again: becomes the Message-ID, so that a mailbox shows it once. */
  readonly id: string;
  /** What it is about, for this recipient: mails of one thread name one root, so that mailboxes keep them together. */
  readonly thread: string;
  /** One plain address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** BCP 47. */
  readonly language: string;
  /** Where a POST ends mails of this kind (RFC 8058); only mails that nobody needs have one. */
  readonly unsubscribeUrl?: string;
}

export interface Mailer {
  /** Sends one message, or throws. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const timeoutMs = 10_000;

/** Sends through an SMTP server (`smtp://user:password@host:port`). */
export function smtpMailer(smtpUrl: string, from: string): Mailer {
  const transport = createTransport(smtpUrl, { from, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send(mail) {
      const sent = transport.sendMail(envelope(mail));
      await Promise.race([sent, rejectAfter(timeoutMs)]);
    },
    close: () => transport.close(),
  };
}

/** Without a mail server: one .eml file a message, which any mail program opens. Writing it again replaces it. */
export function fileMailer(directory: string, from: string, log: (path: string, mail: Mail) => void): Mailer {
  const transport = createTransport(
    { streamTransport: true, buffer: true, newline: 'unix' },
    { from, disableFileAccess: true, disableUrlAccess: true },
  );
  return {
    async send(mail) {
      const { message } = await transport.sendMail(envelope(mail));
      await mkdir(directory, { recursive: true });
      const path = join(directory, `${digest(mail.id).slice(0, 16)}.eml`);
      await writeFile(`${path}.part`, message);
      await rename(`${path}.part`, path); // a reader never meets half a message
      log(path, mail);
    },
    close: () => transport.close(),
  };
}

/**
 * The root of a thread is never sent: whatever of it arrives first, and whatever gets lost, all of them name the same one
 * (RFC 5322, 3.6.4). Nobody's absence notice is an answer to a machine (RFC 3834).
 */
function envelope({ id, thread, to, subject, text, html, language, unsubscribeUrl }: Mail): object {
  const root = `<${digest(`thread ${thread} ${to}`)}@countersign>`;
  return {
    to: { name: '', address: to }, // as an object it is one address, whatever stands in it
    subject,
    text,
    html,
    messageId: `<${digest(id)}@countersign>`,
    inReplyTo: root,
    references: [root],
    headers: {
      'X-Countersign-Id': digest(id),
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
      ...(unsubscribeUrl === undefined ? {} : { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click', 'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` } }),
    },
  };
} // prettier-ignore

const digest = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 40);

const rejectAfter = (ms: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`the mail server did not answer within ${ms} ms`)), ms).unref();
  });
