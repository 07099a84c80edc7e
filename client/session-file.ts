import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Refused } from '../domain/errors.ts';

/** Somebody who is signed in on this machine. */
export interface StoredSession {
  /** Id of the person, lower case. */
  readonly person: string;
  readonly email?: string;
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

const mayRead = 0o077;

/** Who is signed in here and still is at a moment; nobody when there is no file. Throws LOGIN_REQUIRED when others can read it. */
export async function readSessions(path: string, nowMs: number): Promise<readonly StoredSession[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info) return [];
  if ((info.mode & mayRead) !== 0)
    throw new Refused('LOGIN_REQUIRED', { detail: `${path} can be read by others; type: chmod 600 ${path}` });
  return parsed(await readFile(path, 'utf8')).filter(({ expiresAt }) => Date.parse(expiresAt) > nowMs);
}

/** Keeps a session; one of the same person goes. */
export async function keepSession(path: string, session: StoredSession, nowMs: number): Promise<void> {
  const others = (await readSessions(path, nowMs)).filter(({ person }) => person !== session.person);
  await write(path, [...others, session]);
}

/** Forgets a person's session. */
export async function forgetSession(path: string, person: string, nowMs: number): Promise<void> {
  await write(path, (await readSessions(path, nowMs)).filter((one) => one.person !== person)); // prettier-ignore
}

/** Whole or not at all: a command that reads meanwhile finds the old file or the new one. */
async function write(path: string, sessions: readonly StoredSession[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ sessions }, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** What is in the file; what is no session of ours is as good as none. */
function parsed(text: string): readonly StoredSession[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const list = typeof value === 'object' && value !== null && 'sessions' in value ? value.sessions : undefined;
  return Array.isArray(list) ? list.filter(isSession) : [];
}

function isSession(value: unknown): value is StoredSession {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return ['person', 'token', 'expiresAt'].every((name) => typeof found.get(name) === 'string');
}
