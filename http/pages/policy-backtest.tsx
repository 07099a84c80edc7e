import { directionWords } from '../../client/render/policy-version.ts';
import { directions, type BacktestReport, type Change } from '../../domain/policy-backtest.ts';
import type { Formats } from '../console/formats.ts';
import { RequestLink } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import { Grid } from './policy-grid.tsx';

interface Props {
  readonly report: BacktestReport;
  readonly formats: Formats;
}

/** What past decisions would have come to, as a sentence, a chart and the table that says the same. */
export const Backtest = ({ report, viewer }: Pick<Props, 'report'> & { readonly viewer: Viewer }) => {
  const { formats } = viewer;
  const { decisions, same, changes } = report;
  if (decisions === 0)
    return <p>Nothing was decided yet that it could be tried on.</p>;
  const changed = directions.filter((one) => changes[one].count > 0);
  return (
    <>
      <p>
        {formats.count(decisions)} decisions of the past, {formats.count(same)} would have gone the same way
        {changed.length === 0 ? '.' : `, ${formats.count(decisions - same)} another.`}
      </p>
      <Chart report={report} formats={formats} />
      <Grid
        caption="What would have gone differently"
        columns={[{ title: 'What' }, { title: 'Count', isNumber: true }, { title: 'Money', isNumber: true }, { title: 'Of them rejected by people', isNumber: true }]}
        rows={[
          ['the same way', formats.count(same), '', ''],
          ...changed.map((one) => {
            const { count, moneyMinor, rejected, rejectedMoneyMinor } = changes[one];
            const no = rejected === 0 ? '' : `${formats.count(rejected)}: ${moneyText(rejectedMoneyMinor, formats)}`;
            return [directionWords[one], formats.count(count), moneyText(moneyMinor, formats), no];
          }),
        ]}
      />
      {changed.map((one) => (
        <Examples title={directionWords[one]} change={changes[one]} viewer={viewer} />
      ))}
    </>
  );
}; // prettier-ignore

const moneyText = (sums: Change['moneyMinor'], formats: Formats): string =>
  Object.entries(sums)
    .map(([currency, minor]) => formats.money(minor, currency))
    .join(', ');

/** Of one bar with its line of text, pixels. */
const rowHeight = 44;
const barHeight = 14;
const textBaseline = 16;
const barTop = 22;

/**
 * Bars without script and without style: text keeps its size, and widths are in percent, so that it fits any window. The table
 * after it says the same, so it is one picture with one name for who cannot see it.
 */
const Chart = ({ report: { decisions, same, changes }, formats }: Props) => {
  const changed = directions.filter((one) => changes[one].count > 0);
  const bars = [
    { name: 'the same way', count: same, rejected: 0, tone: 'same' },
    ...changed.map((one) => ({ name: directionWords[one], count: changes[one].count, rejected: changes[one].rejected, tone: 'other' })),
  ];
  const share = (count: number): string => `${Math.max(count === 0 ? 0 : 0.5, (100 * count) / decisions).toFixed(2)}%`;
  const summary = bars.map(({ name, count }) => `${name} ${count}`).join(', ');
  return (
    <figure class="chart">
      <svg role="img" aria-label={`Bar chart of ${decisions} decisions: ${summary}`} width="100%" height={bars.length * rowHeight}>
        {bars.map(({ name, count, rejected, tone }, at) => (
          <g class={tone}>
            <text x="0" y={at * rowHeight + textBaseline}>{`${name}: ${formats.count(count)}`}</text>
            <rect class="track" x="0" y={at * rowHeight + barTop} width="100%" height={barHeight} rx="3" />
            <rect class="fill" x="0" y={at * rowHeight + barTop} width={share(count)} height={barHeight} rx="3" />
            {rejected > 0 && <rect class="rejected" x="0" y={at * rowHeight + barTop + barHeight - 4} width={share(rejected)} height={4} />}
          </g>
        ))}
      </svg>
      <figcaption class="hint">
        Each bar is a share of all decisions{bars.some(({ rejected }) => rejected > 0) ? '; the line in it is what people had rejected' : ''}.
      </figcaption>
    </figure>
  );
}; // prettier-ignore

/** Examples that a page shows of each; the report has more of them (`/v1/policies/{version}/backtest`). */
const examplesMax = 10;

const Examples = ({ title, change: { count, examples }, viewer }: { readonly title: string; readonly change: Change; readonly viewer: Viewer }) => {
  const { formats } = viewer;
  const shown = examples.slice(0, examplesMax);
  return (
    <details class="examples">
      <summary>
        {title}: {shown.length < count ? `the first ${shown.length} of ${formats.count(count)}` : formats.count(count)}
      </summary>
      <Grid
        caption={`Examples: ${title}`}
        columns={[{ title: 'Request' }, { title: 'Amount', isNumber: true }, { title: 'It was' }, { title: 'Level' }, { title: 'Why' }]}
        rows={shown.map(({ requestId, outcome, amountMinor, currency, levelBefore, levelNow, why }) => [
          <RequestLink viewer={viewer} requestId={requestId}>{requestId}</RequestLink>,
          formats.money(amountMinor, currency),
          outcome.replaceAll('-', ' '),
          <>
            <del>level {levelBefore}</del> <ins>{levelNow}</ins>
          </>,
          why.join('; '),
        ])}
      />
    </details>
  );
}; // prettier-ignore
