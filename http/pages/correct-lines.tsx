import type { Child } from 'hono/jsx';
import type { Line } from '../../domain/document.ts';
import { linesLeft } from '../../domain/left.ts';
import { addedMax, type Typed } from './correct-fields.ts';
import { marks, type FormState } from './correct-controls.tsx';
import { taxText } from './plan-lines.tsx';
import { Scroll } from './plan-marks.tsx';

/** Lines that one page of a form has fields for. */
const linesPerForm = 40;

interface Props {
  readonly at: FormState;
}

/** Shares of lines: what is left of each, and fields for how much of it. */
export const ShareLines = ({ at }: Props) => {
  const { facts, formats } = at;
  const { currency } = facts.document;
  const left = new Map(linesLeft(facts.document, facts.creditNotes).map((one) => [one.line.id, one]));
  const leftOf = ({ id, quantity }: Line): string => left.get(id)?.quantity ?? quantity;
  const netLeftOf = ({ id, netMinor }: Line): number => left.get(id)?.netMinor ?? netMinor;
  return (
    <LinesForm
      at={at}
      caption={`Lines; nets in ${currency}`}
      heads={['Units left', 'Net left', 'Units back', 'or net']}
      cells={(line) => (
        <>
          <td class="number">{leftOf(line)}</td>
          <td class="number">{formats.amount(netLeftOf(line), currency)}</td>
          <Cell at={at} field="quantity" line={line} label="Units back" />
          <Cell at={at} field="net" line={line} label="Net" />
        </>
      )}
    />
  );
};

/** New values of lines; what stays empty stays as it is, which is shown in the field. */
export const ChangedLines = ({ at }: Props) => (
  <LinesForm
    at={at}
    caption="What is filled in becomes the new value of the line"
    heads={['Quantity', 'Unit price', 'Description', 'Tax category', 'Tax rate', 'Remove']}
    cells={(line) => (
      <>
        <Cell at={at} field="quantity" line={line} label="Quantity" now={line.quantity} />
        <Cell at={at} field="price" line={line} label="Unit price" now={line.unitPrice} />
        <Cell at={at} field="text" line={line} label="Description" now={cut(line.description)} isWide />
        <Cell at={at} field="category" line={line} label="Tax category" now={line.taxCategory} />
        <Cell at={at} field="rate" line={line} label="Tax rate" now={line.taxRate ?? ''} />
        <td>
          <input type="checkbox" name={`remove:${line.id}`} value="yes" aria-label={`Remove line ${line.id}`} checked={at.typed[`remove:${line.id}`] !== undefined} />
        </td>
      </>
    )}
  />
); // prettier-ignore

const lettersMax = 60;
const cut = (text: string): string => (text.length > lettersMax ? `${text.slice(0, lettersMax - 1)}…` : text);

interface FormProps extends Props {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly cells: (line: Line) => Child;
}

const LinesForm = ({ at, caption, heads, cells }: FormProps) => {
  const { lines } = at.facts.document;
  const pages = Math.max(Math.ceil(lines.length / linesPerForm), 1);
  const page = Math.min(Number(at.typed['page'] ?? '1') || 1, pages);
  const shown = lines.slice((page - 1) * linesPerForm, page * linesPerForm);
  return (
    <>
      <Elsewhere typed={at.typed} lines={lines} shown={shown} />
      <Scroll label="Lines of the form">
        <table class="form-lines">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              {heads.map((head) => <th scope="col">{head}</th>)}
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <tr>
                <th scope="row">
                  {line.id} <small>{cut(line.description)}, {taxText(line.taxCategory, line.taxRate)}</small>
                </th>
                {cells(line)}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {pages > 1 && (
        <p class="actions" role="group" aria-label="Other lines; what you typed is kept">
          {Array.from({ length: pages }, (_none, index) => index + 1).map((one) => (
            <button class="second" name="page" value={String(one)} formnovalidate disabled={one === page}>
              {`${(one - 1) * linesPerForm + 1}–${Math.min(one * linesPerForm, lines.length)}`}
            </button>
          ))}
        </p>
      )}
    </>
  );
}; // prettier-ignore

/** What was typed for lines that stand on other pages of the form. */
const Elsewhere = ({ typed, lines, shown }: { readonly typed: Typed; readonly lines: readonly Line[]; readonly shown: readonly Line[] }) => {
  const here = new Set(shown.map(({ id }) => id));
  const others = new Set(lines.map(({ id }) => id).filter((id) => !here.has(id)));
  const kept = Object.entries(typed).filter(([name]) => !name.startsWith('clear:') && others.has(name.slice(name.indexOf(':') + 1)) && name.includes(':') && !name.startsWith('add:')); // prettier-ignore
  return <>{kept.map(([name, value]) => <input type="hidden" name={name} value={value} />)}</>; // prettier-ignore
}; // prettier-ignore

interface CellProps extends Props {
  readonly field: string;
  readonly line: Line;
  readonly label: string;
  readonly now?: string;
  readonly isWide?: boolean;
}

const Cell = ({ at, field, line: { id }, label, now, isWide = false }: CellProps) => {
  const name = `${field}:${id}`;
  return (
    <td>
      <input name={name} aria-label={`${label} of line ${id}`} value={at.typed[name]} placeholder={now} class={isWide ? 'wide' : undefined} {...marks(at.wrong, name)} />
    </td>
  );
}; // prettier-ignore

const added = [
  ['id', 'Line id'], ['description', 'Description'], ['quantity', 'Quantity'], ['unitPrice', 'Unit price'], ['taxCategory', 'Tax category'], ['taxRate', 'Tax rate'],
] as const; // prettier-ignore

/** Lines that are to be added. */
export const AddedLines = ({ at }: Props) => (
  <Scroll label="New lines">
    <table class="form-lines">
      <caption>New lines; one that has an id is added</caption>
      <thead>
        <tr>
          {added.map(([, label]) => <th scope="col">{label}</th>)}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: addedMax }, (_none, index) => index + 1).map((row) => (
          <tr>
            {added.map(([field, label]) => (
              <td>
                <input name={`add:${row}:${field}`} aria-label={`${label} of new line ${row}`} value={at.typed[`add:${row}:${field}`]} class={field === 'description' ? 'wide' : undefined} {...marks(at.wrong, `add:${row}:${field}`)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
); // prettier-ignore
