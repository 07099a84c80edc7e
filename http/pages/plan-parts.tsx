import type { DocumentContent } from '../../domain/document.ts';
import { kindOf, type NameOf } from '../../domain/document-words.ts';
import { fieldChanges, saidBy, type FieldChange } from '../../domain/field-changes.ts';
import type { Plan, PlannedChange, PlannedDocument } from '../../domain/plan.ts';
import type { Formats } from '../console/formats.ts';
import { itemText, lineChanges, LineTable, type LineRow } from './plan-lines.tsx';
import { Becomes, Scroll } from './plan-marks.tsx';

/** A document as a plan found it. */
export type Before = DocumentContent & { readonly id: string };

/** Lines that one page shows, over all documents of the plan: so many are read, and a page stays small. */
export const linesPerPage = 100;

/** A document that is made, or one that says something else from then on. */
interface Part {
  readonly title: string;
  readonly hint?: string;
  readonly currency: string;
  readonly fields: (formats: Formats) => readonly FieldChange[];
  readonly isDiff: boolean;
  readonly rows: readonly LineRow[];
  readonly made?: PlannedDocument;
  /** Lines of it stand on another page. */
  readonly isElsewhere?: boolean;
}

/** What is shown of each document that a plan touches or makes. */
export function partsOf(plan: Plan, before: Before | undefined, nameOf: NameOf): readonly Part[] {
  const changed = plan.changes.flatMap((change): readonly Part[] => {
    const known = before?.id === change.documentId ? before : undefined;
    return isRewritten(change) ? [diffPart(`${nameOf(change.documentId)} changes in place`, change, known, plan.currency)] : [];
  });
  const replaced = plan.documents.flatMap((made): readonly Part[] =>
    before === undefined || made.links.replaces !== before.id
      ? []
      : [diffPart(`What the replacement of ${nameOf(before.id)} says differently`, saidBy(made), before, made.currency)],
  );
  const made = plan.documents.map((document): Part => ({
    title: `New document: ${kindOf(document)}`,
    hint: `Type ${document.typeCode}${document.preceding === undefined ? '' : `, about ${document.preceding.number}`}. Its number and date come with the commit.`,
    currency: document.currency,
    fields: () => [],
    isDiff: false,
    // A replacement's lines stand in the difference, where they differ; all of them are those of its original.
    rows: document.lines.map((line) => ({ after: line })),
    made: document,
  }));
  return [...changed, ...replaced, ...made];
} // prettier-ignore

const isRewritten = ({ set, cleared = [] }: PlannedChange): boolean => set !== undefined || cleared.length > 0;

function diffPart(
  title: string,
  { set = {}, cleared = [] }: Pick<PlannedChange, 'set' | 'cleared'>,
  before: Before | undefined,
  currency: string,
): Part {
  const { lines, taxGroups: _groups, totals: _totals, ...head } = set;
  return {
    title,
    currency: set.currency ?? currency,
    fields: (formats) =>
      fieldChanges({ set: head, cleared }, before, currency, (minor, code) => formats.amount(minor, code)),
    isDiff: true,
    rows: lines ? lineChanges(before?.lines ?? [], lines) : [],
  };
}

/** The parts with those of their lines that stand on a page. */
export function pageOf(parts: readonly Part[], page: number): readonly Part[] {
  const from = (page - 1) * linesPerPage;
  let at = 0;
  return parts.map((part) => {
    const rows = part.rows.slice(Math.max(from - at, 0), Math.max(from - at + linesPerPage, 0));
    at += part.rows.length;
    return { ...part, rows, isElsewhere: rows.length < part.rows.length };
  });
}

/** One document: what it says differently, or all that it says. */
export const PartView = ({ part, formats }: { readonly part: Part; readonly formats: Formats }) => {
  const { title, hint, currency, isDiff, rows, made, isElsewhere } = part;
  const fields = part.fields(formats);
  const money = (minor: number): string => formats.money(minor, currency);
  return (
    <section class="part">
      <h3>{title}</h3>
      {hint !== undefined && <p class="hint">{hint}</p>}
      {fields.length > 0 && <FieldTable title={title} fields={fields} />}
      {rows.length > 0 && <LineTable caption={`Lines: ${title}`} rows={rows} isDiff={isDiff} currency={currency} formats={formats} />}
      {isElsewhere && <p class="hint">{rows.length === 0 ? 'Its lines are' : 'More of its lines are'} on another page.</p>}
      {made && made.allowancesCharges.length > 0 && (
        <ul>{made.allowancesCharges.map((item) => <li>{itemText(item, currency, formats)}</li>)}</ul>
      )}
      {made && (
        <p>
          Net {money(made.totals.netMinor)}, tax {money(made.totals.taxMinor)}, <strong>gross {money(made.totals.grossMinor)}</strong>
        </p>
      )}
    </section>
  );
}; // prettier-ignore

/** `?` is what is not known here, `-` is nothing. */
const FieldTable = ({ title, fields }: { readonly title: string; readonly fields: readonly FieldChange[] }) => (
  <Scroll label={`Fields: ${title}`}>
    <table class="fields">
      <caption class="visually-hidden">Fields that change</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, was, now]) => (
          <tr>
            <th scope="row">{name}</th>
            <td>
              {now === '-' ? 'removed: ' : was === '-' ? 'added: ' : ''}
              <Becomes was={was === '?' || was === '-' ? undefined : was} now={now === '-' ? undefined : now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
);
