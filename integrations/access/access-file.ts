import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { isChannelName } from '../../domain/message-settings.ts';

/** A source of events and the secret that it signs with (Standard Webhooks, `whsec_` + base64). */
export interface WebhookSource {
  readonly source: string;
  readonly secret: string;
}
/** A channel of Slack, or of another chat with the same webhooks; whoever knows its address can write there. */
export interface SlackChannel {
  readonly name: string;
  readonly url: string;
}
/** What only its owner may read. People and services stand in the directory, in MongoDB. */
export interface Access {
  readonly webhooks: readonly WebhookSource[];
  readonly slack: readonly SlackChannel[];
}

const name = z.string().min(1).max(200);
const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
const isSafeUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && loopbackHosts.includes(hostname));
  return isSafe && username === '' && password === '';
};
const schema = z.strictObject({
  slack: z
    .array(
      z.strictObject({
        name: z.string().refine(isChannelName, 'small letters, digits, - and _'),
        url: z.string().max(2_000).refine(isSafeUrl, 'an https address'),
      }),
    )
    .default([]),
  webhooks: z.array(z.strictObject({ source: name, secret: z.string().regex(/^whsec_[A-Za-z0-9+/=]{24,}$/) })),
});

/** The file is missing, readable by others, or not in its form. */
export class AccessFileError extends Error {
  override readonly name = 'AccessFileError';
}

const mayRead = 0o077;

/** Reads the secrets of those who send events: only its owner may read the file. Throws AccessFileError. */
export async function readAccessFile(path: string): Promise<Access> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new AccessFileError(`${path} is missing; countersign up writes one with a sample shop`);
  if ((info.mode & mayRead) !== 0) throw new AccessFileError(`${path} can be read by others; type: chmod 600 ${path}`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new AccessFileError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (typeof json === 'object' && json !== null && Object.hasOwn(json, 'principals'))
    throw new AccessFileError(
      `${path} names principals, as before the directory; take "principals" out: people are kept by countersign people, and services get new keys by countersign keys create`,
    );
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new AccessFileError(
      `${path}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  const { webhooks, slack } = parsed.data;
  for (const names of [webhooks.map(({ source }) => source), slack.map((channel) => channel.name)]) {
    const twice = names.find((one, index, all) => all.indexOf(one) !== index);
    if (twice !== undefined) throw new AccessFileError(`${path} names ${twice} twice`);
  }
  return { webhooks, slack };
}

/** The channels of Slack alone; none where there is no file: a worker needs one for nothing else. Throws AccessFileError. */
export async function readSlackChannels(path: string): Promise<readonly SlackChannel[]> {
  return (await stat(path).catch(() => undefined)) ? (await readAccessFile(path)).slack : [];
}

/** Writes one sample shop with a fresh secret, if there is no file yet; answers whether it wrote. */
export async function writeSampleAccess(path: string): Promise<boolean> {
  const access: Pick<Access, 'webhooks'> = {
    webhooks: [{ source: 'urn:example:shop', secret: `whsec_${randomBytes(24).toString('base64')}` }],
  };
  try {
    await writeFile(path, `${JSON.stringify(access, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
