import type { DelegationView } from '../directory-api.ts';
import type { Look } from '../terminal.ts';
import { table } from './table.ts';
import { countText, momentText } from './wording.ts';

const states = { in_force: 'in force', to_come: 'to come', ended: 'ended' } as const;

const scopeOf = ({ kinds, ceilingMinor, requestId }: DelegationView): string =>
  [
    requestId ?? kinds?.join(', ') ?? 'everything',
    ...(ceilingMinor === undefined ? [] : [`up to ${ceilingMinor}`]),
  ].join(', ');

export function renderDelegations(items: readonly DelegationView[], look: Look): string {
  if (items.length === 0) return 'Nobody signs for anybody.';
  const list = table(
    [
      { title: 'delegation' },
      { title: 'signs' },
      { title: 'for' },
      { title: 'what', flexible: true },
      { title: 'from' },
      { title: 'until' },
      { title: 'state' },
    ],
    items.map((one) => [
      one.id,
      one.to,
      one.from,
      scopeOf(one),
      momentText(one.fromAt),
      momentText(one.untilAt),
      states[one.state],
    ]),
    look,
  );
  return [countText(items.length, 'delegation'), list].join('\n');
}

/** `anna signs for ben (refund), 2026-12-01 08:00 UTC to 2026-12-31 00:00 UTC: in force (019a…).` */
export const renderDelegation = (one: DelegationView): string =>
  `${one.to} signs for ${one.from} (${scopeOf(one)}), ${momentText(one.fromAt)} to ${momentText(one.endedAt ?? one.untilAt)}: ${states[one.state]} (${one.id}).`;
