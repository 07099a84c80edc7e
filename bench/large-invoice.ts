import { makePlan } from '../domain/make-plan.ts';
import { planHashOf, planText } from '../domain/plan.ts';
import { isBlocked } from '../domain/plan-draft.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { loadFacts } from '../store/facts.ts';
import { aRequest, put, type LineInput } from '../test/support/documents.ts';
import { median, type Ground } from './ground.ts';

const lineCount = 1_000;
const plansTimed = 60;
const commitsTimed = 10;
/** Start-to-close time of a local activity (workflows/proxies.ts), ms. */
const budgetMs = 3_000;

const lines: readonly LineInput[] = Array.from({ length: lineCount }, (_, n) => ({
  quantity: String((n % 7) + 1), unitPrice: `${(n % 90) + 1}.${String(n % 100).padStart(2, '0')}`, taxRate: n % 3 === 0 ? '7' : '19',
})); // prettier-ignore

/** Every kind on a paid invoice of 1,000 lines, and a revision of an open one. */
const asked: readonly (readonly [name: string, isPaid: boolean, over: Partial<CorrectionRequest>])[] = [
  ['cancel', false, {}],
  ['update by revision', false, { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '0.50' }] } }],
  ['refund by one line', true, { kind: 'refund', input: { lines: [{ lineId: '1', quantity: '1' }] } }],
  ['refund by every line', true, { kind: 'refund', input: { lines: lines.map((_, n) => ({ lineId: String(n + 1), quantity: '1' })) } }],
  ['credit by amount', true, { kind: 'credit', input: { amount: '100.00' } }],
  ['update by difference', true, { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '0.50' }] } }],
]; // prettier-ignore

/** How long a plan of 1,000 lines takes (with its text and hash), and how long its request takes to be applied. */
export async function measureLargeInvoices(
  { store, gateway }: Ground,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const rows: string[] = [];
  const commits: number[] = [];
  let [slowest, slowestText] = [0, 0];
  for (const [index, [name, isPaid, over]] of asked.entries()) {
    const number = `large-${index}`;
    const grossMinor = isPaid ? await grossOf(store, number) : 0;
    const id = await put(
      store,
      { number, buyerId: number, lines },
      isPaid ? { payments: [{ id: 'p', amountMinor: grossMinor }] } : {},
    );
    const request = aRequest(id, over);
    const facts = await loadFacts(store, id, new Date(), request);
    if (!facts) throw new Error('no facts');
    const [plans, texts]: [number[], number[]] = [[], []];
    for (let n = 0; n < plansTimed; n += 1) {
      const started = performance.now();
      const plan = makePlan(facts, request);
      if (isBlocked(plan)) throw new Error(JSON.stringify(plan.blockers));
      plans.push(performance.now() - started);
      planHashOf(planText(plan));
      texts.push(performance.now() - started);
    }
    slowest = Math.max(slowest, median(plans));
    slowestText = Math.max(slowestText, median(texts));
    say(
      `plan of ${lineCount} lines, ${name}: median ${median(plans).toFixed(1)} ms, with text and hash ${median(texts).toFixed(1)} ms`,
    );
    for (let n = 0; n < (index === 0 ? commitsTimed : 1); n += 1) {
      const target = n === 0 ? id : await put(store, { number: `${number}-${n}`, lines });
      const started = performance.now();
      const answer = await gateway.submit(aRequest(target, over));
      if (answer.kind !== 'view' || answer.view.state !== 'applied') throw new Error(JSON.stringify(answer));
      commits.push(performance.now() - started);
    }
  }
  const longest = Math.max(...commits);
  rows.push(
    `| plan of ${lineCount} lines, the slowest of ${asked.length} kinds | median ${slowest.toFixed(1)} ms (with its text and hash ${slowestText.toFixed(1)} ms) | 20 ms |`,
    `| request on ${lineCount} lines, submitted to applied (${commits.length} commits of every kind) | median ${median(commits).toFixed(0)} ms, longest ${longest.toFixed(0)} ms | within the local activity's ${budgetMs} ms |`,
  );
  return rows;
}

/** What the invoice comes to: put once unpaid under another number to read it. */
async function grossOf(store: Ground['store'], number: string): Promise<number> {
  const id = await put(store, { number: `${number}-size`, buyerId: number, lines });
  const facts = await loadFacts(store, id, new Date());
  return facts?.document.totals.grossMinor ?? 0;
}
