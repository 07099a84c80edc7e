import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { newPrivateKey, publicKeyOf, signerOf, verifyNatively, type PrivateKey } from './signer.ts';
import { proofPrefixes } from '../../domain/proof.ts';

const key = z.strictObject({ d: z.string().length(43), x: z.string().length(43) });
const schema = z.strictObject({ current: key, next: key });

/** The private keys that the gateway signs proofs with: the one in use, and one that is published before it is used. */
export interface KeyFile {
  readonly current: PrivateKey;
  readonly next: PrivateKey;
}

/** The file is missing, readable by others, or not in its form. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const mayRead = 0o077;
const ownerOnly = 0o600;

/** Reads the gateway's private keys: only its owner may read the file. Throws KeyFileError. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new KeyFileError(`${path} is missing; countersign init makes the keys that proofs are signed with`);
  if ((info.mode & mayRead) !== 0) throw new KeyFileError(`${path} can be read by others; type: chmod 600 ${path}`);
  const parsed = schema.safeParse(parsedJson(await readFile(path, 'utf8')));
  if (!parsed.success) throw new KeyFileError(`${path} is no file of proof keys`);
  const { current, next } = parsed.data;
  if (!isPair(current) || !isPair(next) || current.x === next.x)
    throw new KeyFileError(`${path} holds no pairs of keys`);
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A private key beside another's public one would sign what nobody can verify. */
function isPair(one: PrivateKey): boolean {
  try {
    return verifyNatively(proofPrefixes.decision, signerOf(one).sign(proofPrefixes.decision, '{}'), publicKeyOf(one));
  } catch {
    return false; // no point on the curve
  }
}

const textOf = (file: KeyFile): string => `${JSON.stringify(file, undefined, 2)}\n`;

/** Writes fresh keys, if there is no file yet; answers whether it wrote. */
export async function writeKeyFile(path: string): Promise<boolean> {
  try {
    await writeFile(path, textOf({ current: newPrivateKey(), next: newPrivateKey() }), { mode: ownerOnly, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Signs with the next key from now on, and makes another next one. The caller has asked `whyNotSwitch`, and starts the gateway
 * again. The file is whole at every moment: it is written beside the old one and takes its place.
 */
export async function switchKeyFile(path: string): Promise<KeyFile> {
  const file = { current: (await readKeyFile(path)).next, next: newPrivateKey() };
  const beside = `${path}.${process.pid}.new`;
  await writeFile(beside, textOf(file), { mode: ownerOnly, flag: 'wx' });
  await rename(beside, path);
  return file;
}
