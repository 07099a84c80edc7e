import type { Chosen } from '../bulk.ts';
import type { Formats } from '../console/formats.ts';
import { RequestRow } from './inbox-row.tsx';
import { countText } from './inbox-words.ts';

interface Props {
  readonly chosen: readonly Chosen[];
  readonly formats: Formats;
}

interface Sum {
  readonly currency: string;
  readonly count: number;
  readonly minor: number;
}

/** What is corrected, summed for each currency; currencies are never added up. */
function sumsOf(chosen: readonly Chosen[]): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const { record } of chosen) {
    if (!record.judged) continue;
    const { currency, exposureMinor } = record.judged.facts;
    const { count, minor } = sums.get(currency) ?? { count: 0, minor: 0 };
    sums.set(currency, { currency, count: count + 1, minor: minor + exposureMinor });
  }
  return [...sums.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** `EUR 10,900.00, GBP 50.00`. */
export const totalsText = (chosen: readonly Chosen[], formats: Formats): string =>
  sumsOf(chosen).map(({ minor, currency }) => formats.money(minor, currency)).join(', '); // prettier-ignore

export const Totals = ({ chosen, formats }: Props) => (
  <div class="scroll" tabindex={0} role="region" aria-label="Totals">
    <table class="totals">
      <caption>Totals for each currency</caption>
      <thead>
        <tr>
          <th scope="col">Currency</th>
          <th scope="col">Corrections</th>
          <th scope="col" class="number">Amount</th>
        </tr>
      </thead>
      <tbody>
        {sumsOf(chosen).map(({ currency, count, minor }) => (
          <tr>
            <th scope="row">{currency}</th>
            <td>{countText(count)}</td>
            <td class="number">{formats.amount(minor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
); // prettier-ignore

/** What was chosen, each as the inbox shows it; with the reason where it is left out. */
export const ChosenRows = ({
  chosen,
  customers,
  formats,
  nowMs,
}: Props & { readonly customers: ReadonlyMap<string, string>; readonly nowMs: number }) => (
  <ul class="rows">
    {chosen.map(({ record, whyNot }) => (
      <RequestRow
        record={record}
        customer={customers.get(record.invoiceId)}
        formats={formats}
        nowMs={nowMs}
        ui={undefined}
        note={whyNot === undefined ? undefined : `Left out: ${whyNot}.`}
      />
    ))}
  </ul>
);
