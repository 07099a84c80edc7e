import { resolve } from 'node:path';
import { StackError } from './errors.ts';
import { isExecutable, versionOf } from './executables.ts';
import { no } from './routes.ts';
import type { Answer } from './routes.ts';

/** An address to use, or a file to start. */
export type Choice<Kind extends ServerKind> = GivenChoice | FileChoice<Kind>;
export type ServerKind = 'temporal' | 'mongod' | 'standin';

export interface GivenChoice {
  readonly kind: 'given';
  readonly address: string;
  /** The variable it came from. */
  readonly source: string;
}

export interface FileChoice<Kind extends ServerKind> {
  readonly kind: Kind;
  readonly file: string;
  /** The first line of `file --version`. */
  readonly version: string;
  /** Where the file came from: a variable, PATH, cache, wheel or download. */
  readonly source: string;
}

/** An explicit address: used whatever comes of it. */
export function given(address: string | undefined, variable: string): Answer<GivenChoice> {
  if (address === undefined) return no('not set');
  return { result: 'used', use: { kind: 'given', address, source: variable }, detail: 'set' };
}

/** An explicit file. @throws StackError BAD_SETTING when it does not run: explicit never falls through */
export async function givenFile<Kind extends ServerKind>(
  kind: Kind,
  path: string | undefined,
  variable: string,
  searchPath: string,
): Promise<Answer<FileChoice<Kind>>> {
  if (path === undefined) return no('not set');
  const found = isExecutable(path) ? await file(kind, path, variable, searchPath) : no(`${path} is not executable`);
  if (found.result === 'used') return found;
  throw new StackError('BAD_SETTING', `${variable}: ${found.detail}.`, [`unset ${variable}`, `ls -l ${path}`]);
}

/** A file that was found; used only if it runs here. */
export async function file<Kind extends ServerKind>(
  kind: Kind,
  found: string | undefined,
  source: string,
  searchPath: string,
): Promise<Answer<FileChoice<Kind>>> {
  if (found === undefined || !isExecutable(found)) return no('not there');
  const path = resolve(found); // servers run in a folder of their own, where a relative path would lead elsewhere
  const version = await versionOf(path, searchPath);
  if (!version.ok) return no(version.why);
  const use = { kind, file: path, version: version.text, source };
  return { result: 'used', use, detail: `${path}: ${version.text}` };
}
