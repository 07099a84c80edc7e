import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, testDirectory } from '../support/directory.ts';
import { emptyHome } from './run.ts';

/** A home in which every person of the tests is signed in. */
export function signedInHome(...only: readonly string[]): string {
  const home = emptyHome();
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const persons = testDirectory.filter(({ id, type }) => type === 'person' && (only.length === 0 || only.includes(id)));
  const sessions = persons.map(({ id, email }) => ({ person: id, email, token: keyOf(id), expiresAt }));
  writeFileSync(join(home, 'sessions.json'), JSON.stringify({ sessions }), { mode: 0o600 });
  return home;
}
