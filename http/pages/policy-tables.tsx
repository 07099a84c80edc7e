import type { Child } from 'hono/jsx';
import { bandText, hoursText } from '../../client/render/policy.ts';
import type { Step } from '../../domain/gate.ts';
import { bandNames } from '../../domain/policy-grid.ts';
import { block, type BandName, type Policy } from '../../domain/policy.ts';
import type { Formats } from '../console/formats.ts';
import { Grid } from './policy-grid.tsx';
import { Floors, Rest, Sums } from './policy-rest.tsx';

interface Props {
  readonly policy: Policy;
  readonly formats: Formats;
}

/** A version in plain words: who signs what, what raises that, and by which clocks, sums and rates. */
export const PolicyTables = ({ policy, formats }: Props) => (
  <>
    <section class="sheet">
      <h2>Who signs what</h2>
      <p class="hint">Exactly one row fits a correction. What raises it, and sums of other corrections, stand below.</p>
      <BaseRows policy={policy} formats={formats} />
      <Bands policy={policy} formats={formats} />
    </section>
    <section class="sheet">
      <h2>Levels and their steps</h2>
      <p class="hint">The steps of a level are signed one after the other, each by other people.</p>
      <Ladder policy={policy} />
    </section>
    <section class="sheet">
      <h2>What raises it</h2>
      <Floors policy={policy} />
      <h3>Sums of other corrections</h3>
      <Sums policy={policy} formats={formats} />
    </section>
    <section class="sheet">
      <h2>Caps, rates and the rest</h2>
      <Rest policy={policy} formats={formats} />
    </section>
  </>
);

/** `up to EUR 500.00`, in the base currency; a policy without bands for it says so by the band's name alone. */
function amountText({ bands, rates }: Policy, band: BandName, formats: Formats): string {
  if (band === 'none') return bandText(band);
  const limits = Object.hasOwn(bands, rates.base) ? (bands[rates.base] ?? []) : [];
  const at = Number(band.slice(1));
  const [from, to] = [limits[at - 1], limits[at]];
  const texts = [
    ...(from === undefined ? [] : [`above ${formats.money(from, rates.base)}`]),
    ...(to === undefined ? [] : [`up to ${formats.money(to, rates.base)}`]),
  ];
  return texts.length === 0 ? band : `${band}: ${texts.join(', ')}`;
}

const agesText = ({ from, to }: { readonly from?: number; readonly to?: number }): string =>
  [...(from === undefined ? [] : [`${from} days and more`]), ...(to === undefined ? [] : [`to ${to} days`])].join(', ');

/** Columns that no row looks at are left out. */
const BaseRows = ({ policy, formats }: Props) => {
  const { base } = policy;
  const any = <i class="any">any</i>;
  const listed = (list: readonly string[] | undefined): Child =>
    list ? list.map((one) => one.replaceAll('_', ' ')).join(' or ') : any;
  const columns = [
    { title: 'Amount', of: ({ band }: (typeof base)[number]['when']) => (band ? band.map((one) => <span class="line">{amountText(policy, one, formats)}</span>) : any), isUsed: true },
    { title: 'Payment', of: ({ payment }: (typeof base)[number]['when']) => listed(payment), isUsed: base.some(({ when }) => when.payment) },
    { title: 'Age', of: ({ ageDays }: (typeof base)[number]['when']) => (ageDays ? agesText(ageDays) : any), isUsed: base.some(({ when }) => when.ageDays) },
    { title: 'Kind', of: ({ kind }: (typeof base)[number]['when']) => listed(kind), isUsed: base.some(({ when }) => when.kind) },
    { title: 'Reason', of: ({ reason }: (typeof base)[number]['when']) => listed(reason), isUsed: base.some(({ when }) => when.reason) },
    { title: 'Asked by', of: ({ requester }: (typeof base)[number]['when']) => listed(requester), isUsed: base.some(({ when }) => when.requester) },
  ].filter(({ isUsed }) => isUsed);
  return (
    <Grid
      caption="Base rows: which corrections need what"
      columns={[{ title: 'Row' }, ...columns, { title: 'Who signs' }]}
      rows={base.map(({ name, when, result }) => [name, ...columns.map(({ of }) => of(when)), <Needs policy={policy} level={result} />])}
    />
  );
}; // prettier-ignore

/** A level with who signs it. */
const Needs = ({ policy, level }: { readonly policy: Policy; readonly level: string }) => (
  <>
    <strong>{level}</strong>: {needsText(policy, level)}
  </>
);

/** `2 controller, then 1 cfo`; words for what nobody signs. */
function needsText({ ladder }: Policy, level: string): string {
  const steps = ladder.find(({ name }) => name === level)?.steps;
  if (!steps || level === block) return 'refused, whoever signs';
  if (steps.length === 0) return 'nobody signs, applied at once';
  return steps.map(signersText).join(', then ');
}

const signersText = ({ quorum, roles, distinctUnits }: Step): string =>
  `${quorum} ${roles.join(' or ')}${distinctUnits > 1 ? ` of ${distinctUnits} units` : ''}`;

const Bands = ({ policy, formats }: Props) => {
  const names = bandNames(policy);
  return (
    <Grid
      isNarrow
      caption="Bands: the highest amount of each, inclusive; the last has no end"
      columns={[{ title: 'Currency' }, ...names.map((title) => ({ title, isNumber: true as const }))]}
      rows={Object.entries(policy.bands).map(([currency, limits]) => [
        currency,
        ...names.map((_name, at) => {
          const limit = limits[at];
          return limit === undefined ? 'above' : formats.amount(limit, currency);
        }),
      ])}
    />
  );
};

const Ladder = ({ policy: { ladder } }: Pick<Props, 'policy'>) => (
  <Grid
    caption="Steps: who signs, and when it reminds, escalates and expires"
    columns={['Level', 'Step', 'Who signs', 'May sign later, too', 'Reminds every', 'Escalates after', 'Expires after'].map((title) => ({ title }))}
    rows={ladder.flatMap(({ name, steps }) =>
      steps.length === 0
        ? [[name, '', 'nobody: applied at once', '', '', '', '']]
        : steps.map((step) => [
            name, step.name, signersText(step), step.escalateTo.join(' or ') || 'nobody else', hoursText(step.remindEveryMs),
            hoursText(step.escalateAfterMs), hoursText(step.expireAfterMs),
          ]),
    )}
  />
); // prettier-ignore
