import { balanceOf, paidMinor, paymentState, type BalanceRow } from './balance.ts';
import { finaliseInvoice } from './booking.ts';
import { completed } from './credit-parts.ts';
import { accountAfter, emptyAccount, type CustomerAccount } from './customer.ts';
import { customerIdOf, type DocumentContent, type InvoiceDocument } from './document.ts';
import { refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import type { CorrectionInput } from './input.ts';
import { entries, entry } from './journal.ts';
import { creditableMinor } from './left.ts';
import { keptOf, netOf, type Body } from './made.ts';
import { formatMoney } from './money.ts';
import { difference, discountsOf, documentMoves } from './moves.ts';
import { changeOf, type PlannedChange, type PlannedDocument } from './plan.ts';
import { cancellationOf } from './plan-cancel.ts';
import { creditNoteEffects, refundableMinor } from './plan-credit.ts';
import { draftPlan, noEffects, type Draft, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';
import { givenBack, withSchedules } from './schedule.ts';
import { headerEdit, isNonFiscal, isSame, type HeaderEdit } from './update-header.ts';
import { checkLineChanges, differenceLines, updatedBody } from './update-lines.ts';

/** How an update is carried out (X2): on the document itself, by cancellation and replacement, or by what differs. */
export type UpdateMethod = 'in_place' | 'revision' | 'difference';

/** The method that the facts and the settings leave for a change of this kind. */
export function methodOf(
  { document, creditNotes, settings }: Facts,
  edit: Pick<HeaderEdit, 'fields'>,
  input: CorrectionInput,
): UpdateMethod {
  if (document.status === 'draft') return 'in_place';
  const touchesLines = (input.change ?? []).length + (input.add ?? []).length > 0;
  const fiscalHead = edit.fields.some((field) => !isNonFiscal(field));
  if (!touchesLines && !fiscalHead) return 'in_place';
  if (!fiscalHead && (paidMinor(document.rows) !== 0 || creditNotes.length > 0)) return 'difference';
  const movesCustomer = edit.fields.some((field) => field === 'buyer' || field === 'currency');
  if (settings.update.finalisedFiscal === 'revise' || input.method === 'revise' || movesCustomer) return 'revision';
  // A discount was split over the lines as they were: the revision takes it back with them, and says so.
  const fits = !touchesLines || discountsOf(document.rows).length === 0;
  return fits && paymentState(document) === 'unpaid' && document.status === 'open' ? 'in_place' : 'revision';
}

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
  switch (methodOf(facts, edit, input)) {
    case 'in_place':
      return inPlace(facts, request, edit);
    case 'revision':
      return planRevision(facts, request, edit);
    case 'difference':
      return planDifference(facts, request, edit);
  }
}

const nothing: Drafted = { blockers: [refusal('NOTHING_CHANGED')] };

/** On the document itself: the old version is kept, the number stays; on an open invoice the difference is booked (E11). */
function inPlace(facts: Facts, request: CorrectionRequest, edit: HeaderEdit): Drafted {
  const { document } = facts;
  const input = request.input ?? {};
  const currency = edit.set.currency ?? document.currency;
  const touchesLines = (input.change ?? []).length + (input.add ?? []).length > 0 || currency !== document.currency;
  const body = touchesLines ? changedBody(document, updatedBody(document, input, currency)) : {};
  const set: Partial<DocumentContent> = { ...edit.set, ...body };
  if (Object.keys(set).length + edit.cleared.length === 0) return nothing;
  const rows = document.status === 'draft' || set.totals === undefined ? [] : changedRows(document, set.totals);
  const balanceMinor = balanceOf([...document.rows, ...rows]);
  if (rows.length > 0 && balanceMinor < 0) return planRevision(facts, request, edit); // credit that was used is more than what is left
  const after = { ...document, ...set };
  const change: PlannedChange = {
    ...changeOf(document, document.status === 'open' && balanceMinor === 0 ? 'paid' : document.status, rows),
    set,
    cleared: edit.cleared,
    ...(edit.set.buyer && edit.set.buyer.id !== document.buyer.id
      ? { customerId: customerIdOf(document.sellerId, edit.set.buyer.id) }
      : {}),
  };
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: document.status === 'draft' ? 0 : Math.abs(after.totals.grossMinor - document.totals.grossMinor),
    changes: [change],
    journal:
      document.status === 'draft' ? [] : entries([entry('correction', currency, difference(documentMoves(after), documentMoves(document)))]), // prettier-ignore
  });
}

