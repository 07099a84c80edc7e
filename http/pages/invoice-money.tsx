import type { Child } from 'hono/jsx';
import type { NameOf } from '../../domain/document-words.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { invoiceHref, requestHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Badge, Moment } from '../console/parts.tsx';
import type { Told } from '../route.ts';
import type { invoiceView } from '../schemas/invoice.ts';
import { JournalTable } from './plan-journal.tsx';
import { Scroll } from './plan-marks.tsx';

type View = Told<typeof invoiceView>;

/** Rows of one table at most; there are rarely more than ten. */
const rowsMax = 30;

interface Props {
  readonly view: View;
  readonly nameOf: NameOf;
  readonly formats: Formats;
}

/** The newest of a list, and how many there are in all. */
function newest<T>(all: readonly T[], formats: Formats): { readonly shown: readonly T[]; readonly note: string } {
  const note =
    all.length > rowsMax ? `, the last ${rowsMax} of ${formats.count(all.length)}; programs read all of them` : '';
  return { shown: all.slice(-rowsMax), note };
}

/** What moved the balance, each with what it came to. */
export const BalanceTable = ({ view: { document }, nameOf, formats }: Props) => {
  const { rows, currency, links } = document;
  const linked = new Set(Object.values(links).flat());
  let sum = 0;
  const running = rows.map((row) => ({ row, toMinor: (sum += row.amountMinor) }));
  const { shown, note } = newest(running, formats);
  return (
    <Table caption={`What moved the balance, in ${currency}${note}`} heads={['On', 'Row', 'About', '#Amount', '#Balance']}>
      {shown.map(({ row: { on, kind, ref, amountMinor }, toMinor }) => (
        <tr>
          <td>{on !== undefined && formats.day(on)}</td>
          <th scope="row">{kind.replaceAll('_', ' ')}</th>
          <td>{ref !== undefined && (linked.has(ref) ? <a href={invoiceHref(ref)}>{nameOf(ref)}</a> : nameOf(ref))}</td>
          <td class="number">{formats.amount(amountMinor, currency)}</td>
          <td class="number">{formats.amount(toMinor, currency)}</td>
        </tr>
      ))}
    </Table>
  );
}; // prettier-ignore

/** Money that came, and money that is to go out. */
export const Payments = ({ view: { payments, payouts }, formats }: Omit<Props, 'nameOf'>) => {
  const came = newest(payments, formats);
  const goes = newest(payouts, formats);
  return (
    <>
      {payments.length > 0 && (
        <Table caption={`Payments${came.note}`} heads={['On', 'Reference', 'State', 'Recorded', '#Amount']}>
          {came.shown.map(({ id, on, reference, state, by, at, amountMinor, currency }) => (
            <tr>
              <td>{formats.day(on)}</td>
              <th scope="row">{reference ?? id}</th>
              <td><Badge state={state} /></td>
              <td>by {by}, <Moment at={at} formats={formats} /></td>
              <td class="number">{formats.money(amountMinor, currency)}</td>
            </tr>
          ))}
        </Table>
      )}
      {payouts.length > 0 && (
        <Table caption={`Payouts${goes.note}`} heads={['Asked for', 'By request', 'State', '#Amount']}>
          {goes.shown.map(({ requestedAt, requestId, state, failure, amountMinor, currency }) => (
            <tr>
              <td><Moment at={requestedAt} formats={formats} /></td>
              <th scope="row"><a href={requestHref(requestId)}>{requestId}</a></th>
              <td><Badge state={state} /> {failure}</td>
              <td class="number">{formats.money(amountMinor, currency)}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}; // prettier-ignore

/** What was booked for the document, in posting order. */
export const Journal = ({ entries, nameOf, formats }: Omit<Props, 'view'> & { readonly entries: readonly JournalEntry[] }) => {
  const { shown, note } = newest(entries, formats);
  return entries.length === 0 ? (
    <p class="hint">Nothing is booked.</p>
  ) : (
    <JournalTable entries={shown} nameOf={nameOf} formats={formats} caption={`Journal entries${note}`} />
  );
}; // prettier-ignore

/** A table that scrolls by itself; heads of numbers begin with `#`. */
const Table = ({ caption, heads, children }: { readonly caption: string; readonly heads: readonly string[]; readonly children: Child }) => (
  <Scroll label={caption}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col" class={head.startsWith('#') ? 'number' : undefined}>
              {head.replace('#', '')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </Scroll>
); // prettier-ignore
