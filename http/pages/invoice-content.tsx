import type { DocumentContent, InvoiceDocument } from '../../domain/document.ts';
import type { Formats } from '../console/formats.ts';
import { LineTable, taxText } from './plan-lines.tsx';
import { Scroll } from './plan-marks.tsx';

/** Lines that one page shows. */
const linesPerPage = 100;

interface Props {
  readonly document: InvoiceDocument;
  readonly formats: Formats;
}

/** The lines, a hundred at a time. */
export const Lines = ({ document, formats, page: asked, href }: Props & { readonly page: number; readonly href: (page: number) => string | undefined }) => {
  const { lines, currency } = document;
  const pages = Math.max(Math.ceil(lines.length / linesPerPage), 1);
  const page = Math.min(asked, pages);
  const from = (page - 1) * linesPerPage;
  const shown = lines.slice(from, from + linesPerPage);
  const range = pages > 1 ? `, ${formats.count(from + 1)} to ${formats.count(from + shown.length)} of ${formats.count(lines.length)}` : '';
  return (
    <>
      <LineTable caption={`Lines${range}`} rows={shown.map((after) => ({ after }))} currency={currency} formats={formats} />
      {pages > 1 && (
        <nav aria-label="Pages of lines">
          <ul class="tabs">
            {Array.from({ length: pages }, (_none, index) => index + 1).map((one) => (
              <li>
                <a href={href(one)} aria-current={one === page ? 'page' : undefined}>
                  {(one - 1) * linesPerPage + 1}–{Math.min(one * linesPerPage, lines.length)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}; // prettier-ignore

/** What is taken off and added for the whole document, its tax by rate, and what it comes to. */
export const Sums = ({ document, formats }: Props) => {
  const { allowancesCharges, currency } = document;
  const money = (minor: number): string => formats.amount(minor, currency);
  return (
    <div class="columns">
      <TaxTable document={document} formats={formats} />
      <table>
        <caption>Totals in {currency}</caption>
        <tbody>
          {allowancesCharges.map(({ kind, amountMinor, reason, percent, taxCategory, taxRate }) => (
            <tr>
              <th scope="row">
                {kind}
                {reason !== undefined && `: ${reason}`}
                {percent !== undefined && ` (${percent} %)`} <small>{taxText(taxCategory, taxRate)}</small>
              </th>
              <td class="number">{money((kind === 'allowance' ? -amountMinor : amountMinor) || 0)}</td>
            </tr>
          ))}
          {totalRows(document).map(([name, minor]) => (
            <tr class={name === 'Gross' ? 'sum' : undefined}>
              <th scope="row">{name}</th>
              <td class="number">{money(minor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const TaxTable = ({ document: { taxGroups, currency }, formats }: Props) => (
  <Scroll label="Tax">
    <table>
      <caption>Tax in {currency}</caption>
      <thead>
        <tr>
          <th scope="col">Rate</th>
          <th scope="col" class="number">Base</th>
          <th scope="col" class="number">Tax</th>
        </tr>
      </thead>
      <tbody>
        {taxGroups.map(({ taxCategory, taxRate, baseMinor, taxMinor, exemptionReason, exemptionReasonCode }) => (
          <tr>
            <th scope="row">
              {taxText(taxCategory, taxRate)} <small>{exemptionReason ?? exemptionReasonCode}</small>
            </th>
            <td class="number">{formats.amount(baseMinor, currency)}</td>
            <td class="number">{formats.amount(taxMinor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
); // prettier-ignore

/** Only what is not zero, but always net, tax and gross. */
function totalRows({ totals }: Pick<DocumentContent, 'totals'>): readonly (readonly [name: string, minor: number])[] {
  const rows: readonly (readonly [name: string, minor: number, isKept?: true])[] = [
    ['Net', totals.netMinor, true],
    ['Tax', totals.taxMinor, true],
    ['Gross', totals.grossMinor, true],
    ['Prepaid', -totals.prepaidMinor || 0],
    ['Rounding', totals.roundingMinor],
    ...(totals.payableMinor === totals.grossMinor ? [] : [['Payable', totals.payableMinor] as const]),
  ];
  return rows.flatMap(([name, minor, isKept]) => (isKept || minor !== 0 ? [[name, minor] as const] : []));
}
