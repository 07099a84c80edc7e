import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** A source of events and the secret that it signs with (Standard Webhooks, `whsec_` + base64). */
export interface WebhookSource {
  readonly source: string;
  readonly secret: string;
}
/** What only its owner may read. People and services stand in the directory, in MongoDB. */
export interface Access {
  readonly webhooks: readonly WebhookSource[];
}

const name = z.string().min(1).max(200);
const schema = z.strictObject({
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
  const { webhooks } = parsed.data;
  const twice = webhooks.map(({ source }) => source).find((one, index, all) => all.indexOf(one) !== index);
  if (twice !== undefined) throw new AccessFileError(`${path} names ${twice} twice`);
  return { webhooks };
}

/** Writes one sample shop with a fresh secret, if there is no file yet; answers whether it wrote. */
export async function writeSampleAccess(path: string): Promise<boolean> {
  const access: Access = {
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
