import type { PropsWithChildren } from 'hono/jsx';
import { approverRoles } from '../../domain/principal.ts';
import { Choose } from '../console/parts.tsx';
import type { InboxPageQuery, ListPageQuery } from './inbox-query.ts';
import { kindChoices } from './inbox-words.ts';

interface FormProps {
  readonly action: string;
  /** Stays as it is when the form is sent. */
  readonly kept?: Readonly<Record<string, string | undefined>>;
  readonly isFiltered: boolean;
}

/** Filters are a form that asks for the same page: its address says what is shown. */
const FilterForm = ({ action, kept = {}, isFiltered, children }: PropsWithChildren<FormProps>) => (
  <form method="get" action={action} role="search" class="sheet inbox-filters" aria-label="Filters">
    {Object.entries(kept).map(([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />)}
    {children}
    {isFiltered && <p><a href={action}>Clear all filters</a></p>}
  </form>
); // prettier-ignore

const Field = ({ name, label, value, hint, ...input }: { readonly name: string; readonly label: string; readonly value: string | undefined; readonly hint?: string; readonly maxlength?: number; readonly inputmode?: 'decimal' }) => (
  <label>
    {label}
    <input name={name} value={value} placeholder={hint} autocomplete="off" spellcheck={false} {...input} />
  </label>
); // prettier-ignore

/** Choices of a number of days or hours; one that is in the address alone is among them. */
const Span = ({ name, label, unit, values, chosen }: { readonly name: string; readonly label: string; readonly unit: string; readonly values: readonly number[]; readonly chosen: number | undefined }) => {
  const all = [...new Set([...values, ...(chosen === undefined ? [] : [chosen])])].toSorted((a, b) => a - b);
  const choices = all.map((value) => ({ value: String(value), text: `${value} ${unit}${value === 1 ? '' : 's'}` }));
  return <Choose name={name} label={label} any="Any time" choices={choices} chosen={chosen === undefined ? undefined : String(chosen)} />;
}; // prettier-ignore

type Shared = Pick<InboxPageQuery, 'customer' | 'requester' | 'currency' | 'minAmount' | 'maxAmount' | 'dueWithin' | 'olderThan' | 'newerThan'>; // prettier-ignore

/** What both lists are narrowed by. */
const More = ({ query, isOpen, children }: PropsWithChildren<{ readonly query: Shared; readonly isOpen: boolean }>) => (
  <details open={isOpen}>
    <summary>Filter and sort</summary>
    <div class="filters">
      {children}
      <Field name="customer" label="Customer" value={query.customer} hint="SELLER:BUYER" />
      <Field name="requester" label="Asked by" value={query.requester} hint="id" />
      <Field name="currency" label="Currency" value={query.currency} hint="EUR" maxlength={3} />
      <Field name="minAmount" label="Amount from" value={query.minAmount} hint="1250.00" inputmode="decimal" />
      <Field name="maxAmount" label="Amount to" value={query.maxAmount} hint="9000.00" inputmode="decimal" />
      <Span name="dueWithin" label="Due within" unit="hour" values={[4, 24, 72, 168]} chosen={query.dueWithin} />
      <Span name="olderThan" label="Older than" unit="day" values={[1, 2, 3, 7, 14]} chosen={query.olderThan} />
      <Span name="newerThan" label="Newer than" unit="day" values={[1, 2, 3, 7, 14]} chosen={query.newerThan} />
    </div>
  </details>
);

const isMore = ({ customer, requester, currency, minAmount, maxAmount, dueWithin, olderThan, newerThan }: Shared): boolean =>
  [customer, requester, currency, minAmount, maxAmount, dueWithin, olderThan, newerThan].some((one) => one !== undefined); // prettier-ignore

export const InboxFilters = ({ query, isFiltered }: { readonly query: InboxPageQuery; readonly isFiltered: boolean }) => {
  const { whose, overdue, state, role, kind, sort, search } = query;
  return (
    <FilterForm action="/inbox" kept={{ whose, overdue }} isFiltered={isFiltered}>
      <div class="find">
        <Field name="search" label="Invoice or request" value={search} hint="INV-7" />
        <button>Show</button>
      </div>
      <More query={query} isOpen={isMore(query) || kind !== undefined || role !== undefined || state !== 'open' || sort !== 'due'}>
        <Choose name="kind" label="Kind" any="Any kind" choices={kindChoices} chosen={kind} />
        <Choose name="sort" label="Show first" choices={[{ value: 'due', text: 'Due soonest' }, { value: 'received', text: 'Waiting longest' }]} chosen={sort} />
        <Choose name="state" label="State" choices={[{ value: 'open', text: 'Open' }, { value: 'outdated', text: 'Outdated' }]} chosen={state} />
        <Choose name="role" label="I sign as" any="Any role" choices={approverRoles.map((value) => ({ value, text: value }))} chosen={role} />
      </More>
    </FilterForm>
  );
}; // prettier-ignore

export const ListFilters = ({ query, isFiltered }: { readonly query: ListPageQuery; readonly isFiltered: boolean }) => {
  const { state, kind, sort, invoice } = query;
  return (
    <FilterForm action="/corrections" kept={{ state }} isFiltered={isFiltered}>
      <div class="find">
        <Field name="invoice" label="Invoice" value={invoice} hint="INV-7" />
        <button>Show</button>
      </div>
      <More query={query} isOpen={isMore(query) || kind !== undefined || sort !== 'newest'}>
        <Choose name="kind" label="Kind" any="Any kind" choices={kindChoices} chosen={kind} />
        <Choose name="sort" label="Show first" choices={[{ value: 'newest', text: 'Newest' }, { value: 'received', text: 'Oldest' }]} chosen={sort} />
      </More>
    </FilterForm>
  );
}; // prettier-ignore
