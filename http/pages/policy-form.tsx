import type { Viewer } from '../console/viewer.ts';
import { Csrf } from '../console/parts.tsx';
import { commentMax } from '../../domain/decision.ts';
import { countFields, clockFields, rolesToChoose, type PolicyFields } from './policy-fields.ts';
import { Grid } from './policy-grid.tsx';
import type { Tried } from './policy-try.ts';

interface Props {
  readonly viewer: Viewer;
  readonly tried: Tried;
  /** Number that the proposal would get. */
  readonly next: string;
}

/** The form of a proposal: what is changed most as fields, the whole policy as text, and why. */
export const ProposalForm = ({ viewer, tried: { draft, hash, findings }, next }: Props) => (
  <form method="post" action="/policy/propose" class="proposal">
    <Csrf viewer={viewer} />
    <input type="hidden" name="key" value={draft.key} />
    <input type="hidden" name="shown" value={JSON.stringify(draft.shown)} />
    {hash !== undefined && <input type="hidden" name="tried" value={hash} />}
    {hash !== undefined && <Why draft={draft} hash={hash} next={next} />}
    {hash !== undefined && <h2 class="part">Change it further</h2>}
    <Limits fields={draft.fields} />
    <Steps fields={draft.fields} />
    <Numbers fields={draft.fields} />
    <section class="sheet">
      <h2>Everything else</h2>
      <p class="hint" id="text-hint">
        Rows, floors, sums and caps are changed in the text of the whole policy. What you change in the fields above is put into it
        when you try it.
      </p>
      <label>
        The whole policy as text (JSON)
        <textarea name="text" id="text" class="code" rows={16} spellcheck={false} autocapitalize="none" aria-describedby="text-hint" aria-invalid={findings.length > 0 ? 'true' : undefined}>
          {draft.text}
        </textarea>
      </label>
    </section>
    {hash === undefined ? (
      <Why draft={draft} hash={hash} next={next} />
    ) : (
      <p class="actions">
        <button name="deed" value="try" class="second">Try it again</button>
      </p>
    )}
  </form>
); // prettier-ignore

/** Why, and the deed: after what a try has shown, else after everything that can be changed. */
const Why = ({ draft, hash, next }: Pick<Props, 'next'> & Pick<Tried, 'draft'> & { readonly hash: string | undefined }) => (
  <section class="sheet">
    <h2>Why</h2>
    <label>
      Reason, for those who sign
      <textarea name="reason" id="reason" maxlength={commentMax} rows={3}>
        {draft.reason}
      </textarea>
    </label>
    <p class="actions">
      <button name="deed" value="try" class={hash === undefined ? undefined : 'second'}>Try it</button>
      {hash !== undefined && (
        <button name="deed" value="propose">Propose version {next}</button>
      )}
    </p>
    <p class="hint">
      {hash === undefined
        ? 'Trying shows what is wrong with it, what changes, and what past decisions would have come to. Nothing is stored.'
        : 'Proposing asks an owner of the policy and then a controller for their signatures; nothing is in force before both have signed. It takes a sign-in of the last five minutes.'}
    </p>
  </section>
); // prettier-ignore

/** Names of fields below a part, in their order, each once. */
const partsIn = (fields: PolicyFields, prefix: string): readonly string[] => [
  ...new Set(
    Object.keys(fields).flatMap((name) =>
      name.startsWith(prefix) ? [name.slice(prefix.length).split('/')[0] ?? ''] : [],
    ),
  ),
];

const Limits = ({ fields }: { readonly fields: PolicyFields }) => {
  const currencies = partsIn(fields, 'bands/');
  const widest = Math.max(0, ...currencies.map((one) => partsIn(fields, `bands/${one}/`).length));
  const bands = Array.from({ length: widest }, (_none, at) => `B${at}`);
  return currencies.length === 0 ? null : (
    <section class="sheet" id="bands">
      <h2>Limits of the bands</h2>
      <Grid
        isNarrow
        caption="The highest amount of each band, inclusive; above the last limit is the last band"
        columns={[{ title: 'Currency' }, ...bands.map((band) => ({ title: `${band} up to` }))]}
        rows={currencies.map((currency) => [
          currency,
          ...partsIn(fields, `bands/${currency}/`).map((at) => {
            const name = `bands/${currency}/${at}`;
            return <input name={name} id={name} value={fields[name]} aria-label={`${currency}, band B${at} up to`} inputmode="decimal" autocomplete="off" />;
          }),
        ])}
      />
    </section>
  );
}; // prettier-ignore

const Steps = ({ fields }: { readonly fields: PolicyFields }) => (
  <section class="sheet">
    <h2>Who signs, and by when</h2>
    {partsIn(fields, 'ladder/').flatMap((level) =>
      partsIn(fields, `ladder/${level}/`).map((step) => <StepFields fields={fields} level={level} step={step} />),
    )}
  </section>
);

const labels = {
  quorum: 'How many sign', distinctUnits: 'From how many units', remindEveryMs: 'Reminds every, hours',
  escalateAfterMs: 'Escalates after, hours', expireAfterMs: 'Expires after, hours',
} as const; // prettier-ignore

const StepFields = ({ fields, level, step }: { readonly fields: PolicyFields; readonly level: string; readonly step: string }) => {
  const at = `ladder/${level}/${step}`;
  return (
    <fieldset class="step" id={at}>
      <legend>
        Level {level}, step {step}
      </legend>
      <Roles title="Who signs" name={`${at}/roles`} fields={fields} />
      <Roles title="May sign later, too, once it has escalated" name={`${at}/escalateTo`} fields={fields} />
      <div class="filters">
        {[...countFields, ...clockFields].map((field) => (
          <label>
            {labels[field]}
            <input name={`${at}/${field}`} value={fields[`${at}/${field}`]} inputmode="decimal" autocomplete="off" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}; // prettier-ignore

const Roles = ({ title, name, fields }: { readonly title: string; readonly name: string; readonly fields: PolicyFields }) => {
  const chosen = (fields[name] ?? '').split(',').filter(Boolean);
  return (
    <fieldset class="role-boxes">
      <legend>{title}</legend>
      {rolesToChoose(chosen).map((role) => (
        <label class="inline">
          <input type="checkbox" name={name} value={role} checked={chosen.includes(role)} />
          {role}
        </label>
      ))}
    </fieldset>
  );
}; // prettier-ignore

const Numbers = ({ fields }: { readonly fields: PolicyFields }) => (
  <section class="sheet" id="rates">
    <h2>Rates and sample</h2>
    <p class="hint">
      Rates are for sums and ceilings alone; documents never use them. Of what is applied at once, people review a share
      afterwards: 0.03 is 3 %.
    </p>
    <div class="filters">
      {partsIn(fields, 'rates/').map((currency) => (
        <Decimal label={`One ${currency} is worth`} name={`rates/${currency}`} fields={fields} />
      ))}
      <Decimal label="Share that is reviewed" name="sampleRate" fields={fields} />
    </div>
  </section>
);

const Decimal = ({ label, name, fields }: { readonly label: string; readonly name: string; readonly fields: PolicyFields }) => (
  <label>
    {label}
    <input name={name} id={name} value={fields[name]} inputmode="decimal" autocomplete="off" />
  </label>
); // prettier-ignore
