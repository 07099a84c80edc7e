import type { Child } from 'hono/jsx';
import type { InvoiceDocument, Party } from '../../domain/document.ts';
import { kindOf } from '../../domain/document-words.ts';
import { correctHref, invoicesPath, requestHref, withQuery } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Badge, Facts, Moment, RunLink } from '../console/parts.tsx';
import type { Told } from '../route.ts';
import type { invoiceView } from '../schemas/invoice.ts';
import { paymentWord, titleOf } from './invoice-words.ts';

type View = Told<typeof invoiceView>;

interface Props {
  readonly document: InvoiceDocument;
  /** What is around it. */
  readonly view: View;
  readonly formats: Formats;
}

/** What the document is, where it stands, and the one way to correct it. */
export const Head = ({ document, view: { openRequest }, sees, formats, run }: Props & { readonly sees: boolean; readonly run: string | undefined }) => {
  const { id, status, currency, totals, balanceMinor } = document;
  const word = paymentWord(document);
  return (
    <>
      <p class="trail">
        <a href={invoicesPath}>Invoices</a>
      </p>
      <header class="invoice-head">
        <div>
          <h1>{titleOf(document)}</h1>
          <p>
            {kindOf(document)} <Badge state={status} /> {word !== undefined && <span class="badge">{word}</span>}
          </p>
        </div>
        <dl class="figures">
          <Figure name="Gross" value={formats.money(totals.grossMinor, currency)} />
          <Figure name="Balance" value={formats.money(balanceMinor, currency)} />
        </dl>
      </header>
      {openRequest && (
        <div class="note">
          <p>
            <strong>A correction waits:</strong>{' '}
            {sees ? (
              <>
                <a href={requestHref(openRequest.requestId)}>open the request</a> of {openRequest.requester}, since{' '}
                <Moment at={openRequest.receivedAt} formats={formats} />. Reason: {openRequest.reason}
              </>
            ) : (
              <>since <Moment at={openRequest.receivedAt} formats={formats} />.</>
            )}
          </p>
        </div>
      )}
      <p class="actions">
        <a class="button" href={correctHref(id)}>
          Correct {titleOf(document)}
        </a>
        <a href={withQuery('/corrections', { invoice: id })}>Its corrections</a>
        <RunLink href={run} />
      </p>
    </>
  );
}; // prettier-ignore

const Figure = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** Who, when, and what else the document says. */
export const Particulars = ({ document, view: { returnedQuantity, creditedAmountMinor }, formats }: Props) => {
  const { seller, buyer, customerId, currency, issueDate, supplyDate, dueDate, delivery } = document;
  const day = (text: string | undefined): string | undefined => (text === undefined ? undefined : formats.day(text));
  const returned = Object.entries(returnedQuantity).map(([lineId, units]) => `${units} of line ${lineId}`);
  return (
    <div class="columns">
      <section class="sheet" aria-label="Parties">
        <Facts
          rows={[
            ['Customer', <a href={withQuery(invoicesPath, { customer: customerId })}>{nameOf(buyer)}</a>],
            ['Its address', addressOf(buyer.address)],
            ['Contact', listed(buyer.contact?.name, buyer.contact?.phone, buyer.email)],
            ['Delivered to', listed(delivery?.name, addressOf(delivery?.address))],
            ['Seller', nameOf(seller)],
          ]}
        />
      </section>
      <section class="sheet" aria-label="Dates and references">
        <Facts
          rows={[
            [document.status === 'draft' ? 'Written' : 'Issued', day(issueDate)],
            ['Supplied', day(supplyDate)],
            ['Due', day(dueDate)],
            ['Terms', document.paymentTerms],
            ['Order', document.orderId],
            ['Reference', document.buyerReference],
            ['Cost centre', document.costCenter],
            ['About', document.preceding?.number],
            ['Sent to a tax authority', day(document.transmittedOn)],
            ['Came back', returned.length === 0 ? undefined : returned.slice(0, 20).join(', ')],
            ['Credited', creditedAmountMinor === 0 ? undefined : formats.money(creditedAmountMinor, currency)],
            ['Payment in flight', flying(document, formats)],
            ['Notes', notesOf(document)],
            ['Id', <span class="code">{document.id}</span>],
            ['Version', `${document.version}, type code ${document.typeCode}`],
          ]}
        />
      </section>
    </div>
  );
}; // prettier-ignore

const nameOf = ({ name, id }: Party): string => (name === undefined || name === id ? id : `${name} (${id})`);

const listed = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join(', ') || undefined;

const addressOf = (address: Party['address']): string | undefined =>
  address && listed(...(address.lines ?? []), [address.postalCode, address.city].filter(Boolean).join(' ') || undefined, address.region, address.country); // prettier-ignore

const flying = ({ paymentsInFlight = [], currency }: InvoiceDocument, formats: Formats): string | undefined =>
  listed(...paymentsInFlight.map(({ amountMinor }) => formats.money(amountMinor, currency)));

const notesMax = 10;

const notesOf = ({ notes = [] }: InvoiceDocument): Child | undefined =>
  notes.length === 0 ? undefined : (
    <>
      {notes.slice(0, notesMax).map((note) => (
        <p class="text">{note.length > 1_000 ? `${note.slice(0, 1_000)}…` : note}</p>
      ))}
      {notes.length > notesMax && <p class="hint">and {notes.length - notesMax} more</p>}
    </>
  );
