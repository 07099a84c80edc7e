import { balanceOf } from '../domain/balance.ts';
import { accounts, imbalance, signed } from '../domain/journal.ts';
import { whyChainBroken } from '../domain/audit.ts';
import type { AuditRecord } from './records.ts';
import type { Store } from './database.ts';

/**
 * Checks that all views of the books agree (spec/domain.md section 7) and names what does not: every entry balances; the
 * 1200 sub-ledger of a document is its balance and the sum of its rows; closed documents are at 0; links stand at both ends;
 * customer accounts equal 2100 and 2150; numbers are gapless; audit chains verify up to their heads.
 * Reads everything: for tests, demo and maintenance, not for requests. With the journal off the ledger view is not checked.
 */
export async function checkBooks(
  store: Store,
  { journal: withJournal = true }: { readonly journal?: boolean } = {},
): Promise<readonly string[]> {
  const problems: string[] = [];
  const { invoices, journal, customers, number_series: series } = store.collections;
  const ledger = new Map<string, number>();
  const add = (key: string, minor: number): void => void ledger.set(key, (ledger.get(key) ?? 0) + minor);
  for await (const record of journal.find()) {
    if (imbalance(record) !== 0) problems.push(`entry ${record._id} does not balance`);
    for (const posting of record.postings) {
      if (posting.account === accounts.receivable) add(posting.documentId ?? '', signed(posting));
      else add(`${posting.account} ${record.customerId}/${record.currency}`, -signed(posting));
    }
  }
  const chains = new Map<string, AuditRecord[]>();
  for await (const entry of store.collections.audit.find({}, { sort: { documentId: 1, seq: 1 } }))
    chains.set(entry.documentId, [...(chains.get(entry.documentId) ?? []), entry]);
  const all = await invoices.find().toArray();
  const byId = new Map(all.map((record) => [record._id, record]));
  for (const record of all) {
    const { _id, balanceMinor, status, rows, links } = record;
    if (balanceOf(rows) !== balanceMinor)
      problems.push(`${_id}: rows add up to ${balanceOf(rows)}, the balance is ${balanceMinor}`);
    if (withJournal && (ledger.get(_id) ?? 0) !== balanceMinor)
      problems.push(`${_id}: the ledger has ${ledger.get(_id) ?? 0}, the balance is ${balanceMinor}`);
    if (status !== 'open' && balanceMinor !== 0) problems.push(`${_id}: ${status} with a balance of ${balanceMinor}`);
    if (links.canceledWith !== undefined && byId.get(links.canceledWith)?.links.cancels !== _id)
      problems.push(`${_id}: canceledWith has no other end`);
    if (links.cancels !== undefined && byId.get(links.cancels)?.links.canceledWith !== _id)
      problems.push(`${_id}: cancels has no other end`);
    if (links.creditFor !== undefined && !byId.get(links.creditFor)?.links.creditedBy?.includes(_id))
      problems.push(`${_id}: creditFor has no other end`);
    const chain = chains.get(_id) ?? [];
    const broken = whyChainBroken(chain, record.auditHead);
    if (broken !== undefined) problems.push(`${_id}: audit ${broken}`);
  }
  for await (const { _id, creditMinor, freeMinor, payableMinor = 0 } of customers.find()) {
    const stated: readonly (readonly [string, number])[] = [
      [accounts.customerCredit, creditMinor],
      [accounts.unapplied, freeMinor],
      [accounts.refundsPayable, payableMinor],
    ];
    for (const [account, minor] of stated)
      if (withJournal && (ledger.get(`${account} ${_id}`) ?? 0) !== minor)
        problems.push(
          `customer ${_id}: ${account} is ${ledger.get(`${account} ${_id}`) ?? 0}, the account says ${minor}`,
        );
  }
  for await (const { _id, last } of series.find()) {
    const issued = all.filter(
      (record) =>
        record.contentHash === undefined &&
        _id === `${encodeURIComponent(record.sellerId)}/${record.class}/${record.type}`,
    );
    if (new Set(issued.map((record) => record.number)).size !== last)
      problems.push(`series ${_id}: ${issued.length} documents, the last number is ${last}`);
  }
  return problems;
}
