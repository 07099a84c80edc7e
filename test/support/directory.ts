import { createHash } from 'node:crypto';
import type { ServiceRole } from '../../domain/api-key.ts';
import type { Entry } from '../../domain/directory.ts';
import { sampleDirectory } from '../../domain/directory-sample.ts';
import type { Principal } from '../../domain/principal.ts';
import { readServiceKey } from '../../integrations/access/service-key.ts';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import type { Store } from '../../store/database.ts';
import { insertStored } from '../../store/database.ts';
import { putPrincipal, recordFrom } from '../../store/people.ts';

/** Who there is in tests: the sample directory, and somebody for each thing that it lacks. */
export const testDirectory: readonly Entry[] = [
  ...sampleDirectory,
  { id: 'viewer', type: 'service', roles: [{ role: 'reader' }], status: 'active' },
  { id: 'shop', type: 'service', roles: ['requester', 'operator', 'reader'].map(asGrant), status: 'active' },
];

function asGrant(role: string): { readonly role: ServiceRole } {
  return { role: role as ServiceRole };
}

/** As the rules see them. */
export const people: readonly Principal[] = testDirectory.map(({ status: _status, ...principal }) => principal);

const random43 = (id: string): string => createHash('sha256').update(`of ${id}`).digest('base64url');
const random22 = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 22);

/** What somebody proves himself with in tests: a person's session, a service's or an agent's API key. Stored by `seedDirectory`. */
export const keyOf = (id: string): string =>
  testDirectory.some((one) => one.id === id && one.type !== 'person')
    ? `csk_${random22(id)}_${random43(id)}`
    : `css_${random43(id)}`;

/** What a browser has in which a person is signed in. Stored by `seedDirectory`. */
export const cookieOf = (id: string): string => `css_${random43(`console of ${id}`)}`;

const yearMs = 365 * 24 * 3_600_000;

/** Puts entries into a store, signed in or with a key that lasts, so that tests may move the clock. */
export async function seedDirectory(store: Store, entries: readonly Entry[] = testDirectory): Promise<void> {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + yearMs);
  for (const entry of entries) await putPrincipal(store, recordFrom(entry, 1));
  const persons = entries.filter(({ type }) => type === 'person');
  await insertStored(
    store.collections.sessions,
    persons.flatMap(({ id: personId }) => [
      { _id: readSessionToken(keyOf(personId)) ?? '', personId, via: 'cli' as const, authAt: now, expiresAt },
      { _id: readSessionToken(cookieOf(personId)) ?? '', personId, via: 'console' as const, authAt: now, expiresAt },
    ]),
  );
  await insertStored(
    store.collections.api_keys,
    entries
      .filter(({ type }) => type !== 'person')
      .map(({ id, roles }) => {
        const presented = readServiceKey(keyOf(id));
        if (!presented) throw new Error(`no key of ${id}`);
        return {
          _id: presented.keyId,
          hash: presented.hash,
          principalId: id,
          roles: roles.map(({ role }) => role as ServiceRole),
          createdAt: now,
          createdBy: 'otto',
          expiresAt,
        };
      }),
  );
}
