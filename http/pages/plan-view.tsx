import { kindOf, nameIn, type NameOf } from '../../domain/document-words.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Formats } from '../console/formats.ts';
import { JournalTable } from './plan-journal.tsx';
import { Becomes, Scroll } from './plan-marks.tsx';
import { linesPerPage, pageOf, partsOf, PartView, type Before } from './plan-parts.tsx';
import { MoneyMoves, TotalsTable } from './plan-totals.tsx';

export interface PlanProps {
  readonly plan: Plan;
  /** The invoice as the plan found it; without it only the new side is known. */
  readonly before?: Before | undefined;
  readonly formats: Formats;
  /** Which hundred lines are shown, from 1 on, and where the others are. */
  readonly lines?: { readonly page: number; readonly href: (page: number) => string };
}

/** The whole consequence of a plan: what every document, the customer's accounts and the books are like before and after. */
export const PlanView = ({ plan, before, formats, lines = { page: 1, href: () => '' } }: PlanProps) => {
  const nameOf = nameIn(plan, before?.number ?? '');
  const parts = partsOf(plan, before, nameOf);
  return (
    <div class="plan">
      <BalancesTable plan={plan} nameOf={nameOf} formats={formats} />
      <MoneyMoves plan={plan} formats={formats} />
      <Besides plan={plan} />
      {pageOf(parts, lines.page).map((part) => (
        <PartView part={part} formats={formats} />
      ))}
      <LinesPager all={parts.reduce((sum, { rows }) => sum + rows.length, 0)} {...lines} />
      <h3>Totals</h3>
      <TotalsTable plan={plan} before={before} formats={formats} />
      {plan.journal.length > 0 && (
        <>
          <h3>Books</h3>
          <JournalTable entries={plan.journal} nameOf={nameOf} formats={formats} />
        </>
      )}
    </div>
  );
};

/** Each document with its state and balance before and after. */
const BalancesTable = ({ plan, nameOf, formats }: { readonly plan: Plan; readonly nameOf: NameOf; readonly formats: Formats }) => {
  const { changes, documents, balancesAfter, currency } = plan;
  return (
    <Scroll label="Documents">
      <table class="balances">
        <caption>Documents, before and after; balances in {currency}</caption>
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">Status</th>
            <th scope="col" class="number">Balance</th>
          </tr>
        </thead>
        <tbody>
          {balancesAfter.map(({ documentId, status, balanceMinor }) => {
            const made = documents.find(({ id }) => id === documentId);
            const was = changes.find((change) => change.documentId === documentId);
            return (
              <tr>
                <th scope="row">{made ? `new ${kindOf(made)}` : nameOf(documentId)}</th>
                <td><Becomes was={was?.fromStatus} now={status} /></td>
                <td class="number">
                  <Becomes was={was && formats.amount(was.fromBalanceMinor, currency)} now={formats.amount(balanceMinor, currency)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}; // prettier-ignore

/** What else would happen. */
const Besides = ({ plan: { changes, warnings } }: { readonly plan: Plan }) => {
  const texts = [
    ...(changes.some(({ stopsRecognition }) => stopsRecognition) ? ['Revenue that is still deferred is reversed; its schedule stops.'] : []), // prettier-ignore
    ...warnings.map((warning) => `Warning: ${warning}`),
  ];
  return texts.length === 0 ? null : <ul class="note">{texts.map((text) => <li>{text}</li>)}</ul>; // prettier-ignore
};

interface Pages extends NonNullable<PlanProps['lines']> {
  /** Lines on all pages. */
  readonly all: number;
}

/** Where the lines beyond a hundred are. */
const LinesPager = ({ all, page, href }: Pages) => {
  const first = (page - 1) * linesPerPage + 1;
  const last = Math.min(page * linesPerPage, all);
  if (all <= linesPerPage) return null;
  return (
    <nav class="actions" aria-label="Lines">
      <span>{all < first ? `There are ${all} lines` : `Lines ${first} to ${last} of ${all}`}</span>
      {page > 1 && <a class="button second" rel="prev" href={href(page - 1)}>Lines before</a>}
      {last < all && <a class="button second" rel="next" href={href(page + 1)}>Next lines</a>}
    </nav>
  );
}; // prettier-ignore