const changedBody = (document: InvoiceDocument, body: Body): Partial<Body> =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => !isSame(value, document[name as keyof Body])));

const changedRows = (document: InvoiceDocument, totals: DocumentContent['totals']): readonly BalanceRow[] => {
  const amountMinor = totals.grossMinor - document.totals.grossMinor;
  return amountMinor === 0 ? [] : [{ kind: 'invoice', amountMinor }];
};

/** By cancellation and replacement (E12, E12a): what the cancellation frees applies itself to the replacement. */
function planRevision(facts: Facts, request: CorrectionRequest, edit: HeaderEdit): Drafted {
  const { document } = facts;
  const input = request.input ?? {};
  const whole = { ...document, lines: wholeSchedules(document) };
  const body = updatedBody(whole, input, edit.set.currency ?? document.currency);
  const { totals } = body;
  // What was prepaid is unlinked with the other payments and comes back through the free balance.
  const fresh = {
    ...body,
    totals: { ...totals, prepaidMinor: 0, payableMinor: totals.grossMinor + totals.roundingMinor },
  };
  if (edit.fields.length === 0 && isSame(fresh.lines, whole.lines)) return nothing;
  const { cleared, set } = edit;
  const head = Object.fromEntries(
    Object.entries({ ...headOf(document), ...set }).filter(([name]) => !cleared.some((field) => field === name)),
  ) as ReturnType<typeof headOf>;
  const discounts = -balanceOf(discountsOf(document.rows));
  return draftPlan(facts, request, {
    ...replacementEffects(facts, request, { ...head, ...fresh }),
    exposureMinor: Math.abs(document.totals.grossMinor),
    warnings: discounts === 0 ? [] : [`The discount of ${formatMoney(discounts, document.currency)} is taken back with the original: grant it again.`], // prettier-ignore
  });
}

const headOf = (document: InvoiceDocument) => ({
  ...keptOf(document),
  ...(document.dueDate === undefined ? {} : { dueDate: document.dueDate }),
});

/** Schedules as they were before discounts, which the cancellation unwinds. */
const wholeSchedules = (document: InvoiceDocument): InvoiceDocument['lines'] =>
  withSchedules(
    document.lines,
    givenBack(
      document,
      discountsOf(document.rows).flatMap((row) => row.deferred ?? []),
    ),
  );

type ReplacementContent = ReturnType<typeof headOf> & Body;

function replacementEffects(
  facts: Facts,
  request: CorrectionRequest,
  content: ReplacementContent,
): Omit<Draft, 'exposureMinor'> {
  const { document } = facts;
  const cancellation = cancellationOf(facts, `${request.requestId}.1`);
  const other = otherAccountOf(document, request.input);
  const account = other
    ? (facts.otherAccount ?? emptyAccount(other.customerId, other.currency))
    : accountAfter(facts.account, cancellation.delta);
  const replacement = replacementOf(facts, `${request.requestId}.2`, content, account);
  return {
    ...noEffects,
    changes: [{ ...cancellation.change, replacedBy: replacement.document.id }],
    documents: [cancellation.document, replacement.document],
    journal: [...cancellation.journal, ...replacement.journal],
    customers: [cancellation.delta, replacement.delta],
  };
}

/** The invoice that takes the place of another, finalised: credit and free balance of the account apply themselves. */
export function replacementOf(
  facts: Pick<Facts, 'document' | 'settings'>,
  id: string,
  content: ReplacementContent,
  account: CustomerAccount,
) {
  const { document, settings } = facts;
  const { rows, balanceMinor, status, journal, customer } = finaliseInvoice(
    id,
    { ...content, class: 'invoice' },
    account,
  );
  const isOther = account.customerId !== document.customerId;
  const made: PlannedDocument = {
    ...content,
    customerId: account.customerId,
    id,
    class: 'invoice',
    type: 'replacement',
    typeCode: settings.typeCodes.replacement,
    status,
    rows,
    balanceMinor,
    links: { replaces: document.id },
  };
  return {
    document: made,
    journal: isOther ? journal.map((one) => ({ ...one, customerId: account.customerId })) : journal,
    delta: customer,
  };
}

