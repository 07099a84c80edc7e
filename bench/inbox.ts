import { createApp } from '../http/app.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { insertStored, type Store } from '../store/database.ts';
import { cookieOf } from '../test/support/directory.ts';
import { aRequest, grossOf, put } from '../test/support/documents.ts';
import { percentile, service, type Ground } from './ground.ts';

const open = 10_000;
const rounds = 120;
const warmUp = 10;
const pageRows = 50;
/** Steps of the shipped policy expire after three days. */
const spanMs = 3 * 24 * 3_600_000;
const inserted = 500;

/**
 * The inbox page of an approver with 10,000 requests open, against the two things that it cannot do without: a find of the same rows
 * by their ids, and the same route for a person whose inbox is empty (approvals.md section 10). All three in turn, so that they meet
 * the same moods of the machine.
 */
export async function measureInbox(ground: Ground, say: (line: string) => void): Promise<readonly string[]> {
  const { store } = ground;
  await fill(ground);
  const app = createApp({
    ...ground,
    webhooks: [],
    developmentSignIn: true,
    region: { locale: 'en-GB', zone: 'UTC' },
    temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' },
    nowMs: () => Date.now(),
    log: () => undefined,
    pingTemporal: () => Promise.resolve(),
  });
  const look = async (as: string, path = '/inbox'): Promise<string> => {
    const headers = { cookie: `__Host-countersign=${cookieOf(as)}`, accept: 'text/html' };
    const answer = await app.request(`http://127.0.0.1${path}`, { headers });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} as ${as}: ${answer.status}`);
    return text;
  };
  const html = await look('ben');
  const ids = [...html.matchAll(/href="\/corrections\/(r_[^"]+)"/g)].map(([, id = '']) => id);
  if (ids.length !== pageRows) throw new Error(`${ids.length} rows on the page`);
  if (!(await look('victor')).includes('Nothing awaits you')) throw new Error('an inbox is not empty');
  const filtered = '/inbox?currency=EUR&minAmount=100.00&kind=cancel';
  const found = { raw: () => rawFind(store, ids), empty: () => look('victor'), page: () => look('ben'), filtered: () => look('ben', filtered) }; // prettier-ignore
  const took = await inTurn(found);
  const p95 = (name: keyof typeof found): number => percentile(took[name], 95);
  const p50 = (name: keyof typeof found): number => percentile(took[name], 50);
  const figures = (name: keyof typeof found): string => `p50 ${p50(name).toFixed(1)}, p95 ${p95(name).toFixed(1)} ms`;
  for (const name of Object.keys(found) as (keyof typeof found)[]) say(`inbox, ${name}: ${figures(name)}`);
  const floor = p95('raw') + p95('empty');
  return [
    `| inbox page with ${open} open / (find of its rows by id + empty inbox), p95 of ${rounds} | ${(p95('page') / floor).toFixed(2)} (${p95('page').toFixed(1)} and ${p95('raw').toFixed(1)} + ${p95('empty').toFixed(1)} ms) | 2.0 |`,
    `| server time of that page | ${figures('page')} | 100 ms |`,
    `| the same, filtered by kind, currency and amount | ${figures('filtered')} | none: the stand-in reads all requests for it |`,
    `| its size, ${pageRows} rows | ${(html.length / 1_000).toFixed(0)} kB | 100 kB |`,
  ];
}

/** The rows of the page by their ids: nothing finds them faster, whatever a server makes of a sorted index. */
const rawFind = ({ collections: { corrections } }: Store, ids: readonly string[]): Promise<CorrectionRecord[]> =>
  corrections.find({ _id: { $in: [...ids] } }).toArray();

async function inTurn<N extends string>(tasks: Readonly<Record<N, () => Promise<unknown>>>): Promise<Readonly<Record<N, number[]>>> {
  const names = Object.keys(tasks) as N[];
  const took = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<N, number[]>;
  for (let round = 0; round < warmUp + rounds; round += 1)
    for (const name of names) {
      const started = performance.now();
      await tasks[name]();
      if (round >= warmUp) took[name].push(performance.now() - started);
    }
  return took;
} // prettier-ignore

/** One request that really waits, and copies of its record: all differ in what a list looks at, none has a run of its own. */
async function fill({ store, gateway }: Ground): Promise<void> {
  const invoiceId = await put(store, { number: 'inbox-0', buyerId: 'inbox-0', lines: grossOf('900.00') });
  const request = aRequest(invoiceId, { by: service });
  const answer = await gateway.submit(request);
  if (answer.kind !== 'view' || answer.view.state !== 'open') throw new Error(`not open: ${JSON.stringify(answer)}`);
  const { corrections } = store.collections;
  const one = await corrections.findOne({ _id: request.requestId });
  if (!one?.opening) throw new Error('the request is not in the ledger');
  const real = { ...one, opening: one.opening };
  const now = Date.now();
  for (let from = 1; from < open; from += inserted) {
    const some = Array.from({ length: Math.min(inserted, open - from) }, (_, n) => copyOf(real, from + n, now));
    await insertStored(corrections, some);
  }
}

type Real = CorrectionRecord & { readonly opening: NonNullable<CorrectionRecord['opening']> };

function copyOf(real: Real, n: number, now: number): CorrectionRecord {
  const requestId = `${real._id.slice(0, -5)}${String(n).padStart(5, '0')}`;
  const invoiceId = `${real.invoiceId}-${n}`;
  const age = Math.floor((((n * 7_919) % open) / open) * spanMs);
  const [receivedAtMs, dueAt] = [now - age, new Date(now - age + spanMs)];
  const label = {
    number: `inbox-${n}`,
    currency: 'EUR',
    amountMinor: 60_000 + n,
    customerId: `DE100:inbox-${n % 500}`,
  };
  return {
    ...real,
    _id: requestId,
    invoiceId,
    request: { ...real.request, requestId, invoiceId, receivedAtMs, label },
    opening: { ...real.opening, requestId },
    openedAtMs: receivedAtMs,
    revisionOpenedAtMs: receivedAtMs,
    escalatesAt: new Date(receivedAtMs + (2 * spanMs) / 3),
    receivedAt: new Date(receivedAtMs),
    dueAt,
  };
}
