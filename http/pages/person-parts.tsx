import { z } from 'zod';
import type { DelegationState } from '../../domain/delegation-rules.ts';
import { plainAmount } from '../../domain/money.ts';
import type { Grant } from '../../domain/principal.ts';
import type { DelegationRecord, DirectoryLogRecord } from '../../store/directory-records.ts';
import type { Formats } from '../console/formats.ts';
import { Moment } from '../console/parts.tsx';

/** What was just done about somebody, told once on the page that follows. */
const saidAbout = {
  changed: 'It is changed, and counts from now on.',
  waits: 'It takes another admin: what you asked for waits here until another directory-admin confirms it.',
  confirmed: 'The change is confirmed, and counts from now on.',
  refused: 'The change is refused. Nothing is different.',
} as const;
export type SaidAbout = keyof typeof saidAbout;
export const saidQuery = z.enum(['changed', 'waits', 'confirmed', 'refused']).optional().catch(undefined);

export const Said = ({ said }: { readonly said: SaidAbout | undefined }) =>
  said === undefined ? null : (
    <p role="status" class="note good">
      {saidAbout[said]}
    </p>
  );

export const personPath = (id: string, said?: SaidAbout): string =>
  `/people/${encodeURIComponent(id)}${said === undefined ? '' : `?said=${said}`}`;

export const PersonLink = ({ id }: { readonly id: string }) => <a href={personPath(id)}>{id}</a>;

/** Roles as words; with what limits them. */
export const Grants = ({ grants }: { readonly grants: readonly Grant[] }) =>
  grants.length === 0 ? (
    <span class="hint">no role</span>
  ) : (
    <ul class="grants">
      {grants.map(({ role, kinds, ceilingMinor }) => (
        <li>
          {role}
          {(kinds !== undefined || ceilingMinor !== undefined) && <span class="hint"> limited</span>}
        </li>
      ))}
    </ul>
  );

/** What a ceiling is, in the policy's base currency. */
export const ceilingText = (ceilingMinor: number | undefined, base: string, formats: Formats): string =>
  ceilingMinor === undefined ? 'any amount' : `up to ${formats.money(ceilingMinor, base)}`;

/** A role with its limits, in words. */
export const grantWords =
  (base: string, formats: Formats) =>
  ({ role, kinds, ceilingMinor }: Grant): string =>
    [
      role,
      ...(kinds ? [`for ${kinds.join(' and ')}`] : []),
      ...(ceilingMinor === undefined ? [] : [ceilingText(ceilingMinor, base, formats)]),
    ].join(' ');

export const ceilingTyped = (ceilingMinor: number | undefined, base: string): string =>
  ceilingMinor === undefined ? '' : plainAmount(ceilingMinor, base);

const deeds: Readonly<Record<DirectoryLogRecord['deed'], string>> = {
  key_created: 'gave a key',
  key_revoked: 'revoked a key',
  initialised: 'set up',
  principal_added: 'added',
  principal_changed: 'changed',
  change_asked: 'asked for a change',
  change_confirmed: 'confirmed a change',
  change_refused: 'refused a change',
  delegated: 'lent a right',
  delegation_ended: 'ended a delegation',
};

interface Logged {
  readonly lines: readonly DirectoryLogRecord[];
  readonly formats: Formats;
}

/** The last lines of the trail about somebody. */
export const DirectoryLog = ({ lines, formats }: Logged) =>
  lines.length === 0 ? (
    <p class="hint">Nothing has changed since the deployment was set up.</p>
  ) : (
    <div class="scroll" tabindex={0} role="region" aria-label="Last changes">
      <table>
        <caption>Newest first; lines are only ever added</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ at, actor, deed, detail, keyId }) => (
            <tr>
              <td>
                <Moment at={at} formats={formats} />
              </td>
              <td>{actor}</td>
              <td>
                {deeds[deed]}
                {detail && <span class="detail">: {detail}</span>}
                {keyId && <span class="code"> {keyId}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

export const delegationWords: Readonly<Record<DelegationState, string>> = {
  in_force: 'in force',
  to_come: 'to come',
  ended: 'ended',
};

/** What a delegation is for: some kinds, up to an amount, or one request. */
export const scopeText = ({ kinds, ceilingMinor, requestId }: DelegationRecord, base: string, formats: Formats): string =>
  [
    requestId === undefined ? (kinds?.join(', ') ?? 'all kinds') : `one step of ${requestId}`,
    ceilingMinor === undefined ? 'as much as the lender may sign' : ceilingText(ceilingMinor, base, formats),
  ].join('; '); // prettier-ignore
