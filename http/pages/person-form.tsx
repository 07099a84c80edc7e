import { roleTexts } from '../../domain/directory-gaps.ts';
import { rolesOfType } from '../../domain/directory.ts';
import { kinds } from '../../domain/input.ts';
import { approverRoles, isRole } from '../../domain/principal.ts';
import { Csrf } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { GrantTyped, PersonTyped } from './person-typed.ts';

interface Form {
  readonly action: string;
  readonly typed: PersonTyped;
  /** The version that the form was made from; 0 for somebody new. */
  readonly version: number;
  readonly viewer: Viewer;
  readonly base: string;
  /** The field that was refused. */
  readonly wrong?: string | undefined;
  readonly cancel: string;
}

/** Somebody as he is to be: the whole of it. */
export const PersonForm = ({ action, typed, version, viewer, base, wrong, cancel }: Form) => {
  const isNew = version === 0;
  const { id, type } = typed;
  return (
    <form method="post" action={action} class="sheet">
      <Csrf viewer={viewer} />
      <input type="hidden" name="type" value={type} />
      <input type="hidden" name="expectedVersion" value={String(version)} />
      <div class="columns">
        <fieldset>
          <legend>Who it is</legend>
          {isNew && <Line name="id" label="Id" value={id} wrong={wrong} hint="a to z, 0 to 9, point, hyphen; it never changes" isNeeded />}
          <Line name="name" label="Name" value={typed.name} wrong={wrong} />
          {type === 'person' && <Line name="email" label="E-mail" value={typed.email} wrong={wrong} kind="email" hint="signs in by it; another one takes two admins" />}
          <Line name="unit" label="Unit" value={typed.unit} wrong={wrong} hint="some steps want signatures of different units" />
          {type === 'agent' && <Line name="owners" label="Answered for by" value={typed.owners} wrong={wrong} hint="ids of persons, with commas between" isNeeded />}
          {type === 'service' && <Line name="onBehalfOf" label="On behalf of" value={typed.onBehalfOf} wrong={wrong} hint="id of a person; counts as who asked" />}
          <Line name="validFrom" label="Valid from" value={typed.validFrom} wrong={wrong} kind="datetime-local" hint={`${viewer.formats.zone}; empty: always was`} />
          <Line name="validUntil" label="Valid until" value={typed.validUntil} wrong={wrong} kind="datetime-local" hint={`${viewer.formats.zone}; empty: no end`} />
        </fieldset>
        <fieldset>
          <legend>Roles</legend>
          <p class="hint">A role that signs, makes policies or keeps the directory takes another admin. Taking one away does not.</p>
          <ul class="roles">
            {typed.grants.map((grant, at) => (
              <GrantFields grant={grant} at={at} base={base} wrong={wrong} />
            ))}
          </ul>
          <OneMore at={typed.grants.length} typed={typed} />
        </fieldset>
      </div>
      <p class="actions">
        <button>{isNew ? `Add this ${type}` : `Change ${id}`}</button>
        <a class="button second" href={cancel}>
          Leave it
        </a>
      </p>
    </form>
  );
}; // prettier-ignore

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly wrong: string | undefined;
  readonly hint?: string;
  readonly kind?: string;
  readonly isNeeded?: boolean;
}

const Line = ({ name, label, value, wrong, hint, kind = 'text', isNeeded = false }: Field) => (
  <label>
    {label}
    <input
      type={kind}
      name={name}
      value={value}
      required={isNeeded}
      autocomplete="off"
      aria-invalid={wrong === name ? 'true' : undefined}
      aria-describedby={wrong === name ? 'refused' : undefined}
    />
    {hint !== undefined && <small>{hint}</small>}
  </label>
);

interface GrantForm {
  readonly grant: GrantTyped;
  readonly at: number;
  readonly base: string;
  readonly wrong: string | undefined;
}

/** One role: given or not; what signs may be limited. */
const GrantFields = ({ grant: { role, isGiven, kinds: chosen, ceiling }, at, base, wrong }: GrantForm) => {
  const isLimited = chosen.length > 0 || ceiling !== '';
  const isWrong = wrong === `grant.${at}.ceiling`;
  const signs = approverRoles.some((one) => one === role);
  return (
    <li>
      <input type="hidden" name={`grant.${at}.role`} value={role} />
      <label class="inline">
        <input type="checkbox" name={`grant.${at}.given`} value="yes" checked={isGiven} />
        <span>
          <strong>{role}</strong> <small>{isRole(role) ? roleTexts[role].may : ''}</small>
        </span>
      </label>
      {(signs || isLimited) && (
        <details open={isLimited || isWrong}>
          <summary>Limit {role}</summary>
          <label>
            Up to, in {base}
            <input name={`grant.${at}.ceiling`} value={ceiling} inputmode="decimal" aria-invalid={isWrong ? 'true' : undefined} aria-describedby={isWrong ? 'refused' : undefined} />
            <small>as 5000.00, inclusive; empty: any amount</small>
          </label>
          <KindBoxes name={`grant.${at}.kinds`} chosen={chosen} legend={`Kinds for ${role}`} />
        </details>
      )}
    </li>
  );
}; // prettier-ignore

/** Which kinds of correction; none chosen is all of them. */
export const KindBoxes = ({ name, chosen, legend }: { readonly name: string; readonly chosen: readonly string[]; readonly legend: string }) => (
  <fieldset class="boxes">
    <legend>{legend}</legend>
    {kinds.map((kind) => (
      <label class="inline">
        <input type="checkbox" name={name} value={kind} checked={chosen.includes(kind)} />
        {kind}
      </label>
    ))}
    <p class="hint">None: all kinds.</p>
  </fieldset>
); // prettier-ignore

/** One role may be given twice, with other limits for other kinds. */
const OneMore = ({ at, typed: { type } }: { readonly at: number; readonly typed: PersonTyped }) =>
  type !== 'person' ? null : (
    <details>
      <summary>A role once more, with other limits</summary>
      <label>
        Role
        <select name={`grant.${at}.role`}>
          <option value="">none</option>
          {rolesOfType[type]
            .filter((role) => approverRoles.some((one) => one === role))
            .map((role) => (
              <option value={role}>{role}</option>
            ))}
        </select>
      </label>
      <label>
        Up to
        <input name={`grant.${at}.ceiling`} inputmode="decimal" />
      </label>
      <input type="hidden" name={`grant.${at}.given`} value="yes" />
      <KindBoxes name={`grant.${at}.kinds`} chosen={[]} legend="Kinds for this one" />
    </details>
  );
