import { expect, inject, test } from 'vitest';
import { bodyOfEntry } from '../../domain/audit.ts';
import { paymentIdOf } from '../../domain/booking.ts';
import { readPlan } from '../../domain/plan.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { putDraft } from '../../store/drafts.ts';
import { recordPayment, reverse, unlink } from '../../store/payments.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { decide, untilState } from '../support/decisions.ts';
import { aDocument, aRequest, grossOf, put } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { gateOn, toldIn, type OpenedGate } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';
import { pickFrom } from './seeded.ts';

/** Everything is signed, also what moves no money. */
const world = useWorld({ policy: lenientPolicy({ over: { base: [{ name: 'all', when: {}, result: 'L1' }] } }) });
const invoices = inject('faults').movedInvoices;
const by = () => ({ actor: 'bank', now: new Date() });

interface Case {
  readonly invoiceId: string;
  readonly asks: Partial<CorrectionRequest>;
  /** Something else writes to the invoice. */
  readonly write: () => Promise<unknown>;
}

/** An invoice over 900.00 of which 800.00 are paid, and somebody asks for 200.00 back. */
async function partlyPaid(number: string): Promise<Pick<Case, 'invoiceId' | 'asks'>> {
  const invoiceId = await put(world.store, { number, buyerId: number, lines: grossOf('900.00') });
  for (const [reference, amountMinor] of [['first', 50_000], ['second', 30_000]] as const)
    await recordPayment(world.store, invoiceId, { reference, amountMinor }, by());
  return { invoiceId, asks: { kind: 'refund', input: { amount: '200.00' } } };
} // prettier-ignore

/** What may happen to an invoice while people are asked. */
const writes: readonly ((number: string) => Promise<Case>)[] = [
  async (number) => {
    const made = await partlyPaid(number);
    return {
      ...made,
      write: () => recordPayment(world.store, made.invoiceId, { reference: 'third', amountMinor: 1_000 }, by()),
    };
  },
  async (number) => {
    const content = { ...aDocument({ buyerId: number, lines: grossOf('900.00') }), number: '' };
    await putDraft(world.store, number, content, by());
    const next = { ...aDocument({ buyerId: number, lines: grossOf('700.00') }), number: '' };
    const asks = { kind: 'update', input: { set: { notes: ['as agreed'] } } } as const;
    return { invoiceId: number, asks, write: () => putDraft(world.store, number, next, by()) };
  },
  async (number) => {
    const made = await partlyPaid(number);
    return { ...made, write: () => unlink(world.store, paymentIdOf(made.invoiceId, 'second'), by()) };
  },
  async (number) => {
    const made = await partlyPaid(number);
    return { ...made, write: () => reverse(world.store, paymentIdOf(made.invoiceId, 'second'), by()) };
  },
];
const atOnceOf = 2; // the others may be refused once the money went back

/** Asks again, and signs, until it is applied: what was asked for is not lost because something else was faster. */
async function askedAgain({ invoiceId, asks }: Case): Promise<string> {
  await world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).result(); // its run may be about to close
  const again = aRequest(invoiceId, asks);
  await world.gateway.submit(again);
  const answer = await decide(world, again, { by: 'carla' });
  return answer.kind === 'view' ? answer.view.state : JSON.stringify(answer);
}

async function revised(gate: OpenedGate): Promise<string> {
  expect(toldIn(await gate.post('ben'))).toBe('409 PLAN_OUTDATED');
  expect(await decide(world, gate.request, { by: 'maria', command: 'revise' })).toMatchObject({
    view: { state: 'open', waitingFor: { revision: 2 } },
  });
  const answer = await decide(world, gate.request, { by: 'carla' });
  return answer.kind === 'view' ? `revised ${answer.view.state}` : JSON.stringify(answer);
}

type Way = (gate: OpenedGate, on: Case) => Promise<string>;
/** Nobody has told the run: the compare-and-set at the commit is all that stands between. */
const unseen: Way = async (gate, on) => {
  await on.write();
  const told = toldIn(await gate.post('ben'));
  expect(told).toBe('409 STALE_VERSION');
  return `stale, asked again: ${await askedAgain(on)}`;
};
/** The writer has sent its hint. */
const hinted: Way = async (gate, on) => {
  await on.write();
  await world.gateway.hintMoved(on.invoiceId);
  await untilState(world, on.invoiceId, 'outdated');
  return revised(gate);
};
const { seed, pick } = pickFrom('F17');
/** Both at about one instant, the write some ms later: one order or the other. */
const atOnce: Way = async (gate, on) => {
  const write = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, pick(0, 300))); // the way of a decision is longer
    await on.write();
    await world.gateway.hintMoved(on.invoiceId);
  };
  const [reply] = await Promise.all([gate.post('ben'), write()]);
  const told = toldIn(reply);
  if (told === 'applied') return 'applied before the write';
  if (told === '409 STALE_VERSION') return `stale, asked again: ${await askedAgain(on)}`;
  await untilState(world, on.invoiceId, 'outdated');
  return revised(gate);
};

/** Each version of the chain follows the one before, and what was applied was planned on the version right before it. */
async function isInOrder(invoiceId: string): Promise<boolean> {
  const { audit, corrections } = world.store.collections;
  const entries = (await audit.find({ documentId: invoiceId }, { sort: { seq: 1 } }).toArray()).map(bodyOfEntry);
  const versions = entries.flatMap(({ version }) => (version === undefined ? [] : [version]));
  const requests = await corrections.find({ invoiceId, state: 'applied' }).toArray();
  const fits = requests.every(({ _id, planText = '' }) => {
    const applied = entries.find(({ deed, requestId }) => deed === 'applied' && requestId === _id);
    return applied?.version === readPlan(planText).invoiceVersion + 1;
  });
  return fits && versions.every((version, index) => version === index + 1);
}

test(`F17: ${invoices} invoices that change between approval and apply, or while people are asked: nothing on an old version`, async () => {
  const ends = await inFlight(invoices, async (n) => {
    const way = [unseen, hinted, atOnce][n % 3] ?? unseen;
    const kinds = way === atOnce ? atOnceOf : writes.length;
    const made = await writes[Math.floor(n / 3) % kinds]?.(`F17-${n}`);
    if (!made) throw new Error('there is such a write');
    const gate = await gateOn(world, made.invoiceId, made.asks);
    const end = await way(gate, made);
    return (await isInOrder(made.invoiceId)) ? end : `OUT OF ORDER ${end}`;
  });
  const counts = countsOf(ends);
  console.log(`F17 ${invoices} invoices that moved, seed ${seed}:`, counts);
  const good = ['stale, asked again: applied', 'revised applied', 'applied before the write'];
  expect(Object.keys(counts).filter((end) => !good.includes(end))).toEqual([]);
  expect(counts['stale, asked again: applied']).toBeGreaterThanOrEqual(Math.floor(invoices / 3));
  expect(counts['revised applied']).toBeGreaterThanOrEqual(Math.floor(invoices / 3));
});
