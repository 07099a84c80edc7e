import { accounts } from '../domain/journal.ts';
import { linkedMinor } from '../domain/payments.ts';
import type { Ledger } from './check-books.ts';
import type { Store } from './database.ts';
import type { InvoiceRecord } from './records.ts';

/** Customer accounts against the ledger, payments against the documents that they are linked to, payouts against 2160. */
export async function checkMoney(
  { collections }: Store,
  byId: ReadonlyMap<string, InvoiceRecord>,
  ledger: Ledger | undefined,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const due = new Map<string, number>();
  for await (const { customerId, currency, amountMinor, state } of collections.payouts.find()) {
    const key = `${customerId}/${currency}`;
    if (state !== 'confirmed') due.set(key, (due.get(key) ?? 0) + amountMinor);
  }
  for await (const { _id, creditMinor, freeMinor, payableMinor = 0 } of collections.customers.find()) {
    if ((due.get(_id) ?? 0) !== payableMinor)
      problems.push(`customer ${_id}: ${payableMinor} is due, the payouts are ${due.get(_id) ?? 0}`);
    for (const [account, minor] of [
      [accounts.customerCredit, creditMinor],
      [accounts.unapplied, freeMinor],
      [accounts.refundsPayable, payableMinor],
    ] as const) {
      if (minor < 0) problems.push(`customer ${_id}: ${account} is ${minor}`);
      const booked = ledger?.get(`${account} ${_id}`) ?? 0;
      if (ledger && booked !== minor)
        problems.push(`customer ${_id}: ${account} is ${booked}, the account says ${minor}`);
    }
  }
  const linked = new Map<string, number>();
  for await (const { _id, documentId, amountMinor, state } of collections.payments.find()) {
    const document = byId.get(documentId);
    const onDocument = document ? linkedMinor(document, _id) : 0;
    linked.set(documentId, (linked.get(documentId) ?? 0) + onDocument);
    if ((state === 'linked') !== onDocument > 0)
      problems.push(`payment ${_id}: ${state}, with ${onDocument} on its document`);
    if (onDocument > amountMinor) problems.push(`payment ${_id}: ${onDocument} of ${amountMinor} is linked`);
  }
  for (const [documentId, minor] of linked) {
    const rows = byId.get(documentId)?.rows.filter((row) => row.kind === 'payment') ?? [];
    const paid = -rows.reduce((sum, row) => sum + row.amountMinor, 0) || 0;
    if (paid !== minor) problems.push(`${documentId}: ${paid} is paid, its payments have ${minor}`);
  }
  return problems;
}
