import { formatMoney } from '../../domain/money.ts';
import { directions, type BacktestReport } from '../../domain/policy-backtest.ts';
import type { PolicyView } from '../../domain/policy-change.ts';
import type { PolicyDetail, PolicyRow } from '../policy-api.ts';
import type { Look } from '../terminal.ts';
import { renderPolicy } from './policy.ts';
import { table } from './table.ts';
import { momentText } from './wording.ts';

/** `policy-owner (step 1 of 2), until 2026-01-10 09:00 UTC`; empty when nothing waits. */
const waitsText = ({ waitingFor }: Pick<PolicyRow, 'waitingFor'>): string =>
  waitingFor === undefined
    ? ''
    : `${waitingFor.roles.join(' or ')} (step ${waitingFor.step + 1} of ${waitingFor.steps}), until ${momentText(waitingFor.dueAt)}`;

/** Every version with its time in force, and what waits for whom. */
export const renderVersions = (items: readonly PolicyRow[], look: Look): string =>
  table(
    [{ title: 'version' }, { title: 'state' }, { title: 'author' }, { title: 'from' }, { title: 'until' }, { title: 'waits for', flexible: true }],
    items.map((one) => [
      one.version,
      one.state === 'active' ? { text: one.state, style: 'green' as const } : one.state,
      one.author,
      one.activeFrom === undefined ? '' : momentText(one.activeFrom),
      one.activeUntil === undefined ? '' : momentText(one.activeUntil),
      waitsText(one),
    ]),
    look,
  ); // prettier-ignore

/** A version with what it changes and what it would have come to: all that people sign. */
export function renderVersion(detail: PolicyDetail, look: Look): string {
  const { policy, diff, report, from = '', votes, planHash = '', author, reason = '', state } = detail;
  const waits = waitsText(detail);
  return [
    renderPolicy(policy, look),
    `${state}; by ${author}${reason === '' ? '' : `: ${reason}`}${planHash === '' ? '' : `; plan ${planHash.slice(0, 12)}`}`,
    ...(diff ? [look.paint('bold', `Changes against version ${from}`), renderDiff(diff, look)] : []),
    ...(report ? [look.paint('bold', 'Back-test'), renderBacktest(report, look)] : []),
    ...(votes.length > 0 ? [`Signed by ${votes.map(({ by }) => by).join(', ')}.`] : []),
    ...(waits === '' ? [] : [`Waits for ${waits}.`]),
  ].join('\n');
}

const renderDiff = (diff: NonNullable<PolicyDetail['diff']>, look: Look): string =>
  table(
    [{ title: 'where' }, { title: 'before', flexible: true }, { title: 'after', flexible: true }],
    diff.map(({ path, before = '', after = '' }) => [path, before, after]),
    look,
  );

/** What would have gone differently, in words. */
export const directionWords = {
  newlyAuto: 'at once instead of signed', newlyGated: 'signed instead of at once', newlyBlocked: 'nobody could approve any more',
  unblocked: 'could be approved now', moreSteps: 'more steps', fewerSteps: 'fewer steps', otherLevel: 'another level, as many steps',
} as const; // prettier-ignore

const moneyText = (sums: Readonly<Record<string, number>>): string =>
  Object.entries(sums)
    .map(([currency, minor]) => formatMoney(minor, currency))
    .join(', ');

/** What would have gone differently, in count and money. */
export function renderBacktest({ decisions, same, changes }: BacktestReport, look: Look): string {
  const rows = directions
    .filter((one) => changes[one].count > 0)
    .map((one) => {
      const { count, moneyMinor, rejected, rejectedMoneyMinor } = changes[one];
      const refused = rejected === 0 ? '' : `${rejected}, ${moneyText(rejectedMoneyMinor)}`;
      return [directionWords[one], String(count), moneyText(moneyMinor), refused];
    });
  const head = `${decisions} decisions of the past, ${same} would have gone the same way.`;
  if (rows.length === 0) return head;
  const columns = [{ title: 'what' }, { title: 'count', align: 'right' as const }, { title: 'money', flexible: true as const }, { title: 'of them rejected by people' }]; // prettier-ignore
  return `${head}\n${table(columns, rows, look)}`;
}

/** What became of a proposal. */
export function renderPolicyView(view: PolicyView, look: Look): string {
  const name = `Policy ${view.version}`;
  switch (view.state) {
    case 'applied':
      return `${name} is in force for every request from now on, in the place of ${view.from}.`;
    case 'rejected':
    case 'withdrawn':
      return `${name} is ${view.state} by ${view.by}: ${view.comment}`;
    case 'expired':
    case 'refused':
    case 'stale':
      return `${name} is ${view.state}; it is not in force.`;
    default: {
      const waits = waitsText(view);
      const see = look.paint('cyan', `countersign policy show ${view.version}`);
      return waits === '' ? `${name} is ${view.state}: ${see}` : `${name} waits for ${waits}: ${see}`;
    }
  }
}
