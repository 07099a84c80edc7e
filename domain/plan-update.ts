import { balanceOf, type BalanceRow } from './balance.ts';
import type { CustomerAccount } from './customer.ts';
import { customerIdOf, type DocumentContent, type InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import type { CorrectionInput } from './input.ts';
import { entries, entry } from './journal.ts';
import type { Body } from './made.ts';
import { difference, documentMoves } from './moves.ts';
import { changeOf, type PlannedChange } from './plan.ts';
import { planDifference } from './plan-difference.ts';
import { draftPlan, noEffects, nothingChanged, type Drafted } from './plan-draft.ts';
import { planRevision } from './plan-revision.ts';
import type { CorrectionRequest } from './request.ts';
import { exposureOfUpdate } from './update-exposure.ts';
import { headerEdit, isSame, type HeaderEdit } from './update-header.ts';
import { checkLineChanges, updatedBody } from './update-lines.ts';
import { methodOf } from './update-method.ts';

/** The account that a replacement is booked on when the buyer or the currency changes; undefined when it is the same. */
export function otherAccountOf(
  document: InvoiceDocument,
  input: CorrectionInput | undefined,
): Pick<CustomerAccount, 'customerId' | 'currency'> | undefined {
  const buyer = headerEdit(document, input ?? {}).set.buyer ?? document.buyer;
  const currency = input?.set?.currency ?? document.currency;
  const customerId = buyer.id === document.buyer.id ? document.customerId : customerIdOf(document.sellerId, buyer.id);
  return customerId === document.customerId && currency === document.currency ? undefined : { customerId, currency };
}

/** Plans an update of head or lines. Examples E10 to E15; a return or price drop clears the open balance first (rule 6). */
export function planUpdate(facts: Facts, request: CorrectionRequest): Drafted {
  const { document } = facts;
  const input = request.input ?? {};
  const edit = headerEdit(document, input);
  checkLineChanges(document, input);
  const other = otherAccountOf(document, input);
  switch (methodOf(facts, edit, input)) {
    case 'in_place':
      return inPlace(facts, request, edit);
    case 'revision':
      return planRevision(facts, request, edit, other);
    case 'difference':
      return planDifference(facts, request, edit) ?? inPlace(facts, withoutLines(request), edit);
  }
}

/** On the document itself: the old version is kept, the number stays; on an open invoice the difference is booked (E11). */
function inPlace(facts: Facts, request: CorrectionRequest, edit: HeaderEdit): Drafted {
  const { document } = facts;
  const input = request.input ?? {};
  const currency = edit.set.currency ?? document.currency;
  const touchesLines = (input.change ?? []).length + (input.add ?? []).length > 0 || currency !== document.currency;
  const body = touchesLines ? changedBody(document, updatedBody(document, input, currency)) : {};
  const set: Partial<DocumentContent> = { ...edit.set, ...body };
  if (Object.keys(set).length + edit.cleared.length === 0) return nothingChanged;
  const rows = document.status === 'draft' || set.totals === undefined ? [] : changedRows(document, set.totals);
  const balanceMinor = balanceOf([...document.rows, ...rows]);
  if (rows.length > 0 && balanceMinor < 0) return planRevision(facts, request, edit, undefined); // credit that was used is more than what is left
  const after = { ...document, ...set };
  const other = document.status === 'draft' ? otherAccountOf(document, input) : undefined;
  const change: PlannedChange = {
    ...changeOf(document, document.status === 'open' && balanceMinor === 0 ? 'paid' : document.status, rows),
    set,
    cleared: edit.cleared,
    ...(other ? { customerId: other.customerId } : {}),
  };
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: document.status === 'draft' ? 0 : exposureOfUpdate(document, after, edit),
    changes: [change],
    journal:
      document.status === 'draft' ? [] : entries([entry('correction', currency, difference(documentMoves(after), documentMoves(document)))]), // prettier-ignore
  });
}

/** Nothing differs in the lines: what is left is about the head. */
const withoutLines = (request: CorrectionRequest): CorrectionRequest => ({ ...request, input: { ...request.input, change: [], add: [] } }); // prettier-ignore

const changedBody = (document: InvoiceDocument, body: Body): Partial<Body> =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => !isSame(value, document[name as keyof Body])));

const changedRows = (document: InvoiceDocument, totals: DocumentContent['totals']): readonly BalanceRow[] => {
  const amountMinor = totals.grossMinor - document.totals.grossMinor;
  return amountMinor === 0 ? [] : [{ kind: 'invoice', amountMinor }];
};
