import type { Step } from '../../domain/gate.ts';
import { formatMoney } from '../../domain/money.ts';
import type { CaseResult } from '../../domain/policy-cases.ts';
import type { Columns, Finding, Floor, Policy } from '../../domain/policy.ts';
import type { Look } from '../terminal.ts';
import { table } from './table.ts';

/** Every finding with its place; or that there is none. */
export function renderLint(
  {
    version,
    hash,
    findings,
  }: { readonly version: string; readonly hash: string; readonly findings: readonly Finding[] },
  look: Look,
): string {
  const name = `Policy ${version} (${hash.slice(0, 12)})`;
  if (findings.length === 0) return `${name} is sound.`;
  const rows = findings.map(({ code, param, detail }) => [{ text: code, style: 'red' as const }, param, detail]);
  return `${name} cannot be proposed:\n${table([{ title: 'code' }, { title: 'where' }, { title: 'what', flexible: true }], rows, look)}`;
}

/** One line a case, and for each that failed what was expected. */
export function renderCases(
  { version, results }: { readonly version: string; readonly results: readonly CaseResult[] },
  look: Look,
): string {
  const rows = results.map(({ name, passed, expected, got, row, floors }) => [
    passed ? { text: 'ok', style: 'green' as const } : { text: 'FAILED', style: 'red' as const },
    name,
    wanted(got),
    passed ? '' : wanted(expected),
    [`row ${row}`, ...floors].join(', '),
  ]);
  const failed = results.filter(({ passed }) => !passed).length;
  const columns = [{ title: '' }, { title: 'case', flexible: true as const }, { title: 'came to' }, { title: 'expected' }, { title: 'by' }];
  return `${table(columns, rows, look)}\nPolicy ${version}: ${results.length - failed} of ${results.length} cases as expected.`;
} // prettier-ignore

const wanted = ({ level, steps }: { readonly level: string; readonly steps?: readonly string[] }): string =>
  steps === undefined || steps.length === 0 ? level : `${level} (${steps.join(', ')})`;

/** A policy as a page: bands, rows, floors and levels. */
export function renderPolicy(policy: Policy, look: Look): string {
  const { version, bands, base, floors, ladder, cumulative, rates } = policy;
  const heading = (text: string): string => look.paint('bold', text);
  const limits = Object.entries(bands).map(([currency, ends]) => [currency, ends.map((end) => formatMoney(end, currency)).join(', ')]);
  return [
    heading(`Policy ${version}`),
    table([{ title: 'currency' }, { title: 'bands end at (inclusive)', flexible: true }], limits, look),
    heading('Base rows (exactly one matches)'),
    table([{ title: 'row' }, { title: 'when', flexible: true }, { title: 'result' }], base.map(({ name, when, result }) => [name, whenText(when), result]), look),
    heading('Floors (all that match raise)'),
    table([{ title: 'floor' }, { title: 'when', flexible: true }, { title: 'at least' }], floors.map((floor) => [floor.name, floor.why, floorText(floor)]), look),
    heading('Levels'),
    table(
      [{ title: 'level' }, { title: 'step' }, { title: 'who', flexible: true }, { title: 'remind, escalate, expire' }],
      ladder.flatMap(({ name, steps }) => (steps.length === 0 ? [[name, '', 'nobody signs', '']] : steps.map((step) => [name, step.name, whoText(step), clockText(step)]))),
      look,
    ),
    heading('Sums of other requests'),
    table(
      [{ title: 'of' }, { title: 'within' }, { title: 'at most' }],
      cumulative.map(({ key, windowMs, times }) => [key, windowMs === undefined ? 'its whole life' : hoursText(windowMs), times === 1 ? 'the limit of the level' : `${times} x the limit of the level`]),
      look,
    ),
    `Sums are in ${rates.base}${Object.entries(rates.perUnit).map(([currency, rate]) => `; ${currency} 1 is ${rates.base} ${rate}`).join('')}.`,
  ].join('\n');
} // prettier-ignore

/** What a row looks at: `B0, unpaid, to 30 days`. */
export function whenText({ kind, reason, band, payment, ageDays, requester }: Columns): string {
  const { from, to } = ageDays ?? {};
  const days = [...(from === undefined ? [] : [`from ${from} days`]), ...(to === undefined ? [] : [`to ${to} days`])];
  const texts = [kind, reason, band?.map(bandText), payment, requester].flatMap((list) =>
    list ? [list.join(' or ')] : [],
  );
  return [...texts, ...days].join(', ') || 'always';
}

export const bandText = (band: string): string => (band === 'none' ? 'a currency without bands' : band);

/** What a floor asks for: `L1, signed by finance-approver`. */
export const floorText = ({ atLeast, role, step }: Floor): string =>
  [atLeast, ...(role === undefined ? [] : [`signed by ${role}`]), ...(step ? [`then ${step.name}: ${whoText(step)}`] : [])].join(', '); // prettier-ignore

/** Who signs a step: `2 controller of 2 units, later cfo`. */
export function whoText({ quorum, roles, escalateTo, distinctUnits }: Step): string {
  const units = distinctUnits > 1 ? ` of ${distinctUnits} units` : '';
  const later = escalateTo.length === 0 ? '' : `, later ${escalateTo.join(' or ')}`;
  return `${quorum} ${roles.join(' or ')}${units}${later}`;
}

const clockText = ({ remindEveryMs, escalateAfterMs, expireAfterMs }: Step): string =>
  [remindEveryMs, escalateAfterMs, expireAfterMs].map(hoursText).join(', ');

/** `7 days`, `72 h`; shorter clocks, as tests have them, in seconds. */
export function hoursText(ms: number): string {
  if (ms % 3_600_000 !== 0) return `${ms / 1_000} s`;
  const hours = ms / 3_600_000;
  return hours > 72 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}