/** By what differs (E13 to E14): downwards a credit note, upwards a correction invoice. */
function planDifference(facts: Facts, request: CorrectionRequest, edit: HeaderEdit): Drafted {
  const { document, creditNotes, corrections } = facts;
  const input = request.input ?? {};
  const lines = differenceLines(document, [...creditNotes, ...corrections], input);
  if ('code' in lines) return { blockers: [lines] };
  if (lines.length === 0) return edit.fields.length === 0 ? nothing : inPlace(facts, { ...request, input: { ...input, change: [], add: [] } }, edit); // prettier-ignore
  const sign = netOf(lines) < 0 ? -1 : 1;
  const parts = completed(facts, lines, sign);
  const withHead = (change: PlannedChange): PlannedChange =>
    edit.fields.length === 0 ? change : { ...change, set: edit.set, cleared: edit.cleared };
  if (parts.grossMinor <= 0 && sign < 0)
    return { blockers: [refusal('EXCEEDS_CREDITABLE', { param: 'change', detail: 'All that these lines are worth was credited before.' })] }; // prettier-ignore
  if (parts.grossMinor <= 0) {
    const upward = correctionEffects(facts, request, parts.body);
    return draftPlan(facts, request, {
      ...upward,
      changes: upward.changes.map(withHead),
      exposureMinor: -parts.grossMinor,
    });
  }
  const creditable = creditableMinor(document, creditNotes);
  if (parts.grossMinor > creditable)
    return { blockers: [refusal('EXCEEDS_CREDITABLE', { param: 'change', detail: `${formatMoney(creditable, document.currency)} is left.` })] }; // prettier-ignore
  const clearMinor = Math.min(Math.max(document.balanceMinor, 0), parts.grossMinor);
  const restMinor = parts.grossMinor - clearMinor;
  const refunds = input.disposition === 'refund';
  const refundable = refundableMinor(facts);
  if (refunds && restMinor > refundable)
    return { blockers: [refusal('EXCEEDS_REFUNDABLE', { param: 'disposition', detail: `${formatMoney(refundable, document.currency)} is left.` })] }; // prettier-ignore
  const disposition = { clearMinor, creditMinor: refunds ? 0 : restMinor, refundMinor: refunds ? restMinor : 0 };
  const effects = creditNoteEffects(facts, request, parts, disposition);
  const [own, ...others] = effects.changes;
  return draftPlan(facts, request, {
    ...noEffects,
    ...effects,
    changes: own ? [withHead(own), ...others] : [],
    exposureMinor: parts.grossMinor,
    warnings: parts.lowered
      ? ['Part of these lines was credited before: what is left of their tax group is credited.']
      : [],
  });
}

/** A correction invoice for more (E14), finalised: open unless credit or free balance pays it. */
export function correctionEffects(facts: Facts, request: CorrectionRequest, body: Body): Omit<Draft, 'exposureMinor'> {
  const { document, settings, account } = facts;
  const id = `${request.requestId}.1`;
  const content = { ...keptOf(document), ...body };
  const { rows, balanceMinor, status, journal, customer } = finaliseInvoice(
    id,
    { ...content, class: 'invoice' },
    account,
  );
  const made: PlannedDocument = {
    ...content,
    id,
    class: 'invoice',
    type: 'correction',
    typeCode: settings.typeCodes.correction,
    status,
    rows,
    balanceMinor,
    links: {
      correctionOf: document.id,
      ...(request.input?.counters === undefined ? {} : { counters: request.input.counters }),
    },
  };
  return {
    ...noEffects,
    changes: [{ ...changeOf(document, document.status, []), correctedBy: id }],
    documents: [made],
    journal,
    customers: [customer],
  };
}
