import type { Entry } from './directory.ts';
import type { Grant } from './principal.ts';

/** A grant as people read it: `controller (refund, credit; up to 50000)`; the ceiling in minor units of the base currency. */
export function grantText({ role, kinds, ceilingMinor }: Grant): string {
  const limits = [
    ...(kinds ? [kinds.join(', ')] : []),
    ...(ceilingMinor === undefined ? [] : [`up to ${ceilingMinor}`]),
  ];
  return limits.length === 0 ? role : `${role} (${limits.join('; ')})`;
}

type GrantWords = (grant: Grant) => string;

const shownOf = (one: Partial<Entry>, words: GrantWords): Readonly<Record<string, string>> => ({
  status: one.status ?? '',
  type: one.type ?? '',
  name: one.name ?? '',
  email: one.email ?? '',
  unit: one.unit ?? '',
  roles: (one.roles ?? []).map(words).join(', '),
  owners: (one.owners ?? []).join(', '),
  onBehalfOf: one.onBehalfOf ?? '',
  validFrom: one.validFrom?.toISOString() ?? '',
  validUntil: one.validUntil?.toISOString() ?? '',
});

/** A field that a change makes different; empty where nothing stands. */
export interface FieldChanged {
  readonly field: string;
  readonly was: string;
  readonly is: string;
}

/** What a change makes of somebody, field by field; nobody there before has no field. */
export function fieldsChanged(before: Entry | undefined, after: Entry, words: GrantWords = grantText): readonly FieldChanged[] {
  const [was, is] = [shownOf(before ?? {}, words), shownOf(after, words)];
  return Object.keys(is)
    .map((field) => ({ field, was: was[field] ?? '', is: is[field] ?? '' }))
    .filter((one) => one.was !== one.is);
} // prettier-ignore

/** The same in a line, for the trail: `unit: it -> hr; roles: none -> requester`. */
export const changeText = (before: Entry | undefined, after: Entry): string =>
  fieldsChanged(before, after)
    .map(({ field, was, is }) => `${field}: ${was || 'none'} -> ${is || 'none'}`)
    .join('; ');
