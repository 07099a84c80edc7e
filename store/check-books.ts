import { whyChainBroken } from '../domain/audit.ts';
import { accounts, imbalance, signed } from '../domain/journal.ts';
import { checkDocument, checkLinks } from './check-documents.ts';
import { checkMoney } from './check-money.ts';
import type { Store } from './database.ts';
import type { AuditRecord, InvoiceRecord } from './records.ts';

/** Debits minus credits: 1200 by document id, the others as `account customer/currency` in credit. */
export type Ledger = ReadonlyMap<string, number>;

/**
 * Checks that all views of the books agree (spec/domain.md section 7) and names what does not: every entry balances; the
 * 1200 sub-ledger of a document is its balance and the sum of its rows; closed documents are at 0; links stand at both ends;
 * credit notes and discounts stay within their invoice; customer accounts equal 2100, 2150 and 2160; payments and payouts
 * equal what documents and accounts say; numbers are gapless; audit chains verify up to their heads.
 * Reads everything: for tests, demo and maintenance, not for requests. With the journal off the ledger view is not checked.
 */
export async function checkBooks(
  store: Store,
  { journal: withJournal = true }: { readonly journal?: boolean } = {},
): Promise<readonly string[]> {
  const { ledger, problems } = await readLedger(store);
  const all = await store.collections.invoices.find().toArray();
  const byId = new Map(all.map((record) => [record._id, record]));
  const chains = await readChains(store);
  for (const record of all) {
    problems.push(...checkDocument(record, byId), ...checkLinks(record, byId));
    if (withJournal && (ledger.get(record._id) ?? 0) !== record.balanceMinor)
      problems.push(
        `${record._id}: the ledger has ${ledger.get(record._id) ?? 0}, the balance is ${record.balanceMinor}`,
      );
    const broken = whyChainBroken(chains.get(record._id) ?? [], record.auditHead);
    if (broken !== undefined) problems.push(`${record._id}: audit ${broken}`);
  }
  problems.push(...(await checkMoney(store, byId, withJournal ? ledger : undefined)));
  problems.push(...(await checkSeries(store, all)));
  return problems;
}

async function readLedger({ collections: { journal } }: Store): Promise<{ ledger: Ledger; problems: string[] }> {
  const problems: string[] = [];
  const ledger = new Map<string, number>();
  const add = (key: string, minor: number): void => void ledger.set(key, (ledger.get(key) ?? 0) + minor);
  for await (const record of journal.find()) {
    if (imbalance(record) !== 0) problems.push(`entry ${record._id} does not balance`);
    for (const posting of record.postings) {
      if (posting.account === accounts.receivable) add(posting.documentId ?? '', signed(posting));
      else add(`${posting.account} ${record.customerId}/${record.currency}`, -signed(posting));
    }
  }
  return { ledger, problems };
}

async function readChains({ collections: { audit } }: Store): Promise<ReadonlyMap<string, readonly AuditRecord[]>> {
  const chains = new Map<string, AuditRecord[]>();
  for await (const entry of audit.find({}, { sort: { documentId: 1, seq: 1 } }))
    chains.set(entry.documentId, [...(chains.get(entry.documentId) ?? []), entry]);
  return chains;
}

/** No number twice, none missing; drafts have none and burn none. */
async function checkSeries(
  { collections: { number_series: series } }: Store,
  all: readonly InvoiceRecord[],
): Promise<readonly string[]> {
  const problems: string[] = [];
  for await (const { _id, last } of series.find()) {
    const ours = all.filter(
      (record) =>
        /^CX[A-Z]-/.test(record.number) &&
        _id === `${encodeURIComponent(record.sellerId)}/${record.class}/${record.type}`,
    );
    const numbers = new Set(ours.map((record) => Number(record.number.slice(4))));
    if (numbers.size !== last || numbers.size !== ours.length || Math.max(0, ...numbers) !== last)
      problems.push(`series ${_id}: ${ours.length} documents, the last number is ${last}`);
  }
  for (const record of all) {
    const hasNumber = record.number !== '';
    if (hasNumber !== (record.status !== 'draft' && record.status !== 'discarded'))
      problems.push(`${record._id}: ${record.status} with the number "${record.number}"`);
  }
  return problems;
}
