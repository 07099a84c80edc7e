import { expect, inject, test } from 'vitest';
import { keyOf } from '../http/support/gateway.ts';
import { cookieOf } from '../support/directory.ts';
import { eventsOfCorrection } from '../support/decisions.ts';
import { useWorld } from '../support/world.ts';
import { openGate, toldIn, type OpenedGate } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';

const world = useWorld();
const links = inject('faults').plainLinks;

/** What opens a link before, or instead of, a person: mail scanners, previews, browsers that look ahead. */
const lookers: readonly Readonly<Record<string, string>>[] = [
  {},
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' },
  { 'x-moz': 'prefetch' },
  { 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks; mail scanner)' },
];

/** Opens the link in every such way, by who may sign and by nobody; answers what came back. */
async function look({ app: { app }, request: { requestId } }: OpenedGate): Promise<readonly number[]> {
  const path = `/v1/corrections/${requestId}`;
  const page = `/corrections/${requestId}`;
  const statuses: number[] = [];
  for (const method of ['GET', 'HEAD'])
    for (const headers of lookers)
      for (const key of [
        { authorization: `Bearer ${keyOf('ben')}`, cookie: `__Host-countersign=${cookieOf('ben')}` },
        undefined,
      ])
        for (const at of [
          path,
          `${path}/decisions?command=approve`,
          page,
          `${page}?command=approve`,
          `${page}/decisions?command=approve`,
        ])
          statuses.push((await app.request(at, { method, headers: { ...headers, ...key } })).status);
  return statuses;
}

test(`F12: GET, HEAD and prefetch of ${links} links decide nothing; a second POST is told how it ended`, async () => {
  let looks = 0;
  const ends = await inFlight(links, async (n) => {
    const gate = await openGate(world, `F12-${n}`);
    const before = await eventsOfCorrection(world, gate.request.invoiceId);
    const early = await look(gate);
    const after = await eventsOfCorrection(world, gate.request.invoiceId);
    const { log, outcome } = await gate.record();
    const decided = after.length !== before.length || log.length > 0 || outcome !== undefined;
    const first = toldIn(await gate.post('ben'));
    const statuses = await look(gate); // also after the end
    looks += early.length + statuses.length;
    const second = toldIn(await gate.post('carla'));
    const { log: votes } = await gate.record();
    return `${decided ? 'DECIDED' : 'open'} ${first} ${second} ${votes.length} ${statuses.some((one) => one >= 500) ? 'BROKEN' : ''}`;
  });
  console.log(`F12 ${links} links, ${looks} looks:`, countsOf(ends));
  expect(countsOf(ends)).toEqual({ 'open applied GATE_CLOSED applied 1 ': links });
});
