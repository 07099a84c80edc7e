import type { Child } from 'hono/jsx';
import type { Facts } from '../../domain/facts.ts';
import type { Kind } from '../../domain/input.ts';
import type { Formats } from '../console/formats.ts';
import type { Typed } from './correct-fields.ts';

/** A form as it stands: what was typed, and which fields of it were refused. */
export interface FormState {
  readonly facts: Facts;
  readonly kind: Kind;
  readonly typed: Typed;
  readonly wrong: ReadonlySet<string>;
  /** The largest amount of this kind, minor units. */
  readonly maxMinor: number | undefined;
  readonly formats: Formats;
}

interface FieldProps {
  readonly at: Pick<FormState, 'typed' | 'wrong'>;
  readonly name: string;
  readonly label: Child;
  readonly hint?: Child;
  readonly type?: 'date' | 'email';
  readonly inputmode?: 'decimal' | 'numeric';
  readonly required?: boolean;
  readonly maxlength?: number;
}

/** The mark of a field that was refused; the reason stands on top of the form. */
export const marks = (wrong: ReadonlySet<string>, name: string) =>
  wrong.has(name) ? { 'aria-invalid': 'true', 'aria-describedby': 'problems' } : {};

export const Field = ({ at: { typed, wrong }, name, label, hint, ...how }: FieldProps) => (
  <label>
    {label}
    {hint !== undefined && <small> {hint}</small>}
    <input name={name} value={typed[name]} autocomplete="off" {...how} {...marks(wrong, name)} />
  </label>
);

export const LongField = ({ at: { typed, wrong }, name, label, hint, maxlength }: FieldProps) => (
  <label>
    {label}
    {hint !== undefined && <small> {hint}</small>}
    <textarea name={name} maxlength={maxlength} {...marks(wrong, name)}>
      {typed[name]}
    </textarea>
  </label>
);

/** A box that says yes. */
export const Tick = ({ at: { typed, wrong }, name, label, value = 'yes' }: Pick<FieldProps, 'at' | 'name' | 'label'> & { readonly value?: string }) => (
  <label class="inline">
    <input type="checkbox" name={name} value={value} checked={typed[name] !== undefined} {...marks(wrong, name)} />
    {label}
  </label>
); // prettier-ignore
