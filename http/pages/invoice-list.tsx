import { invoiceHref, invoicesPath, withQuery } from '../console/addresses.ts';
import { documentClass, documentStatus, documentType } from '../schemas/document.ts';
import type { invoicePage, invoiceRow } from '../schemas/invoice-list.ts';
import type { Refusal } from '../../domain/errors.ts';
import { kindOf } from '../../domain/document-words.ts';
import type { Viewer } from '../console/viewer.ts';
import { Badge, Choose, Empty, Pager, RequestLink } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import type { Told } from '../route.ts';
import { titleOf } from './invoice-words.ts';
import { Scroll } from './plan-marks.tsx';

type Asked = Readonly<Record<string, string>>;

interface Props {
  /** The query as it was typed. */
  readonly asked: Asked;
  readonly found: Told<typeof invoicePage>;
  readonly problems: readonly Refusal[];
  readonly viewer: Viewer;
}

/** Documents, newest first, and what they are looked for by. */
export const InvoiceList = ({ asked, found, problems, viewer }: Props) => {
  const { after: _after, ...filters } = asked;
  return (
    <>
      <h1>Invoices</h1>
      <Search asked={filters} />
      {problems.length > 0 ? (
        <div class="note bad" role="alert">
          <Refusals all={problems} />
        </div>
      ) : found.items.length === 0 ? (
        <Nothing asked={asked} />
      ) : (
        <Rows rows={found.items} viewer={viewer} />
      )}
      <Pager path={invoicesPath} query={filters} next={found.next} />
    </>
  );
};

const options = (values: readonly string[]) => values.map((value) => ({ value, text: value.replaceAll('_', ' ') }));

const besides = ['customer', 'order', 'status', 'class', 'type', 'currency', 'minAmount', 'maxAmount', 'issuedFrom', 'issuedTo', 'open']; // prettier-ignore

const Search = ({ asked }: { readonly asked: Asked }) => (
  <form method="get" action={invoicesPath} role="search" class="sheet invoice-search">
    <div class="first">
      <label>
        Number begins with
        <input name="number" value={asked['number']} autocomplete="off" spellcheck={false} />
      </label>
      <button>Search</button>
    </div>
    <details open={besides.some((name) => asked[name] !== undefined)}>
      <summary>More filters</summary>
      <div class="filters">
        <Field name="customer" label="Customer id" asked={asked} />
        <Field name="order" label="Order" asked={asked} />
        <Choose name="status" label="Status" choices={options(documentStatus.options)} chosen={asked['status']} any="Any" />
        <Choose name="class" label="Class" choices={options(documentClass.options)} chosen={asked['class']} any="Any" />
        <Choose name="type" label="Type" choices={options(documentType.options)} chosen={asked['type']} any="Any" />
        <Field name="issuedFrom" label="Issued from" asked={asked} type="date" />
        <Field name="issuedTo" label="Issued to" asked={asked} type="date" />
        <Field name="currency" label="Currency" asked={asked} maxlength={3} />
        <Field name="minAmount" label="Amount from" asked={asked} inputmode="decimal" />
        <Field name="maxAmount" label="Amount to" asked={asked} inputmode="decimal" />
        <label class="inline">
          <input type="checkbox" name="open" value="true" checked={asked['open'] !== undefined} />
          With an open correction
        </label>
      </div>
    </details>
  </form>
); // prettier-ignore

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly asked: Asked;
  readonly type?: 'date';
  readonly inputmode?: 'decimal';
  readonly maxlength?: number;
}

const Field = ({ name, label, asked, ...how }: FieldProps) => (
  <label>
    {label}
    <input name={name} value={asked[name]} autocomplete="off" {...how} />
  </label>
);

const Nothing = ({ asked }: { readonly asked: Asked }) =>
  Object.keys(asked).length === 0 ? (
    <Empty title="There are no documents yet">
      <p>
        Import some with <code>countersign import FILE</code>, or put a draft by <code>PUT /v1/invoices/ID</code>.
      </p>
    </Empty>
  ) : (
    <Empty title="No document is like that">
      <p>Numbers are looked for from their beginning, as they are written: capital letters count.</p>
      <p>
        <a class="button second" href={invoicesPath}>
          Show all
        </a>
      </p>
    </Empty>
  );

const Rows = ({ rows, viewer }: { readonly rows: readonly Told<typeof invoiceRow>[]; readonly viewer: Viewer }) => (
  <Scroll label="Documents found">
    <table class="invoices">
      <caption>Documents, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Status</th>
          <th scope="col">Customer</th>
          <th scope="col">Issued</th>
          <th scope="col">Order</th>
          <th scope="col" class="number">Gross</th>
          <th scope="col" class="number">Open</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} viewer={viewer} />
        ))}
      </tbody>
    </table>
  </Scroll>
); // prettier-ignore

const Row = ({ row, viewer }: { readonly row: Told<typeof invoiceRow>; readonly viewer: Viewer }) => {
  const { formats } = viewer;
  const { id, status, customerId, customerName, issueDate, orderId, currency, grossMinor, balanceMinor, openRequestId } = row; // prettier-ignore
  return (
    <tr>
      <th scope="row">
        <a href={invoiceHref(id)}>{titleOf(row)}</a>
        <small class="kind">{kindOf(row)}</small>
      </th>
      <td>
        <Badge state={status} />
        {row.paymentState === 'partially_paid' && status === 'open' && <small> partially paid</small>}
        {openRequestId !== undefined && (
          <>
            {' '}
            <RequestLink viewer={viewer} requestId={openRequestId} class="badge warn">
              correction waits
            </RequestLink>
          </>
        )}
      </td>
      <td>
        <a href={withQuery(invoicesPath, { customer: customerId })}>{customerName ?? customerId}</a>
      </td>
      <td>{formats.day(issueDate)}</td>
      <td>{orderId}</td>
      <td class="number">{formats.money(grossMinor, currency)}</td>
      <td class="number">{formats.amount(balanceMinor, currency)}</td>
    </tr>
  );
};
