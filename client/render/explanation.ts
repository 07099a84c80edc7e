import { formatMoney } from '../../domain/money.ts';
import type { Explanation } from '../../domain/policy-explain.ts';
import type { Look } from '../terminal.ts';
import { heading } from './document.ts';
import { countText, durationText } from './wording.ts';

/** Why the policy asks for what it asks for, and what would change it (approvals.md section 2.6). */
export function explanationLines(why: Explanation | undefined, look: Look): readonly string[] {
  if (!why) return [];
  const { level, row, floors, whyNotAuto, canBeAuto, margin, own, kind } = why;
  const byWhat = [`row ${row}`, ...(floors.length === 0 ? [] : [`floor ${floors.join(', ')}`])].join(', ');
  return [
    heading('Why', look),
    `  Level ${level} of the policy (${byWhat})`,
    ...(kind === 'auto' ? [] : [`  ${canBeAuto ? 'Not at once, because' : 'Never at once, because'}`]),
    ...(kind === 'auto' ? [] : reasonsOf(why).map((text) => `    ${text}`)),
    ...(whyNotAuto.length > 1 ? ['    All of it would have to be otherwise'] : []),
    ...(margin === undefined ? [] : [`  ${formatMoney(margin.leftMinor, own.currency)} more would still be band ${margin.band}, then comes ${margin.next}`]),
    ...cumulativeLines(why),
  ];
} // prettier-ignore

const reasonsOf = ({ whyNotAuto, whyGate }: Explanation): readonly string[] =>
  whyNotAuto.length === 0 ? whyGate : whyNotAuto.map(({ text }) => text);

/** Sums of others that count, where there are some. */
function cumulativeLines({ cumulative, base }: Explanation): readonly string[] {
  return cumulative.flatMap(({ key, name, windowMs, requests, levels }) => {
    const counted = levels.filter(({ sumMinor }) => sumMinor > 0);
    if (counted.length === 0) return [];
    const sums = counted.map(({ level, sumMinor, budgetMinor }) => `${formatMoney(sumMinor, base)} of ${formatMoney(budgetMinor, base)} at ${level}`);
    const within = windowMs === undefined ? '' : ` within ${durationText(windowMs)}`;
    const named = requests.length === 0 ? '' : ` (${countText(requests.length, 'request')}: ${requests.slice(0, 5).join(', ')}${requests.length > 5 ? ', …' : ''})`;
    return [`  Others of the same ${key} ${name}${within}: ${sums.join(', ')}${named}`];
  });
} // prettier-ignore
