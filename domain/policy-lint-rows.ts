import { fits, type Cell } from './policy-columns.ts';
import { cellsOf, cellText, gridOf } from './policy-grid.ts';
import type { Finding, Policy } from './policy.ts';

/** Cells without a row, and pairs of rows that share one: the whole grid is visited (POLICY_GAP, POLICY_OVERLAP). */
export function whyNotCovered(policy: Policy): readonly Finding[] {
  const grid = gridOf(policy);
  const gaps: Finding[] = [];
  const overlaps = new Map<string, Finding>();
  for (const cell of cellsOf(grid)) {
    const [first, second] = matching(policy, cell);
    if (first === undefined)
      gaps.push({ code: 'POLICY_GAP', param: 'base', detail: `No row fits ${cellText(grid, cell)}.` });
    if (first === undefined || second === undefined || overlaps.has(`${first} ${second}`)) continue;
    const names = [first, second].map((index) => `"${policy.base[index]?.name}"`);
    overlaps.set(`${first} ${second}`, {
      code: 'POLICY_OVERLAP',
      param: `base[${second}].when`,
      detail: `Rows ${names.join(' and ')} both fit ${cellText(grid, cell)}.`,
    });
  }
  return [...gaps, ...overlaps.values()];
}

const matching = ({ base }: Policy, cell: Cell): readonly number[] =>
  base.flatMap(({ when }, index) => (fits(when, cell) ? [index] : []));
