import { timingSafeEqual, createHash, randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Principal } from '../../domain/request.ts';

/** A person or service with the key that names it. */
export interface KeyHolder extends Principal {
  readonly key: string;
}
/** A source of events and the secret that it signs with (Standard Webhooks, `whsec_` + base64). */
export interface WebhookSource {
  readonly source: string;
  readonly secret: string;
}
export interface Access {
  readonly principals: readonly KeyHolder[];
  readonly webhooks: readonly WebhookSource[];
}

const name = z.string().min(1).max(200);
const schema = z.strictObject({
  principals: z.array(
    z.strictObject({
      id: name,
      type: z.enum(['person', 'service']),
      roles: z.array(z.string().min(1).max(64)).max(32),
      email: z.email().optional(),
      key: z.string().min(20),
    }),
  ),
  webhooks: z.array(z.strictObject({ source: name, secret: z.string().regex(/^whsec_[A-Za-z0-9+/=]{24,}$/) })),
});

/** The file is missing, readable by others, or not in its form. */
export class AccessFileError extends Error {
  override readonly name = 'AccessFileError';
}

const mayRead = 0o077;

/** Reads who may do what at this stage: a file with keys in it, so only its owner may read it. Throws AccessFileError. */
export async function readAccessFile(path: string): Promise<Access> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new AccessFileError(`${path} is missing; countersign up writes one with sample people`);
  if ((info.mode & mayRead) !== 0) throw new AccessFileError(`${path} can be read by others; type: chmod 600 ${path}`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new AccessFileError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new AccessFileError(
      `${path}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  const { principals, webhooks } = parsed.data;
  const names = [
    ...principals.map(({ id }) => id.toLowerCase()),
    ...principals.flatMap(({ email }) => (email ? [email.toLowerCase()] : [])),
  ];
  const twice =
    names.find((one, index) => names.indexOf(one) !== index) ??
    webhooks.map(({ source }) => source).find((one, index, all) => all.indexOf(one) !== index);
  if (twice !== undefined) throw new AccessFileError(`${path} names ${twice} twice`);
  return {
    principals: principals.map(({ email, ...rest }) => ({ ...rest, ...(email === undefined ? {} : { email }) })),
    webhooks,
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who holds this key; compared in constant time over all of them. */
export function holderOf({ principals }: Access, key: string): Principal | undefined {
  const asked = digest(key);
  const found = principals.filter((holder) => timingSafeEqual(digest(holder.key), asked));
  if (!found[0]) return undefined;
  const { key: _key, ...principal } = found[0];
  return principal;
}

/** Who has this id or e-mail address, whatever the case. */
export function principalNamed({ principals }: Access, name: string): Principal | undefined {
  const wanted = name.toLowerCase();
  return principals.find(({ id, email }) => id.toLowerCase() === wanted || email?.toLowerCase() === wanted);
}

/** Writes the sample people and one shop, with fresh keys, if there is no file yet; answers whether it wrote. */
export async function writeSampleAccess(path: string): Promise<boolean> {
  const person = (id: string, ...roles: readonly string[]): KeyHolder => ({
    id,
    type: 'person',
    roles,
    email: `${id}@example.com`,
    key: newKey(),
  });
  const access: Access = {
    principals: [
      person('maria', 'requester', 'ar-approver'),
      person('ben', 'requester', 'ar-approver'),
      person('carla', 'finance-approver'),
      person('otto', 'operator'),
      { id: 'billing', type: 'service', roles: ['requester'], key: newKey() },
    ],
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

const newKey = (): string => `csk_${randomBytes(24).toString('base64url')}`;
