import { accountMoves } from '../../domain/customer.ts';
import type { TaxGroup, Totals } from '../../domain/document.ts';
import { sumMinor } from '../../domain/money.ts';
import type { Plan, PlannedChange } from '../../domain/plan.ts';
import { rateKey } from '../../domain/tax-group.ts';
import type { Formats } from '../console/formats.ts';
import { taxText } from './plan-lines.tsx';
import { Scroll } from './plan-marks.tsx';
import type { Before } from './plan-parts.tsx';

interface Sums {
  readonly netMinor: number;
  /** By category and rate, in order of appearance. */
  readonly taxes: ReadonlyMap<string, number>;
  readonly grossMinor: number;
}

/** A tax group's amount with the sign that it counts by. */
interface Part extends Pick<TaxGroup, 'taxCategory' | 'taxRate' | 'taxMinor'> {
  readonly netMinor: number;
}

function summed(parts: readonly Part[]): Sums {
  const taxes = new Map<string, number>();
  for (const { taxCategory, taxRate, taxMinor } of parts) {
    const name = taxText(taxCategory, taxRate === undefined ? undefined : rateKey(taxRate));
    taxes.set(name, (taxes.get(name) ?? 0) + taxMinor);
  }
  const netMinor = sumMinor(parts.map((part) => part.netMinor));
  return { netMinor, taxes, grossMinor: sumMinor([netMinor, ...taxes.values()]) };
}

type Content = { readonly taxGroups: readonly TaxGroup[]; readonly totals: Pick<Totals, 'netMinor'> };

const partsOf = ({ taxGroups }: Content, sign = 1): readonly Part[] =>
  taxGroups.map(({ taxCategory, taxRate, baseMinor, taxMinor }) => ({
    taxCategory, ...(taxRate === undefined ? {} : { taxRate }), netMinor: sign * baseMinor, taxMinor: sign * taxMinor,
  })); // prettier-ignore

/** What a change does to turnover and tax: its new content instead of the old one, and discounts. */
function partsOfChange({ set, rowsAdded }: PlannedChange, before: Before | undefined): readonly Part[] {
  const discounts = rowsAdded.flatMap(({ kind, split = [], amountMinor }) =>
    kind === 'adjustment'
      ? split.map((part) => ({ ...part, netMinor: Math.sign(amountMinor) * part.netMinor, taxMinor: Math.sign(amountMinor) * part.taxMinor }))
      : [],
  );
  const isRewritten = before !== undefined && set?.taxGroups !== undefined && set.totals !== undefined;
  const rewritten = isRewritten ? [...partsOf({ taxGroups: set.taxGroups ?? [], totals: before.totals }), ...partsOf(before, -1)] : [];
  return [...discounts, ...rewritten];
} // prettier-ignore

interface Props {
  readonly plan: Plan;
  readonly before?: Before | undefined;
  readonly formats: Formats;
}

/** Net, tax by rate and gross of the invoice, of what the correction makes, and of both together. */
export const TotalsTable = ({ plan, before, formats }: Props) => {
  const { currency } = plan;
  const known = before?.currency === currency ? before : undefined;
  const made = summed([
    ...plan.documents.filter((document) => document.currency === currency).flatMap((document) => partsOf(document)),
    ...plan.changes.flatMap((change) => partsOfChange(change, known?.id === change.documentId ? known : undefined)),
  ]);
  const was = known && summed(partsOf(known));
  const names = [...new Set([...(was?.taxes.keys() ?? []), ...made.taxes.keys()])];
  const rows: readonly (readonly [name: string, of: (sums: Sums) => number])[] = [
    ['Net', ({ netMinor }) => netMinor],
    ...names.map((name) => [`Tax ${name}`, ({ taxes }: Sums) => taxes.get(name) ?? 0] as const),
    ['Gross', ({ grossMinor }) => grossMinor],
  ];
  const text = (minor: number): string => formats.amount(minor, currency);
  return (
    <Scroll label="Totals">
      <table class="totals">
        <caption>In {currency}</caption>
        <thead>
          <tr>
            <td></td>
            {was && <th scope="col" class="number">Invoice</th>}
            <th scope="col" class="number">Correction</th>
            {was && <th scope="col" class="number">Together</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr>
              <th scope="row">{name}</th>
              {was && <td class="number">{text(of(was))}</td>}
              <td class="number">{signedText(of(made), text)}</td>
              {was && <td class="number">{text(of(was) + of(made))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}; // prettier-ignore

const signedText = (minor: number, text: (minor: number) => string): string => `${minor > 0 ? '+' : ''}${text(minor)}`;

/** Credit, free balance and payouts of the customer: what the correction moves beside the documents. */
export const MoneyMoves = ({ plan, formats }: Pick<Props, 'plan' | 'formats'>) => {
  const moves = accountMoves(plan.customers);
  if (moves.length + plan.payouts.length === 0) return null;
  return (
    <ul class="moves">
      {plan.payouts.map(({ amountMinor, currency }) => (
        <li>
          <strong>{formats.money(amountMinor, currency)} is paid out</strong> to the customer, once a bank confirms it.
        </li>
      ))}
      {moves.map(({ name, whose, currency, minor }) => (
        <li>
          {name}
          {whose !== undefined && ` (${whose})`}: {signedText(minor, (sum) => formats.money(sum, currency))}
        </li>
      ))}
    </ul>
  );
};
