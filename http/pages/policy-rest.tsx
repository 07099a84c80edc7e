import { floorText, hoursText, whenText } from '../../client/render/policy.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Formats } from '../console/formats.ts';
import { Grid } from './policy-grid.tsx';

interface Props {
  readonly policy: Policy;
  readonly formats: Formats;
}

/** What raises the level of a row. */
export const Floors = ({ policy: { floors } }: Pick<Props, 'policy'>) =>
  floors.length === 0 ? (
    <p>Nothing raises the level of a row.</p>
  ) : (
    <Grid
      caption="Floors: all that fit apply, and they only raise"
      columns={[{ title: 'Floor' }, { title: 'When' }, { title: 'Needs at least' }]}
      rows={floors.map((floor) => [floor.name, floorWhen(floor), floorText(floor)])}
    />
  );

/** What a floor means in its own words, and the columns that narrow it where the words do not name them. */
function floorWhen({ why, when: { facts: _facts, bulkItemsAbove: _bulk, ...columns } }: Policy['floors'][number]): string {
  const narrow = whenText(columns);
  return narrow === 'always' || why.includes(narrow) ? why : `${why} (${narrow})`;
} // prettier-ignore

const keyWords = { invoice: 'the same invoice', customer: 'the same customer', person: 'the same requesting person' } as const; // prettier-ignore

/** The rule against splitting. */
export const Sums = ({ policy: { cumulative, rates } }: Props) =>
  cumulative.length === 0 ? (
    <p>Other corrections are not added up.</p>
  ) : (
    <>
      <Grid
        caption="What is added up, so that nothing passes by being split"
        columns={[{ title: 'Corrections of' }, { title: 'Within' }, { title: 'At most' }]}
        rows={cumulative.map(({ key, windowMs, times }) => [
          keyWords[key],
          windowMs === undefined ? 'its whole life' : hoursText(windowMs),
          times === 1 ? 'the limit of the level' : `${times} times the limit of the level`,
        ])}
      />
      <p class="hint">Sums are in {rates.base}. What was approved at a higher level uses up no lower limit.</p>
    </>
  );

/** What is left: caps, times, the sample, the rates. */
export const Rest = ({ policy: { caps, rates, maxOpenMs, sampleRate, shadowDays }, formats }: Props) => (
  <>
    <dl class="facts">
      <dt>Learned rules may grant</dt>
      <dd>
        {Object.entries(caps.learningMinor).map(([currency, minor]) => `up to ${formats.money(minor, currency)}`).join(', ') || 'nothing'}
      </dd>
      <dt>Hard caps</dt>
      <dd>{caps.hard.map(({ by, windowMs }) => `by ${by} in ${hoursText(windowMs)}`).join(', ') || 'none'}</dd>
      <dt>A request stays open</dt>
      <dd>at most {hoursText(maxOpenMs)}, over all its revisions</dd>
      <dt>Reviewed afterwards</dt>
      <dd>a share of {sampleRate} of what was applied at once</dd>
      <dt>Only watches first</dt>
      <dd>{shadowDays === 0 ? 'no: a new version decides at once' : `${shadowDays} days`}</dd>
    </dl>
    <Grid
      isNarrow
      caption={`Rates, for sums and ceilings alone: what one unit is worth in ${rates.base}`}
      columns={[{ title: 'Currency' }, { title: rates.base, isNumber: true }]}
      rows={Object.entries(rates.perUnit)}
    />
  </>
); // prettier-ignore
