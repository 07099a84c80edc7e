import { Refused, refusal } from '../../domain/errors.ts';
import type { Store } from '../../store/database.ts';
import {
  auditEntryCount,
  correctionsById,
  everyInvoiceId,
  findInvoice,
  invoicesById,
  wholeChainOf,
} from '../../store/queries.ts';
import type { Verification } from '../render/audit.ts';
import { plansNamedIn, whyNotProven } from '../verify-chain.ts';

/** Problems that are listed; one is enough to call the auditors. */
const problemsMax = 100;
/** A chain that grows while it is read looks broken; looked at again it does not. */
const looks = 3;

interface Checked {
  readonly entries: number;
  readonly plans: number;
  readonly problems: readonly string[];
}

/** The trail of one document. Throws INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS. */
export async function verifyOne(store: Store, idOrNumber: string): Promise<Verification> {
  const { _id } = await findInvoice(store, idOrNumber);
  const checked = await check(store, _id);
  if (checked === undefined) throw new Refused('INVOICE_NOT_FOUND', { detail: _id });
  const problems = checked.problems.map((text) => ({ documentId: _id, text }));
  return verification({ documents: 1, entries: checked.entries, plans: checked.plans }, problems);
}

/** The trail of everything. */
export async function verifyAll(store: Store): Promise<Verification> {
  // Counted first: what is written meanwhile can only be seen in addition.
  const entriesBefore = await auditEntryCount(store);
  const counts = { documents: 0, entries: 0, plans: 0 };
  const problems: Verification['problems'][number][] = [];
  for await (const documentId of everyInvoiceId(store)) {
    const checked = await check(store, documentId);
    if (checked === undefined) continue;
    counts.documents += 1;
    counts.entries += checked.entries;
    counts.plans += checked.plans;
    problems.push(...checked.problems.map((text) => ({ documentId, text })));
  }
  const orphans = entriesBefore - counts.entries;
  if (orphans > 0) problems.push({ text: `${orphans} audit entries belong to documents that are gone` });
  return verification(counts, problems);
}

const verification = (
  counts: Pick<Verification, 'documents' | 'entries' | 'plans'>,
  problems: Verification['problems'],
): Verification => ({
  verified: problems.length === 0,
  ...counts,
  problems: problems.slice(0, problemsMax),
  ...(problems.length === 0 ? {} : { refusal: refusal('CHAIN_BROKEN', { detail: `${problems.length} found.` }) }),
});

async function check(store: Store, documentId: string): Promise<Checked | undefined> {
  for (let look = 1; ; look += 1) {
    const [record] = await invoicesById(store, [documentId]);
    if (!record) return undefined;
    const chain = await wholeChainOf(store, documentId);
    const requests = [...plansNamedIn(chain).keys()];
    const kept = await correctionsById(store, requests);
    const problems = whyNotProven(
      chain,
      record.auditHead,
      kept.map(({ _id: requestId, planText, planHash }) => ({
        requestId, ...(planText === undefined ? {} : { planText }), ...(planHash === undefined ? {} : { planHash }),
      })), // prettier-ignore
    );
    if (problems.length === 0 || look === looks) return { entries: chain.length, plans: requests.length, problems };
  }
}
