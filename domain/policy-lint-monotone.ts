import { baseLevel, fits, floorsOf, rowOf, type Cell, type FloorFacts } from './policy-columns.ts';
import { weigh } from './policy-evaluate.ts';
import type { PolicyFacts } from './policy-facts.ts';
import { cellsOf, cellText, gridOf, worseCells, type Grid } from './policy-grid.ts';
import { riskierPairs } from './policy-pairs.ts';
import { factFlags, levelName, levelOf, type FactFlag, type Finding, type Floor, type Policy } from './policy.ts';

const none: FloorFacts = {
  ...(Object.fromEntries(factFlags.map((name) => [name, false])) as Record<FactFlag, boolean>),
  bulkItems: 0,
};

/**
 * All else equal, a larger amount, an older document, more paid or an agent never needs less (POLICY_NOT_MONOTONE): a lower
 * level, or not the role or step that a floor asks for. On the whole grid, and on so many random pairs of facts.
 */
export function whyNotMonotone(policy: Policy, pairs: number): readonly Finding[] {
  const found = new Map<string, Finding>();
  const grid = gridOf(policy);
  for (const cell of cellsOf(grid))
    for (const worse of worseCells(grid, cell))
      for (const finding of stepDown(policy, grid, cell, worse)) found.set(finding.param, found.get(finding.param) ?? finding);
  if (found.size > 0) return [...found.values()];
  const pair = riskierPairs(policy, pairs).find(([facts, worse]) => needsLess(policy, facts, worse));
  return pair === undefined ? [] : [{ code: 'POLICY_NOT_MONOTONE', param: 'base', detail: `${factsText(pair[1])} needs less than ${factsText(pair[0])}.` }];
} // prettier-ignore

/**
 * Whether something that raises the first cell raises the second less. A floor asks only for facts that are true, so whatever
 * goes wrong also goes wrong with the fewest facts that let it apply: these are tried, and no other.
 */
function stepDown(policy: Policy, grid: Grid, cell: Cell, worse: Cell): readonly Finding[] {
  const finding = (param: string): Finding => ({
    code: 'POLICY_NOT_MONOTONE',
    param,
    detail: `${cellText(grid, worse)} needs less than ${cellText(grid, cell)}.`,
  });
  const levelThere = (facts: FloorFacts): number => levelIn(policy, worse, facts);
  const row = rowOf(policy, cell);
  const byRow = row && levelOf(policy, row.result) > levelThere(none) ? [finding(`base[${policy.base.indexOf(row)}].result`)] : []; // prettier-ignore
  const byFloor = policy.floors.flatMap((floor, index) => {
    if (!fits(floor.when, cell) || fits(floor.when, worse)) return [];
    const isLess =
      floor.role !== undefined ||
      floor.step !== undefined ||
      leastFacts(floor).some((facts) => levelOf(policy, floor.atLeast) > levelThere(facts));
    return isLess ? [finding(`floors[${index}].when`)] : [];
  });
  return [...byRow, ...byFloor];
}

const levelIn = (policy: Policy, cell: Cell, facts: FloorFacts): number =>
  baseLevel(policy, rowOf(policy, cell), floorsOf(policy, cell, facts));

/** The fewest facts with which the floor applies, one way for each fact that it names. */
function leastFacts({ when }: Floor): readonly FloorFacts[] {
  const few = { ...none, bulkItems: when.bulkItemsAbove === undefined ? 0 : when.bulkItemsAbove + 1 };
  return when.facts ? when.facts.map((name) => ({ ...few, [name]: true })) : [few];
}

/** Whether the second needs less than the first: a lower level, or not what a floor asks for by role or step. */
export function needsLess(policy: Policy, facts: PolicyFacts, other: PolicyFacts): boolean {
  const [a, b] = [weigh(policy, facts), weigh(policy, other)];
  const gone = a.floors.filter(({ role, step }) => (role ?? step) !== undefined).some((floor) => !b.floors.includes(floor));
  return a.row !== undefined && b.row !== undefined && (b.level < a.level || gone); // a gap has a code of its own
} // prettier-ignore

const factsText = (facts: PolicyFacts): string =>
  `${facts.kind} of ${facts.exposureMinor} ${facts.currency} (minor units), ${facts.payment}, ${facts.ageDays} days, by ${facts.requesterType}`;

/** What no policy may allow (POLICY_HARD_LIMIT): an agent or a payout without approval; learned amounts above the first band. */
export function whyOverHardLimit(policy: Policy): readonly Finding[] {
  const grid = gridOf(policy);
  const finding = (param: string, detail: string): Finding => ({ code: 'POLICY_HARD_LIMIT', param, detail });
  const passes = (facts: FloorFacts, cells: (cell: Cell) => boolean): Cell | undefined => {
    for (const cell of cellsOf(grid)) if (cells(cell) && levelIn(policy, cell, facts) === 0) return cell;
    return undefined;
  };
  const agent = passes(none, ({ requester }) => requester === 'agent');
  const payout = passes({ ...none, paysOut: true }, () => true);
  const auto = levelName(policy, 0);
  return [
    ...(agent ? [finding('floors', `An agent is at ${auto}: ${cellText(grid, agent)}.`)] : []),
    ...(payout ? [finding('floors', `A payout is at ${auto}: ${cellText(grid, payout)}.`)] : []),
    ...Object.entries(policy.caps.learningMinor)
      .filter(([currency, minor]) => minor > (policy.bands[currency]?.[0] ?? 0))
      .map(([currency]) => finding(`caps.learningMinor.${currency}`, 'It is above the first band.')),
  ];
}
