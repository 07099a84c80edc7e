import type { z } from 'zod';
import { rolesOfType } from '../../domain/directory.ts';
import { parseAmount } from '../../domain/money.ts';
import type { PrincipalType, Role } from '../../domain/principal.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import { instantOf, localOf } from '../console/local-time.ts';
import { fieldOf, listIn, textIn, type Typed } from '../console/typed.ts';
import { parseAs } from '../parse.ts';
import { newPrincipalId, principalBody } from '../schemas/principal.ts';
import { ceilingTyped } from './person-parts.tsx';

/** Grants that a form may have, at most; as many as a principal. */
const grantsMax = 32;

export interface GrantTyped {
  readonly role: string;
  readonly isGiven: boolean;
  readonly kinds: readonly string[];
  readonly ceiling: string;
}

/** Fields of the form about somebody, as texts. */
export interface PersonTyped {
  readonly id: string;
  readonly type: PrincipalType;
  readonly name: string;
  readonly email: string;
  readonly unit: string;
  readonly owners: string;
  readonly onBehalfOf: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly grants: readonly GrantTyped[];
}

const withRest = (grants: readonly GrantTyped[], type: PrincipalType): readonly GrantTyped[] => [
  ...grants,
  ...rolesOfType[type]
    .filter((role) => !grants.some((one) => one.role === role))
    .map((role) => ({ role, isGiven: false, kinds: [], ceiling: '' })),
];

/** What the form about somebody begins with. */
export function personTyped(record: PersonRecord | undefined, type: PrincipalType, zone: string, base: string): PersonTyped {
  const { _id: id = '', name = '', email = '', unit = '', owners = [], onBehalfOf = '', validFrom, validUntil, roles = [] } = record ?? {};
  const local = (at: Date | undefined): string => (at === undefined ? '' : localOf(at, zone));
  const grants = roles.map(({ role, kinds = [], ceilingMinor }) => ({ role, isGiven: true, kinds, ceiling: ceilingTyped(ceilingMinor, base) }));
  return {
    id, type, name, email, unit, owners: owners.join(', '), onBehalfOf, validFrom: local(validFrom), validUntil: local(validUntil),
    grants: withRest(grants, type),
  };
} // prettier-ignore

/** The form as it was typed, to be shown again. */
export function typedAgain(typed: Typed, id: string, type: PrincipalType): PersonTyped {
  const text = (name: string): string => textIn(typed, name) ?? '';
  return {
    id,
    type,
    name: text('name'),
    email: text('email'),
    unit: text('unit'),
    owners: text('owners'),
    onBehalfOf: text('onBehalfOf'),
    validFrom: text('validFrom'),
    validUntil: text('validUntil'),
    grants: withRest(grantsIn(typed), type),
  };
}

function grantsIn(typed: Typed): readonly GrantTyped[] {
  return Array.from({ length: grantsMax }, (_, at) => at).flatMap((at) => {
    const role = textIn(typed, `grant.${at}.role`);
    if (role === undefined) return [];
    const isGiven = textIn(typed, `grant.${at}.given`) !== undefined;
    return [{ role, isGiven, kinds: listIn(typed, `grant.${at}.kinds`), ceiling: textIn(typed, `grant.${at}.ceiling`) ?? '' }]; // prettier-ignore
  });
}

/** Of whom the form is: his record as it was, and how the viewer writes times and amounts. */
export interface TypedAbout {
  readonly before: PersonRecord | undefined;
  readonly type: PrincipalType;
  readonly zone: string;
  /** The currency of ceilings. */
  readonly base: string;
}

/** What the form asks for, by the schema of the interface for programs. Throws MALFORMED, AMOUNT_FORMAT, with the field. */
export function bodyTyped(typed: Typed, { before, type, zone, base }: TypedAbout): z.output<typeof principalBody> {
  const words = (textIn(typed, 'owners') ?? '').split(/[\s,]+/).filter((word) => word !== '');
  const version = textIn(typed, 'expectedVersion');
  const roles = grantsIn(typed).flatMap(({ role, isGiven, kinds, ceiling }, at) =>
    isGiven
      ? [{ role: role as Role, ...(kinds.length === 0 ? {} : { kinds }), ...(ceiling === '' ? {} : { ceilingMinor: parseAmount(ceiling, base, `grant.${at}.ceiling`) }) }]
      : [],
  ); // prettier-ignore
  return parseAs(principalBody, {
    type,
    roles,
    ...fieldOf('name', textIn(typed, 'name')),
    ...fieldOf('email', textIn(typed, 'email')),
    ...fieldOf('unit', textIn(typed, 'unit')),
    ...fieldOf('owners', words.length === 0 ? undefined : words),
    ...fieldOf('onBehalfOf', textIn(typed, 'onBehalfOf')),
    ...fieldOf('validFrom', momentTyped(textIn(typed, 'validFrom'), before?.validFrom, zone)),
    ...fieldOf('validUntil', momentTyped(textIn(typed, 'validUntil'), before?.validUntil, zone)),
    ...fieldOf('expectedVersion', version === undefined ? undefined : Number(version)),
  });
}

/** An id for somebody new. Throws MALFORMED. */
export const idTyped = (typed: Typed): string => parseAs(newPrincipalId, { id: textIn(typed, 'id') }).id;

/** A moment to the minute, as the field has it; one that was not touched stays exact. */
function momentTyped(local: string | undefined, before: Date | undefined, zone: string): string | undefined {
  if (local === undefined) return undefined;
  if (before && localOf(before, zone) === local) return before.toISOString();
  return instantOf(local, zone)?.toISOString() ?? local; // what is none is refused by the schema
}
