import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { confirmTokenFor } from '../../http/console/confirm.ts';
import { csrfOf } from '../../http/console/cookies.ts';
import type { Viewer } from '../../http/console/viewer.ts';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import { cookieOf } from '../support/directory.ts';
import { twoLevels } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { overWorld, type Subject } from './support/gateway.ts';
import { lend, waitingFor, type Waiting } from './support/waiting.ts';

const world = useWorld({ policy: twoLevels('3101') });
const origin = 'http://127.0.0.1';

interface Visit {
  readonly as?: string;
  /** Sent as a form of the person's session unless a token of it is given. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  readonly csrf?: string;
}

/** One page as a browser asks for it. */
async function visit(path: string, { as, form, csrf }: Visit = {}, { app }: Subject = overWorld(world)): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const body = new URLSearchParams(Object.entries(form ?? {}).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])));
  if (form) body.set('_csrf', csrf ?? csrfOf(cookieOf(as ?? '')));
  const answer = await app.request(`${origin}${path}`, {
    method: form ? 'POST' : 'GET',
    headers: {
      accept: 'text/html',
      ...(as === undefined ? {} : { cookie: `__Host-countersign=${cookieOf(as)}` }),
      ...(form ? { origin, 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(form ? { body: body.toString() } : {}),
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
} // prettier-ignore

const idsIn = (text: string): readonly string[] => [...text.matchAll(/<h2><a href="\/corrections\/([^"]+)"/g)].map(([, id = '']) => id); // prettier-ignore
const choosable = (text: string): readonly string[] => [...text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id = '']) => id); // prettier-ignore
const tokensIn = (text: string): readonly string[] => [...text.matchAll(/name="token" value="([^"]+)"/g)].map(([, token = '']) => token); // prettier-ignore
/** The words of the verdicts, in order. */
const verdictsIn = (text: string): readonly string[] => [...text.matchAll(/class="progress"><span class="badge[^>]*>([^<]+)</g)].map(([, word = '']) => word); // prettier-ignore
const idsOf = (...all: readonly Waiting[]): readonly string[] => all.map(({ requestId }) => requestId);
const shownTo = async (as: string, path = '/inbox'): Promise<readonly string[]> => idsIn((await visit(path, { as })).text); // prettier-ignore

let cancel: Waiting;
let update: Waiting;
let bens: Waiting;
let large: Waiting;
const formula = '=HYPERLINK("http://evil.example","pay"), "now"';
beforeAll(async () => {
  cancel = await waitingFor(world, 'CI-H-1', { reason: formula });
  update = await waitingFor(world, 'CI-H-2', { kind: 'update', set: { dueDate: '2027-01-31' }, gross: '2000.00' });
  bens = await waitingFor(world, 'CI-H-3', { as: 'ben' });
  large = await waitingFor(world, 'CI-H-4', { gross: '20000.00' });
});

describe('the inbox page (R20, R92)', () => {
  test('shows what its reader may sign, and to who is not signed in nothing but that', async () => {
    expect(await shownTo('carla')).toEqual(idsOf(cancel, update, bens));
    expect(await shownTo('anna')).toEqual(idsOf(cancel, update, bens, large));
    expect(await shownTo('ben')).toEqual(idsOf(cancel, update, large));
    expect((await visit('/inbox', { as: 'otto' })).text).toContain('Nothing awaits you');
    expect((await visit('/inbox')).status).toBe(401);
  });

  test('offers a box for what can be decided with others, and says why of the rest', async () => {
    const { text } = await visit('/inbox', { as: 'anna' });
    expect(choosable(text)).toEqual(idsOf(cancel, bens));
    expect(text).toContain('Opens singly: payment terms change.');
    expect(text).toContain('Opens singly: it takes 2 steps.');
  });

  test.each<[filter: string, of: () => readonly Waiting[]]>([
    ['search=CI-H-1', () => [cancel]],
    ['search=none', () => []],
    ['kind=update', () => [update]],
    ['requester=ben', () => [bens]],
    ['customer=DE100%3AB1', () => [cancel, update, bens]],
    ['currency=eur&minAmount=900.01', () => [update]],
    ['currency=EUR&maxAmount=900.00', () => [cancel, bens]],
    ['dueWithin=4', () => []],
    ['dueWithin=100', () => [cancel, update, bens]],
    ['olderThan=1', () => []],
    ['newerThan=1', () => [cancel, update, bens]],
    ['overdue=true', () => []],
    ['whose=delegated', () => []],
    ['role=controller', () => []],
    ['state=outdated', () => []],
    ['sort=received&kind=&search=', () => [cancel, update, bens]],
  ])('by %s', async (filter, of) => {
    expect(await shownTo('carla', `/inbox?${filter}`)).toEqual(idsOf(...of()));
  });

  test('shows what one asked for, and what is lent, without boxes', async () => {
    expect(await shownTo('maria', '/inbox?whose=mine')).toEqual(idsOf(cancel, update, large));
    await lend(world, 'carla', 'otto', { kinds: ['update'] });
    const { text } = await visit('/inbox', { as: 'otto' });
    expect([idsIn(text), choosable(text)]).toEqual([idsOf(update), []]);
    expect(text).toContain('You may sign it for carla.');
    await world.store.collections.delegations.deleteMany({});
  });

  test('says what is wrong about a filter, with the filters as they were', async () => {
    const { status, text } = await visit('/inbox?minAmount=5.00', { as: 'carla' });
    expect([status, text.includes('role="alert"'), text.includes('value="5.00"')]).toEqual([400, true, true]);
    expect((await visit('/inbox?king=1', { as: 'carla' })).status).toBe(400);
    expect((await visit('/inbox?after=elsewhere', { as: 'carla' })).text).toContain('role="alert"');
  });

  test('comes as a file by the same filters, and no cell of it is run', async () => {
    const { headers, text } = await visit('/inbox.csv?requester=maria&sort=due', { as: 'carla' });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="inbox.csv"');
    const rows = parse(text, { bom: true, columns: true }) as unknown as readonly Readonly<Record<string, string>>[];
    expect(rows.map(({ request }) => request)).toEqual(idsOf(cancel, update));
    expect(rows[0]).toMatchObject({ document: 'CI-H-1', amount: '900.00', currency: 'EUR', reason: `'${formula}`, quorum: '1', overdue: 'no' }); // prettier-ignore
  });
});

describe('the list of requests', () => {
  test('holds what one may see, newest first, of a state, an invoice or a kind', async () => {
    expect(await shownTo('otto', '/corrections')).toEqual(idsOf(large, bens, update, cancel));
    expect(await shownTo('otto', '/corrections?sort=received')).toEqual(idsOf(cancel, update, bens, large));
    expect(await shownTo('otto', '/corrections?requester=maria')).toEqual(idsOf(large, update, cancel));
    expect(await shownTo('dora', '/corrections')).toEqual([]);
    expect(await shownTo('otto', '/corrections?invoice=CI-H-3')).toEqual(idsOf(bens));
    expect(await shownTo('otto', '/corrections?state=applied')).toEqual([]);
    expect(await shownTo('otto', '/corrections?kind=update&state=open')).toEqual(idsOf(update));
    expect((await visit('/corrections?invoice=nobody', { as: 'otto' })).status).toBe(404);
  });
});

describe('the page that asks before many are decided', () => {
  const chosen = (as: string, id: readonly string[], over: Visit = {}) =>
    visit('/inbox/bulk', { as, form: { command: 'approve', id }, ...over });

  test('sums by currency, leaves out what is to be read singly or is one’s own, and decides nothing', async () => {
    const { status, text } = await chosen('anna', idsOf(cancel, update, bens, large));
    expect([status, tokensIn(text).length]).toEqual([200, 2]);
    expect(text).toContain('Approve 2 corrections: EUR 1,800.00');
    for (const why of ['payment terms change', 'it takes 2 steps']) expect(text).toContain(`Left out: ${why}.`);
    expect(tokensIn((await chosen('ben', idsOf(cancel, bens))).text)).toHaveLength(1); // bens is his own
    expect((await cancel.read()).body).toMatchObject({ state: 'open', votes: [] });
  });

  test('says so when nothing, too much, or nothing of one’s business is chosen', async () => {
    expect(await chosen('anna', [])).toMatchObject({ status: 400, text: expect.stringContaining('Nothing was chosen') as string }); // prettier-ignore
    expect(
      (
        await chosen(
          'anna',
          Array.from({ length: 51 }, (_, n) => `r_${n}`),
        )
      ).status,
    ).toBe(400);
    expect((await chosen('dora', idsOf(cancel))).status).toBe(404);
    expect((await chosen('anna', ['r_none'])).status).toBe(404);
    expect((await chosen('anna', idsOf(large))).status).toBe(400);
  });

  test('takes no forged form, and nobody who is not signed in', async () => {
    expect((await chosen('anna', idsOf(cancel), { csrf: csrfOf(cookieOf('ben')) })).status).toBe(403);
    expect((await visit('/inbox/bulk', { form: { command: 'approve', id: cancel.requestId } })).status).toBe(401);
    expect((await visit('/inbox/bulk/decide', { form: { command: 'approve', token: 'x' } })).status).toBe(401);
  });
});

describe('many decisions of one form', () => {
  const confirm = async (as: string, all: readonly Waiting[], command = 'approve'): Promise<readonly string[]> =>
    tokensIn((await visit('/inbox/bulk', { as, form: { command, id: idsOf(...all) } })).text);
  const decide = (as: string, token: readonly string[], over: Readonly<Record<string, string>> = {}, subject?: Subject) =>
    visit('/inbox/bulk/decide', { as, form: { command: 'approve', token, ...over } }, subject); // prettier-ignore

  test('get a verdict each: applied by its numbers, or refused because its plan has changed; sent again, already decided', async () => {
    const all = [await waitingFor(world, 'CI-H-10'), await waitingFor(world, 'CI-H-11'), await waitingFor(world, 'CI-H-12')]; // prettier-ignore
    const tokens = await confirm('carla', all);
    await all[1]?.decide('maria', { command: 'revise', input: { kind: 'cancel' } });
    const first = await decide('carla', tokens);
    expect([first.status, verdictsIn(first.text)]).toEqual([200, ['approved and applied', 'refused', 'approved and applied']]); // prettier-ignore
    expect(first.text).toMatch(/Applied: CI-H-10, \S+/);
    expect(first.text).toMatch(/PLAN_MISMATCH|WRONG_STEP|REPLANNING/);
    const again = await decide('carla', tokens);
    expect(verdictsIn(again.text)).toEqual(['already decided', 'already decided', 'already decided']);
    const proofs = await Promise.all(all.map(async (one) => (await one.read('aude')).body['attempts']));
    expect(proofs.flat()).toHaveLength(4); // three of the form, one revision: each its own, and the second form none
  });

  test('to reject take a preset, own words or both, and not without', async () => {
    const one = await waitingFor(world, 'CI-H-13');
    const tokens = await confirm('carla', [one], 'reject');
    expect((await decide('carla', tokens, { command: 'reject' })).text).toContain('REASON_REQUIRED');
    const said = { command: 'reject', preset: 'Evidence is missing.', comment: 'See <b>mail</b>' };
    const { text } = await decide('carla', tokens, said);
    expect([verdictsIn(text), text.includes('<b>mail')]).toEqual([['rejected'], false]);
    expect((await one.read()).body).toMatchObject({ state: 'rejected', comment: 'Evidence is missing. See <b>mail</b>' }); // prettier-ignore
  });

  test('take no token of somebody else, of a page of its own, or out of the air', async () => {
    const one = await waitingFor(world, 'CI-H-14');
    const theirs = await confirm('carla', [one]);
    const { waitingFor: now } = (await large.read()).body as unknown as { waitingFor: { revision: number; step: number; planHash: string } }; // prettier-ignore
    const anna = { principal: { id: 'anna' }, session: { _id: readSessionToken(cookieOf('anna')) } } as unknown as Viewer; // prettier-ignore
    const { revision, step, planHash } = now;
    const single = confirmTokenFor({ signer: world.signer, deployment: world.deployment, nowMs: Date.now }, anna, { requestId: large.requestId, revision, step, planHash }); // prettier-ignore
    const { text } = await decide('anna', [...theirs, single, 'e30.e30']);
    expect(verdictsIn(text)).toEqual(['refused', 'refused', 'refused']);
    for (const code of ['CONFIRM_TOKEN_FOREIGN', 'DECIDED_SINGLY', 'CONFIRM_TOKEN_UNKNOWN']) expect(text).toContain(code); // prettier-ignore
    expect((await one.read()).body).toMatchObject({ state: 'open', votes: [] });
  });

  test('take a fresh sign-in, and a page of at most 15 minutes', async () => {
    const one = await waitingFor(world, 'CI-H-15');
    const tokens = await confirm('carla', [one]);
    const later = overWorld(world, { nowMs: () => Date.now() + 16 * 60_000 });
    const stale = await decide('carla', tokens, {}, later);
    expect([stale.status, stale.text.includes('STEP_UP_REQUIRED')]).toEqual([401, true]);
    expect(stale.text).toContain('name="goTo" value="/inbox"'); // the confirm page is no address to come back to
    const session = { _id: readSessionToken(cookieOf('carla')) ?? '' };
    const { sessions } = world.store.collections;
    await sessions.updateOne(session, { $set: { authAt: new Date(Date.now() + 16 * 60_000) } });
    expect((await decide('carla', tokens, {}, later)).text).toContain('CONFIRM_TOKEN_EXPIRED');
    await sessions.updateOne(session, { $set: { authAt: new Date(), seenAt: new Date() } });
    expect((await one.read()).body).toMatchObject({ state: 'open', votes: [] });
  });

  test('count once against the limit, which decisions by bearer share', async () => {
    const gateway = overWorld(world);
    const one = await waitingFor(world, 'CI-H-16');
    const tokens = await confirm('anna', [one]);
    for (let n = 0; n < 30; n += 1) expect((await decide('anna', tokens, {}, gateway)).status).toBe(200);
    expect((await decide('anna', tokens, {}, gateway)).status).toBe(429);
    expect(await cancel.decide('anna', {}, gateway)).toMatchObject({ status: 429 });
  });
});

test('scanners that fetch every address decide nothing (F12)', async () => {
  const { app } = overWorld(world);
  for (const path of ['/inbox/bulk', '/inbox/bulk/decide'])
    for (const method of ['GET', 'HEAD'])
      expect((await app.request(`${origin}${path}`, { method, headers: { cookie: `__Host-countersign=${cookieOf('anna')}` } })).status).toBe(404); // prettier-ignore
});
