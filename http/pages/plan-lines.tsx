import type { AllowanceCharge, Line } from '../../domain/document.ts';
import { isSame } from '../../domain/update-header.ts';
import type { Formats } from '../console/formats.ts';
import { Becomes, Scroll } from './plan-marks.tsx';

/** A line before and after; one that is made has no before, one that goes no after. */
export interface LineRow {
  readonly before?: Line;
  readonly after?: Line;
}

/** Lines that read differently afterwards: those of before in their order, then those that are added; what stays is left out. */
export function lineChanges(before: readonly Line[], after: readonly Line[]): readonly LineRow[] {
  const now = new Map(after.map((line) => [line.id, line]));
  const old = new Set(before.map(({ id }) => id));
  const kept = before.map((line): LineRow => {
    const then = now.get(line.id);
    return { before: line, ...(then ? { after: then } : {}) };
  });
  const added = after.filter(({ id }) => !old.has(id)).map((line): LineRow => ({ after: line }));
  return [...kept, ...added].filter((row) => !row.before || !row.after || !isSame(row.before, row.after));
}

interface Props {
  readonly caption: string;
  readonly rows: readonly LineRow[];
  readonly currency: string;
  readonly formats: Formats;
  /** The rows are changes, and say of which sort. */
  readonly isDiff?: boolean;
}

/** Lines with their quantities, prices, tax and nets; of changes what was and what comes. */
export const LineTable = ({ caption, rows, currency, formats, isDiff = false }: Props) => (
  <Scroll label={caption}>
    <table class="lines">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Line</th>
          {isDiff && <th scope="col">Is</th>}
          <th scope="col">Description</th>
          <th scope="col" class="number">Quantity</th>
          <th scope="col" class="number">Price</th>
          <th scope="col">Tax</th>
          <th scope="col" class="number">Net {currency}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <LineCells row={row} isDiff={isDiff} currency={currency} formats={formats} />
        ))}
      </tbody>
    </table>
  </Scroll>
); // prettier-ignore

interface CellsProps extends Pick<Props, 'currency' | 'formats'> {
  readonly row: LineRow;
  readonly isDiff: boolean;
}

const LineCells = ({ row, isDiff, currency, formats }: CellsProps) => {
  // What is made is told plainly: marks are for what differs from what there was.
  const { before, after } = isDiff ? row : { before: row.after, after: row.after };
  const both = (of: (line: Line) => string) => <Becomes was={before && of(before)} now={after && of(after)} />;
  return (
    <tr>
      <th scope="row">{(after ?? before)?.id}</th>
      {isDiff && <td>{!before ? 'added' : !after ? 'removed' : 'changed'}</td>}
      <td>
        {both(({ description }) => description)}
        {[...(after?.allowancesCharges ?? [])].map((item) => (
          <small class="item">{itemText(item, currency, formats)}</small>
        ))}
      </td>
      <td class="number">{both(({ quantity }) => quantity)}</td>
      <td class="number">{both(priceText)}</td>
      <td>{both(({ taxCategory, taxRate }) => taxText(taxCategory, taxRate))}</td>
      <td class="number">{both(({ netMinor }) => formats.amount(netMinor, currency))}</td>
    </tr>
  );
};

const priceText = ({ unitPrice, baseQuantity }: Line): string =>
  baseQuantity === undefined ? unitPrice : `${unitPrice} per ${baseQuantity}`;

/** `S 19 %`. */
export const taxText = (category: string | undefined, rate: string | undefined): string =>
  [category, rate === undefined ? undefined : `${rate} %`].filter((part) => part !== undefined).join(' ');

/** `allowance: loyalty -5.00`: what is taken off is shown with the other sign than it is kept. */
export const itemText = ({ kind, amountMinor, reason }: AllowanceCharge, currency: string, formats: Formats): string =>
  `${kind}${reason === undefined ? '' : `: ${reason}`} ${formats.amount((kind === 'allowance' ? -amountMinor : amountMinor) || 0, currency)}`; // prettier-ignore
