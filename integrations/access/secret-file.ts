import { readFile, stat } from 'node:fs/promises';

/** The file is missing, readable by others, or empty. */
export class SecretFileError extends Error {
  override readonly name = 'SecretFileError';
}

const mayRead = 0o077;

/** Reads a file that holds one secret and nothing else: only its owner may read it. Throws SecretFileError. */
export async function readSecretFile(path: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new SecretFileError(`${path} is missing`);
  if ((info.mode & mayRead) !== 0) throw new SecretFileError(`${path} can be read by others; type: chmod 600 ${path}`);
  const secret = (await readFile(path, 'utf8')).trim();
  if (secret === '') throw new SecretFileError(`${path} is empty`);
  return secret;
}
