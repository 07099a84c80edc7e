import { balanceOf } from './balance.ts';
import { finaliseInvoice } from './booking.ts';
import { accountAfter, emptyAccount, type CustomerAccount } from './customer.ts';
import type { InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import { keptOf, type Body } from './made.ts';
import { formatMoney } from './money.ts';
import { discountsOf } from './moves.ts';
import type { PlannedDocument } from './plan.ts';
import { cancellationOf, staysWarnings } from './plan-cancel.ts';
import { draftPlan, noEffects, nothingChanged, type Draft, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';
import { givenBack, withSchedules } from './schedule.ts';
import { exposureOfUpdate } from './update-exposure.ts';
import { isSame, type HeaderEdit } from './update-header.ts';
import { updatedBody } from './update-lines.ts';

type Other = Pick<CustomerAccount, 'customerId' | 'currency'> | undefined;

/** By cancellation and replacement (E12, E12a): what the cancellation frees applies itself to the replacement. `other` is the account of another buyer or currency. */
export function planRevision(facts: Facts, request: CorrectionRequest, edit: HeaderEdit, other: Other): Drafted {
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
  if (edit.fields.length === 0 && isSame(fresh.lines, whole.lines)) return nothingChanged;
  const { cleared, set } = edit;
  const head = Object.fromEntries(
    Object.entries({ ...headOf(document), ...set }).filter(([name]) => !cleared.some((field) => field === name)),
  ) as ReturnType<typeof headOf>;
  const discounts = -balanceOf(discountsOf(document.rows));
  return draftPlan(facts, request, {
    ...replacementEffects(facts, request, { ...head, ...fresh }, other),
    exposureMinor: exposureOfUpdate(document, fresh, edit),
    warnings: [
      ...(discounts === 0 ? [] : [`The discount of ${formatMoney(discounts, document.currency)} is taken back with the original: grant it again.`]), // prettier-ignore
      ...staysWarnings(facts),
    ],
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
  other: Other,
): Omit<Draft, 'exposureMinor'> {
  const cancellation = cancellationOf(facts, `${request.requestId}.1`);
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
