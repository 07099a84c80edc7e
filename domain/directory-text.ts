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

const shownOf = (one: Partial<Entry>): Readonly<Record<string, string>> => ({
  status: one.status ?? '',
  type: one.type ?? '',
  name: one.name ?? '',
  email: one.email ?? '',
  unit: one.unit ?? '',
  roles: (one.roles ?? []).map(grantText).join(', '),
  owners: (one.owners ?? []).join(', '),
  onBehalfOf: one.onBehalfOf ?? '',
  validFrom: one.validFrom?.toISOString() ?? '',
  validUntil: one.validUntil?.toISOString() ?? '',
});

/** What a change makes of somebody, field by field, for the trail: `unit: it -> hr; roles: none -> requester`. */
export function changeText(before: Entry | undefined, after: Entry): string {
  const [was, is] = [shownOf(before ?? {}), shownOf(after)];
  return Object.keys(is)
    .filter((field) => was[field] !== is[field])
    .map((field) => `${field}: ${was[field] || 'none'} -> ${is[field] || 'none'}`)
    .join('; ');
}
