import { plainAmount } from '../../domain/money.ts';
import { reasonCodes, reasonTextMax } from '../../domain/request.ts';
import { Choose } from '../console/parts.tsx';
import { Field, Tick, type FormState } from './correct-controls.tsx';
import { ShareLines } from './correct-lines.tsx';
import { UpdateInputs } from './correct-update.tsx';

/** What is asked for beyond the kind. */
export const Inputs = ({ at }: { readonly at: FormState }) => {
  switch (at.kind) {
    case 'cancel':
      return <Tick at={at} name="payout" label="Pay out what was paid, instead of leaving it with the customer" />;
    case 'refund':
    case 'credit':
      return <ShareInputs at={at} />;
    case 'discount':
      return <Amount at={at} required />;
    case 'correct-credit-note':
      return <p class="hint">Nothing more has to be said: a correction invoice offsets the whole credit note.</p>;
    case 'update':
      return <UpdateInputs at={at} />;
  }
};

const Amount = ({ at, required }: { readonly at: FormState; readonly required?: boolean }) => {
  const { currency } = at.facts.document;
  const hint = at.maxMinor === undefined ? undefined : `at most ${plainAmount(at.maxMinor, currency)}`;
  return <Field at={at} name="amount" label={`Gross amount in ${currency}`} hint={hint} inputmode="decimal" {...(required ? { required } : {})} />; // prettier-ignore
};

/** One of: an amount, a share of lines, an unused share of everything; or nothing, which is the most. */
const ShareInputs = ({ at }: { readonly at: FormState }) => (
  <>
    <p>Say it in one of three ways. With nothing filled in it is the largest amount that is possible.</p>
    <fieldset>
      <legend>By amount</legend>
      <div class="filters">
        <Amount at={at} />
      </div>
    </fieldset>
    <fieldset>
      <legend>By lines: units that come back, or a net amount</legend>
      <ShareLines at={at} />
    </fieldset>
    <fieldset>
      <legend>By the unused days of a service</legend>
      <div class="filters">
        <Field at={at} name="days" label="Days not used" inputmode="numeric" />
        <Field at={at} name="of" label="Days in all" inputmode="numeric" />
      </div>
    </fieldset>
  </>
);

/** Why, and what shows it: asked with every kind. */
export const Why = ({ at }: { readonly at: FormState }) => (
  <fieldset>
    <legend>Why</legend>
    <div class="filters wide">
      <Choose
        name="reason"
        label="Reason"
        choices={reasonCodes.filter((code) => code !== 'other').map((value) => ({ value, text: value.replaceAll('_', ' ') }))}
        chosen={at.typed['reason']}
        any="In my own words"
      />
      <Field at={at} name="words" label="In your own words" hint="instead of one of the list" maxlength={reasonTextMax} />
      <Field at={at} name="evidence" label="Evidence" hint="where it can be seen: a mail, a ticket" maxlength={500} />
      <Field at={at} name="postingDate" label="Dated" hint="the day of the commit, unless said otherwise" type="date" />
    </div>
  </fieldset>
); // prettier-ignore
