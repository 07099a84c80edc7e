import { dayOf } from '../domain/calendar.ts';
import { emptyAccount, type CustomerAccount } from '../domain/customer.ts';
import type { InvoiceDocument } from '../domain/document.ts';
import type { Facts } from '../domain/facts.ts';
import { planHashOf, readPlan, type Plan } from '../domain/plan.ts';
import { otherAccountOf } from '../domain/plan-update.ts';
import type { Policy } from '../domain/policy.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import type { CustomerRecord, InvoiceRecord } from './records.ts';
import { operationMaxMs, type Store } from './database.ts';
import { documentOf, invoicesById } from './queries.ts';
import { activePolicy } from './policies.ts';
import { currentSettings } from './settings.ts';

type Account = Pick<CustomerAccount, 'customerId' | 'currency'>;
type About = Pick<CorrectionRequest, 'kind' | 'input'>;

/** What was read: the facts, and the records that a commit compares with. */
export interface SeenFacts extends Facts {
  /** The policy in force. */
  readonly policy: Policy;
  readonly record: InvoiceRecord;
}

/**
 * Everything that the rules look at, for one document; undefined when there is none. `about` names the request whose plan is
 * to be made; without it all is read that any kind could need.
 */
export async function loadFacts(
  store: Store,
  invoiceId: string,
  now: Date,
  about?: About,
): Promise<SeenFacts | undefined> {
  const [record, { settings, version }, policy] = await Promise.all([
    store.collections.invoices.findOne({ _id: invoiceId }, { maxTimeMS: operationMaxMs }),
    currentSettings(store),
    activePolicy(store, now),
  ]);
  if (!record) return undefined;
  const document = documentOf(record);
  const other = otherAccountOf(document, about?.input);
  const [[account, otherAccount], creditNotes, corrections, original, countered] = await Promise.all([
    // A cancellation only adds to accounts, and is the hot path.
    about?.kind === 'cancel' ? [emptyOf(document)] : loadAccounts(store, [document, ...(other ? [other] : [])]),
    creditNotesOf(store, document),
    correctionsOf(store, document),
    originalOf(store, document),
    counteredPlan(store, about?.input?.counters),
  ]);
  return {
    record,
    document,
    creditNotes,
    corrections,
    ...(original ? { original } : {}),
    account: account ?? emptyOf(document),
    ...(other && otherAccount ? { otherAccount } : {}),
    ...(countered ? { countered } : {}),
    settings,
    settingsVersion: version,
    policy,
    policyVersion: policy.version,
    today: dayOf(now),
  };
}

const isIssued = ({ status }: Pick<InvoiceDocument, 'status'>): boolean => status !== 'draft' && status !== 'canceled' && status !== 'discarded'; // prettier-ignore

/** Credit notes of an invoice that count: issued, not canceled; its cancellation is none. Oldest first. */
export async function creditNotesOf(
  store: Store,
  { class: documentClass, links }: InvoiceDocument,
): Promise<readonly InvoiceDocument[]> {
  const ids = documentClass === 'invoice' ? (links.creditedBy ?? []).filter((id) => id !== links.canceledWith) : [];
  return (await documentsById(store, ids)).filter((note) => note.type === 'credit_note' && isIssued(note));
}

/** Documents that correct an invoice upwards. */
async function correctionsOf(
  store: Store,
  { class: documentClass, links }: InvoiceDocument,
): Promise<readonly InvoiceDocument[]> {
  return documentClass === 'invoice' ? (await documentsById(store, links.correctedBy ?? [])).filter(isIssued) : [];
}

/** The invoice that a credit is about, with its other credit notes. */
export async function originalOf(
  store: Store,
  { id, class: documentClass, links }: InvoiceDocument,
): Promise<Facts['original']> {
  if (documentClass !== 'credit' || links.creditFor === undefined) return undefined;
  const [document] = await documentsById(store, [links.creditFor]);
  if (!document) return undefined;
  const creditNotes = (await creditNotesOf(store, document)).filter((note) => note.id !== id);
  return { document, creditNotes };
}

const documentsById = async (store: Store, ids: readonly string[]): Promise<readonly InvoiceDocument[]> =>
  ids.length === 0 ? [] : (await invoicesById(store, ids)).map(documentOf);

/** The plan that a request applied, for its counter-action. */
async function counteredPlan({ collections }: Store, requestId: string | undefined): Promise<Plan | undefined> {
  if (requestId === undefined) return undefined;
  const stored = await collections.corrections.findOne(
    { _id: requestId, state: 'applied' },
    { maxTimeMS: operationMaxMs },
  );
  if (stored?.planText === undefined || planHashOf(stored.planText) !== stored.planHash) return undefined;
  return readPlan(stored.planText);
}

/** Accounts as they are kept, in the order asked; one that nothing was booked on is undefined. */
export async function accountRecords(
  { collections }: Store,
  accounts: readonly Account[],
): Promise<readonly (CustomerRecord | undefined)[]> {
  const ids = accounts.map(({ customerId, currency }) => `${customerId}/${currency}`);
  const found = await collections.customers
    .find({ _id: { $in: ids } }, { maxTimeMS: operationMaxMs, limit: ids.length })
    .toArray();
  return ids.map((id) => found.find((record) => record._id === id));
}

export const loadAccounts = async (store: Store, accounts: readonly Account[]): Promise<readonly CustomerAccount[]> => {
  const records = await accountRecords(store, accounts);
  return accounts.map((account, index) => ({ ...emptyOf(account), ...present(records[index]) }));
};

const emptyOf = ({ customerId, currency }: Account): CustomerAccount => emptyAccount(customerId, currency);

const present = (record: CustomerRecord | undefined): Partial<CustomerAccount> =>
  record
    ? {
        creditMinor: record.creditMinor,
        freeMinor: record.freeMinor,
        payableMinor: record.payableMinor ?? 0,
        version: record.version ?? 0,
      }
    : {};
