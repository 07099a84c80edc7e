import { accountMoves } from '../../domain/customer.ts';
import { kindOf } from '../../domain/document-words.ts';
import type { Outcome } from '../../domain/request.ts';
import { invoiceHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Badge, Moment } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import { Scroll } from './plan-marks.tsx';

interface Props {
  readonly outcome: Outcome;
  readonly formats: Formats;
}

/** How a request ended, and what can be done next; only `applied` changed money. */
export const Ended = ({ outcome, formats }: Props) => {
  if (outcome.state === 'applied') return <Applied outcome={outcome} formats={formats} />;
  return (
    <section class="note bad" aria-labelledby="ended">
      <h2 id="ended">{titles[outcome.state]}</h2>
      <How outcome={outcome} formats={formats} />
      <p>
        Nothing was changed. If it is still wanted, ask again: see <a href={invoiceHref(outcome.invoiceId)}>what can be done with the invoice now</a>
        , or type <code>countersign request --resubmits {outcome.requestId}</code>.
      </p>
    </section>
  );
}; // prettier-ignore

const titles = { refused: 'Refused by rule', rejected: 'Rejected', withdrawn: 'Taken back', expired: 'Expired', stale: 'Stale' } as const; // prettier-ignore

const How = ({ outcome, formats }: { readonly outcome: Exclude<Outcome, { state: 'applied' }>; readonly formats: Formats }) => {
  switch (outcome.state) {
    case 'refused':
      return <Refusals all={outcome.blockers} />;
    case 'rejected':
    case 'withdrawn':
      return <p>By {outcome.by}: {outcome.comment}</p>;
    case 'expired':
      return <p>Not enough people had signed by <Moment at={outcome.at} formats={formats} />.</p>;
    case 'stale':
      return <p>It was planned for version {outcome.plannedVersion} of the invoice, which is at version {outcome.currentVersion} now.</p>;
  }
}; // prettier-ignore

const Applied = ({ outcome, formats }: { readonly outcome: Extract<Outcome, { state: 'applied' }>; readonly formats: Formats }) => {
  const { documents, customers, payoutIds, journalIds, currency, committedAt, invoiceId } = outcome;
  return (
    <section class="note good" aria-labelledby="ended">
      <h2 id="ended">Applied</h2>
      <p>Written at <Moment at={committedAt} formats={formats} />. This is what is true now:</p>
      <Scroll label="What was written">
        <table>
          <caption>Documents; balances in {currency}</caption>
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col">Document</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">Balance</th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document) => (
              <tr>
                <th scope="row"><a href={invoiceHref(document.id)}>{document.number || 'draft'}</a></th>
                <td>{kindOf(document)}</td>
                <td><Badge state={document.status} /></td>
                <td class="number">{formats.amount(document.balanceMinor, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <ul>
        {accountMoves(customers).map(({ name, minor, currency: of }) => (
          <li>{name}: {minor > 0 ? '+' : ''}{formats.money(minor, of)}</li>
        ))}
        {payoutIds.map((id) => <li>Payout <span class="code">{id}</span> waits until a bank confirms it.</li>)}
      </ul>
      <details>
        <summary>{journalIds.length} journal {journalIds.length === 1 ? 'entry' : 'entries'}</summary>
        <ul>{journalIds.map((id) => <li class="code">{id}</li>)}</ul>
      </details>
      <p>
        There is no undo; a new correction takes it back. See <a href={invoiceHref(invoiceId)}>what can be done with the invoice now</a>.
      </p>
    </section>
  );
}; // prettier-ignore
