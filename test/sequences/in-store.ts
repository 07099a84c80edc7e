import type { GatewayAnswer } from '../../client/gateway.ts';
import { contentHashOf } from '../../domain/document-identity.ts';
import { documentIdOf } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import type { Settings } from '../../domain/settings.ts';
import { checkBooks } from '../../store/check-books.ts';
import type { Store } from '../../store/database.ts';
import { discard, finalise, putDraft } from '../../store/drafts.ts';
import { findPayment, recordPayment, reverse, unlink } from '../../store/payments.ts';
import { confirm, fail, findPayout } from '../../store/payouts.ts';
import { documentOf, findInvoice } from '../../store/queries.ts';
import { recordDocument } from '../../store/record.ts';
import { putSettings } from '../../store/settings.ts';
import { decide } from '../support/decisions.ts';
import type { World } from '../support/world.ts';
import { naturalOrder } from './ledger.ts';
import type { Operation, Sequence } from './operations.ts';
import type { Answer, BooksState, Target } from './target.ts';

/** Credit that a customer brings along is recorded once, before anything else: sequences for the store do without. */
export const withoutOpeningCredit = (given: Sequence): Sequence => ({
  ...given,
  operations: given.operations.flatMap((one): readonly Operation[] =>
    one.op === 'open credit' ? [] : one.op === 'import' ? [{ ...one, creditPercent: 0 }] : [one],
  ),
});

/** Those of earlier sequences: a failure is shrunk in the same store. */
const knownProblems = new WeakMap<Store, ReadonlySet<string>>();

/**
 * The real store through the real workflow. One world serves all sequences, one after the other: each has its settings and,
 * by its prefix, its own customers.
 */
export async function inStore(world: World, settings: Settings, prefix: string): Promise<Target> {
  const { store } = world;
  await putSettings(store, settings);
  const by = () => ({ actor: 'sequences', now: new Date() });
  const ours = { customerId: { $gte: `DE100:${prefix}`, $lt: `DE100:${prefix}~` } };
  const payment = async (id: string) => ({ ...(await findPayment(store, id)), code: 'PAYMENT_STATE' });
  const payout = async (id: string) => ({ ...(await findPayout(store, id)), code: 'PAYOUT_STATE' });
  return {
    import: (content, history) =>
      answered(() => recordDocument(store, { content, history, contentHash: contentHashOf(content, history), actor: 'sequences' }, new Date(), settings.journal.enabled)),
    openCredit: () => Promise.reject(new Error('the store takes opening credit once')),
    finalise: (content, invoiceId) =>
      answered(async () => {
        const id = documentIdOf(content.seller.id, content.number);
        const of = invoiceId === undefined ? undefined : await findInvoice(store, invoiceId);
        const preceding = of ? { preceding: { number: of.number, issueDate: of.issueDate } } : {};
        await putDraft(store, id, { ...content, ...preceding, number: '' }, by());
        await finalise(store, id, by()).catch(async (error: unknown) => {
          await discard(store, id, by()); // a refused draft is given up, and no part of the picture
          throw error;
        });
      }),
    pay: (documentId, paymentId, amountMinor) =>
      answered(() => recordPayment(store, documentId, { reference: paymentId.slice(documentId.length + 1), amountMinor }, by())),
    unlink: (id) => repeatable(payment(id), 'free', () => unlink(store, id, by())),
    reverse: (id) => repeatable(payment(id), 'reversed', () => reverse(store, id, by())),
    confirmPayout: (id) => repeatable(payout(id), 'confirmed', () => confirm(store, id, by())),
    failPayout: (id) => repeatable(payout(id), 'failed', () => fail(store, id, 'account closed', by())),
    correct: async (request) => {
      const answer = outcomeOf(await signed(world, request, await world.gateway.submit(request)));
      const again = outcomeOf(await world.gateway.submit(request)); // the same answer for ever, and nothing twice
      if (again !== answer) throw new Error(`answered ${answer ?? 'done'}, and again ${again ?? 'done'}`);
      return answer;
    },
    state: async () => {
      const { invoices, customers, journal } = store.collections;
      const sorted = { sort: { _id: 1 } } as const;
      const [documents, accounts, posted] = await Promise.all([invoices.find({ ...ours, status: { $ne: 'discarded' } }, sorted).toArray(), customers.find(ours, sorted).toArray(), journal.find(ours, sorted).toArray()]);
      return stateOf(documents.map(documentOf), accounts, posted);
    },
    problems: async () => {
      const all = await checkBooks(store);
      const before = knownProblems.get(store);
      knownProblems.set(store, new Set(all));
      return all.filter((one) => !before?.has(one));
    },
  };
} // prettier-ignore

const stateOf = (
  documents: readonly BooksState['documents'][number][],
  accounts: readonly { customerId: string; currency: string; creditMinor: number; freeMinor: number; payableMinor?: number }[],
  journal: BooksState['journal'],
): BooksState => ({
  documents: documents.map((one) => naturalOrder(one as unknown as Record<string, unknown>) as unknown as BooksState['documents'][number]),
  accounts: accounts.map(({ customerId, currency, creditMinor, freeMinor, payableMinor = 0 }) => ({ customerId, currency, creditMinor, freeMinor, payableMinor, version: 0 })),
  journal,
}); // prettier-ignore

/** Somebody signs what waits. */
async function signed(world: World, request: CorrectionRequest, answer: GatewayAnswer): Promise<GatewayAnswer> {
  const waits = answer.kind === 'view' && answer.view.state === 'open';
  return waits ? decide(world, request, { by: 'ben' }) : answer;
}

function outcomeOf(answer: GatewayAnswer): Answer {
  if (answer.kind === 'refused') return answer.refusal.code;
  if (answer.kind === 'view' && answer.view.state === 'applied') return undefined;
  if (answer.kind === 'view' && answer.view.state === 'refused') return answer.view.blockers[0]?.code ?? 'no code';
  throw new Error(`ended otherwise: ${JSON.stringify(answer)}`);
}

/** What is in the wanted state already answers the same again and stays as it is; the model calls that a refusal. */
async function repeatable(
  looked: Promise<{ readonly state: string; readonly code: string }>,
  wanted: string,
  deed: () => Promise<unknown>,
): Promise<Answer> {
  const { state, code } = await looked;
  const answer = await answered(deed);
  return state === wanted ? code : answer;
}

async function answered(deed: () => Promise<unknown>): Promise<Answer> {
  try {
    await deed();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
}
