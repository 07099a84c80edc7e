import type { PropsWithChildren } from 'hono/jsx';
import type { InvoiceDocument } from '../../domain/document.ts';
import { clearable, type Clearable } from '../../domain/header-paths.ts';
import { Choose } from '../console/parts.tsx';
import { begunWith, type Typed } from './correct-fields.ts';
import { Field, LongField, Tick, type FormState } from './correct-controls.tsx';
import { AddedLines, ChangedLines } from './correct-lines.tsx';

interface Props {
  readonly at: FormState;
}

/** What is to be different. What stays empty stays as it is; places that are replaced as a whole begin with what is there. */
export const UpdateInputs = ({ at }: Props) => {
  const { counters } = at.typed;
  if (counters !== undefined) return <TakenBack requestId={counters} />;
  const { document } = at.facts;
  const isBegun = at.typed['typed'] === undefined;
  const filled = { ...at, typed: isBegun ? { ...begunWith(document), ...at.typed } : at.typed };
  return (
    <>
      <p>Fill in what is to be different. What stays empty stays as it is.</p>
      <References at={at} />
      <Group title="Parties and places" isOpen={touches(at.typed, document)}>
        <Parties at={filled} />
      </Group>
      <Group title="Take out" isOpen={clearable.some((field) => at.typed[`clear:${field}`] !== undefined)}>
        <Cleared at={at} />
      </Group>
      <Group title="Lines" isOpen={Object.keys(at.typed).some((name) => perLine.some((one) => name.startsWith(`${one}:`))) || at.typed['page'] !== undefined}>
        <ChangedLines at={at} />
        <AddedLines at={at} />
      </Group>
      <Group title="How it is done" isOpen={at.typed['disposition'] !== undefined || at.typed['method'] !== undefined || at.typed['currency'] !== undefined}>
        <div class="filters">
          <Choose name="disposition" label="An excess becomes" choices={[{ value: 'credit', text: 'credit of the customer' }, { value: 'refund', text: 'a refund' }]} chosen={at.typed['disposition']} any="as usual: credit" />
          <Field at={at} name="currency" label="Currency" hint={nowIs(document.currency)} maxlength={3} />
          <Tick at={at} name="method" value="revise" label="By a cancellation and a replacement, in any case" />
        </div>
      </Group>
    </>
  );
}; // prettier-ignore

const perLine = ['quantity', 'price', 'text', 'category', 'rate', 'remove', 'add'];

const TakenBack = ({ requestId }: { readonly requestId: string }) => (
  <>
    <input type="hidden" name="counters" value={requestId} />
    <p class="note">
      This takes the effect of the request <span class="code">{requestId}</span> back. Nothing more has to be said.
    </p>
  </>
);

const Group = ({ title, isOpen, children }: PropsWithChildren<{ readonly title: string; readonly isOpen: boolean }>) => (
  <details class="group" open={isOpen}>
    <summary>{title}</summary>
    {children}
  </details>
); // prettier-ignore

const nowIs = (text: string | undefined): string => (text === undefined ? 'there is none' : `now ${text}`);

const References = ({ at }: Props) => {
  const { document } = at.facts;
  return (
    <fieldset>
      <legend>Dates, terms and references</legend>
      <div class="filters wide">
        <Field at={at} name="dueDate" label="Due" hint={nowIs(document.dueDate)} type="date" />
        <Field at={at} name="paymentTerms" label="Terms" hint={nowIs(document.paymentTerms)} />
        <Field at={at} name="orderId" label="Order" hint={nowIs(document.orderId)} />
        <Field at={at} name="buyerReference" label="Reference" hint={nowIs(document.buyerReference)} />
        <Field at={at} name="costCenter" label="Cost centre" hint={nowIs(document.costCenter)} />
        <Field at={at} name="supplyDate" label="Supplied" hint={nowIs(document.supplyDate)} type="date" />
      </div>
      <LongField at={at} name="notes" label="Notes" hint={`a line each; they take the place of ${document.notes?.length ?? 0} that are there`} />
    </fieldset>
  );
}; // prettier-ignore

const Parties = ({ at }: Props) => {
  const { buyer } = at.facts.document;
  return (
    <>
      <fieldset>
        <legend>Customer</legend>
        <div class="filters wide">
          <Field at={at} name="buyer.name" label="Name" hint={nowIs(buyer.name)} />
          <Field at={at} name="buyer.vatId" label="VAT id" hint={nowIs(buyer.vatId)} />
          <Field at={at} name="buyer.legalId" label="Legal id" hint={nowIs(buyer.legalId)} />
          <Field at={at} name="email" label="E-mail" hint={nowIs(buyer.email)} />
          <Field at={at} name="contact.name" label="Contact" />
          <Field at={at} name="contact.phone" label="Phone of the contact" />
        </div>
      </fieldset>
      <Place at={at} title="Billing address" name="address" />
      <Place at={at} title="Delivered to" name="delivery.address">
        <Field at={at} name="delivery.name" label="Name" />
      </Place>
    </>
  );
};

/** An address; it is replaced as a whole. */
const Place = ({ at, title, name, children }: PropsWithChildren<Props & { readonly title: string; readonly name: string }>) => (
  <fieldset>
    <legend>{title}</legend>
    <div class="filters wide">
      {children}
      <LongField at={at} name={`${name}.lines`} label="Street" hint="a line each" />
      <Field at={at} name={`${name}.postalCode`} label="Postal code" />
      <Field at={at} name={`${name}.city`} label="City" />
      <Field at={at} name={`${name}.region`} label="Region" />
      <Field at={at} name={`${name}.country`} label="Country" maxlength={2} />
    </div>
  </fieldset>
); // prettier-ignore

const partyFields = /^(buyer|contact|delivery|address|email)\b/;

/** Whether something about parties was typed that is not there already. */
const touches = (typed: Typed, document: InvoiceDocument): boolean => {
  const begun = begunWith(document);
  return Object.entries(typed).some(([name, value]) => partyFields.test(name) && value.replaceAll('\r\n', '\n') !== begun[name]); // prettier-ignore
};

const names: Readonly<Record<Clearable, string>> = {
  notes: 'Notes', contact: 'Contact', email: 'E-mail', paymentTerms: 'Terms', dueDate: 'Due', delivery: 'Delivered to', orderId: 'Order',
  buyerReference: 'Reference', costCenter: 'Cost centre', supplyDate: 'Supplied',
}; // prettier-ignore

const isThere = (document: InvoiceDocument, field: Clearable): boolean =>
  (field === 'contact' || field === 'email' ? document.buyer[field] : document[field]) !== undefined;

const Cleared = ({ at }: Props) => {
  const there = clearable.filter((field) => isThere(at.facts.document, field));
  return there.length === 0 ? (
    <p class="hint">There is nothing that could be taken out.</p>
  ) : (
    <fieldset>
      <legend>What the document is to say no more</legend>
      {there.map((field) => (
        <Tick at={at} name={`clear:${field}`} label={names[field]} />
      ))}
    </fieldset>
  );
};
