import { grantText } from '../../domain/directory-text.ts';
import type { ChangeAnswer, ChangeView, PrincipalView } from '../directory-api.ts';
import type { Look } from '../terminal.ts';
import { fields, table } from './table.ts';
import { commandLine, countText, momentText, status } from './wording.ts';

export function renderPeople(people: readonly PrincipalView[], look: Look): string {
  const list = table(
    [
      { title: 'id' },
      { title: 'type' },
      { title: 'roles', flexible: true },
      { title: 'unit', flexible: true },
      { title: 'e-mail', flexible: true },
      { title: 'status' },
    ],
    people.map(({ id, type, roles, unit = '', email = '', status: now }) => [
      id,
      type,
      roles.map(grantText).join(', '),
      unit,
      email,
      status(now),
    ]),
    look,
  );
  return [countText(people.length, 'principal'), list].join('\n');
}

export const renderPerson = (person: PrincipalView, look: Look): string =>
  fields(
    [
      ['id', person.id],
      ['type', person.type],
      ['name', person.name],
      ['status', person.status],
      ['roles', person.roles.map(grantText).join(', ') || 'none'],
      ['unit', person.unit],
      ['e-mail', person.email],
      ['owners', person.owners?.join(', ')],
      ['on behalf of', person.onBehalfOf],
      ['valid from', person.validFrom && momentText(person.validFrom)],
      ['valid until', person.validUntil && momentText(person.validUntil)],
      ['version', String(person.version)],
    ],
    look,
  );

/** What it came to: it is so, or it waits, and for whom. */
export function renderChange(answer: ChangeAnswer, look: Look): string {
  const warnings = answer.warnings.map(({ text }) => look.paint('yellow', `Beware: ${text}`));
  if ('principal' in answer) return [renderPerson(answer.principal, look), ...warnings].join('\n');
  const { id, principalId, why, takesEffectAt } = answer.change;
  return [
    `${principalId} stays as it is for now: ${why.join(', ')}.`,
    takesEffectAt === undefined
      ? `Another directory-admin confirms it: ${look.paint('cyan', commandLine('people', 'confirm', id))}`
      : `There is no other directory-admin: it takes effect at ${momentText(takesEffectAt)}, and the controllers are told.`,
    ...warnings,
  ].join('\n');
}

export function renderChanges(changes: readonly ChangeView[], look: Look): string {
  if (changes.length === 0) return 'No change waits.';
  const list = table(
    [
      { title: 'change' },
      { title: 'of' },
      { title: 'would be', flexible: true },
      { title: 'because', flexible: true },
      { title: 'asked by' },
      { title: 'takes effect' },
    ],
    changes.map(({ id, principalId, next, why, askedBy, takesEffectAt }) => [
      id,
      principalId,
      next.roles.map(grantText).join(', ') || 'no role',
      why.join(', '),
      askedBy,
      takesEffectAt === undefined ? 'when confirmed' : momentText(takesEffectAt),
    ]),
    look,
  );
  return [`${countText(changes.length, 'change')}, oldest first`, list].join('\n');
}

export function renderClosed(
  { change, principal }: { readonly change: ChangeView; readonly principal?: PrincipalView },
  look: Look,
): string {
  const head = `The change of ${change.principalId} that ${change.askedBy} has asked for is ${change.state}.`;
  return principal ? [head, renderPerson(principal, look)].join('\n') : head;
}
