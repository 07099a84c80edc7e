import type { NewServiceKey, ServiceKey } from '../../domain/api-key.ts';
import type { Look } from '../terminal.ts';
import { table } from './table.ts';
import { commandLine, countText, momentText, status } from './wording.ts';

export interface KeysAnswer {
  readonly items: readonly ServiceKey[];
  /** Whether there are more than one answer holds. */
  readonly more: boolean;
}

/** The key, once, and what to do with it. */
export function renderNewKey({ keyId, principalId, roles, expiresAt, key }: NewServiceKey, look: Look): string {
  return [
    `Key ${keyId} of ${principalId} (${roles.join(', ')}), until ${momentText(expiresAt)}:`,
    '',
    `  ${look.paint('bold', key)}`,
    '',
    'Keep it now, where the service keeps its secrets: it is not shown again, and nobody can find it out.',
    `End it: ${look.paint('cyan', commandLine('keys', 'revoke', keyId))}`,
  ].join('\n');
}

export function renderKeys({ items, more }: KeysAnswer, look: Look): string {
  if (items.length === 0) return 'There are no keys.';
  const list = table(
    [
      { title: 'key' },
      { title: 'service', flexible: true },
      { title: 'roles', flexible: true },
      { title: 'state' },
      { title: 'until' },
      { title: 'last used' },
      { title: 'name', flexible: true },
    ],
    items.map(({ keyId, principalId, roles, state, expiresAt, lastUsedAt, name }) => [
      keyId,
      principalId,
      roles.join(', '),
      status(state),
      momentText(expiresAt),
      lastUsedAt === undefined ? 'never' : momentText(lastUsedAt),
      name ?? '',
    ]),
    look,
  );
  return [`${countText(items.length, 'key')}${more ? ' and more' : ''}, oldest first`, list].join('\n');
}

/** Who ended it first stands, also when somebody ends it again. */
export const renderRevoked = ({ keyId, principalId, revokedAt, revokedBy }: ServiceKey): string =>
  `Key ${keyId} of ${principalId} is revoked${revokedAt === undefined ? '' : `, at ${momentText(revokedAt)} by ${revokedBy ?? ''}`}.`;
