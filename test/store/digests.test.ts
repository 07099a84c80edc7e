import { beforeEach, describe, expect, test } from 'vitest';
import { deliverDue, startDigests, writeDigests, type DigestDeps } from '../../activities/index.ts';
import { waitsFor } from '../../http/waits-for.ts';
import { chooseDigest, preferencesOf, unsubscribe, wantsDigest } from '../../store/message-preferences.ts';
import { writeCheckpoint } from '../../store/checkpoints.ts';
import { putSettings } from '../../store/settings.ts';
import { parseSettings } from '../../domain/settings.ts';
import { decide, until } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { delivering } from '../support/messages.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3701' }, steps: [aStep(), aStep({ name: 'release', roles: ['controller'], escalateTo: ['cfo'] })] }) }); // prettier-ignore
/** 08:00 in Berlin, of a day long after all others: each test takes one of its own. */
let days = 0;
const morning = (): number => Date.UTC(2030, 0, 1 + (days += 1), 7);
const digesting = (nowMs: number, over: Partial<DigestDeps> = {}): DigestDeps => ({
  store: world.store, look: (record, knowing) => waitsFor(record, { ...knowing, nowMs: Date.now() }), zone: 'Europe/Berlin', nowMs: () => nowMs, log: () => undefined, ...over,
}); // prettier-ignore
const digests = (nowMs: number) =>
  world.store.collections.outbox
    .find({ topic: 'digest.daily', createdAt: new Date(nowMs) }, { sort: { recipient: 1 } })
    .toArray();
const names = async (nowMs: number) => (await digests(nowMs)).map(({ recipient }) => recipient.split('@')[0]);

let count = 0;
async function waiting() {
  count += 1;
  const invoiceId = await put(world.store, { number: `CM-D${count}`, lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  return request;
}

beforeEach(() => putSettings(world.store, parseSettings({})));

describe('the daily digest (approvals.md section 9)', () => {
  test('nothing waits: nobody gets one, also not when something comes later that day', async () => {
    const at = morning();
    expect(await writeDigests(digesting(at))).toBe(0);
    const request = await waiting();
    expect(await writeDigests(digesting(at + 3_600_000))).toBe(0);
    const next = morning();
    expect(await writeDigests(digesting(next))).toBeGreaterThan(0);
    await decide(world, request, { by: 'ben', command: 'reject', comment: 'no' });
  });

  test('goes to each who may sign now, once a day however many workers look, and never to who asked or has signed', async () => {
    const first = await waiting();
    const second = await waiting();
    expect(await decide(world, second, { by: 'ben' })).toMatchObject({
      view: { state: 'open', waitingFor: { step: 1 } },
    });
    const at = morning();
    const written = await Promise.all(Array.from({ length: 4 }, () => writeDigests(digesting(at))));
    await writeDigests(digesting(at + 60_000));
    expect(written.reduce((sum, one) => sum + one, 0)).toBe((await digests(at)).length);
    expect(await names(at)).toEqual(['anna', 'ben', 'carla', 'fred', 'greta', 'nora', 'paul', 'ruth']);
    const byName = new Map((await digests(at)).map(({ recipient, facts }) => [recipient.split('@')[0], facts]));
    expect(byName.get('ben')).toMatchObject({ count: 1, items: [{ requestId: first.requestId }] });
    expect(byName.get('nora')).toMatchObject({
      count: 1,
      items: [{ requestId: second.requestId, invoiceNumber: 'CM-D3', amountMinor: 90_000 }],
    });
    for (const one of [first, second]) await decide(world, one, { by: 'nora', command: 'reject', comment: 'no', step: one === first ? 0 : 1 }); // prettier-ignore
    await decide(world, first, { by: 'ben', command: 'reject', comment: 'no' });
  });

  test('comes at the hour that is set, on the clock of the person; one whose worker was down comes later that day', async () => {
    await world.store.collections.people.updateOne({ _id: 'nora' }, { $set: { zone: 'America/New_York' } });
    await waiting();
    const at = morning();
    await putSettings(world.store, parseSettings({ messages: { digest: { hour: 9 } } }));
    expect(await writeDigests(digesting(at))).toBe(0); // 08:00 in Berlin
    expect(await writeDigests(digesting(at + 3_600_000))).toBeGreaterThan(0);
    await world.store.collections.people.updateOne({ _id: 'anna' }, { $set: { zone: 'America/New_York' } });
    expect(await names(at + 3_600_000)).toContain('ben');
    await putSettings(world.store, parseSettings({ messages: { digest: { on: false } } }));
    expect(await writeDigests(digesting(morning()))).toBe(0);
    await world.store.collections.people.updateMany({}, { $unset: { zone: '' } });
  });

  test('carries the ten most urgent with links, and the latest signed head of the audit', async () => {
    for (let n = 0; n < 11; n += 1) await waiting();
    const checkpoint = await writeCheckpoint(world.store, world.signer, world.deployment, new Date());
    const at = morning();
    await writeDigests(digesting(at));
    const deps = delivering(world.store, { nowMs: () => at + 1_000 });
    await deliverDue(deps);
    const mail = deps.sent.mails.findLast(({ to, id }) => to === 'ben@example.com' && id.startsWith('digest:'));
    expect(mail?.text.match(/\/corrections\//g)).toHaveLength(10);
    expect(mail?.text).toMatch(/and \d+ more/);
    expect(mail?.text).toContain(`checkpoint ${checkpoint?._id}`);
    expect(mail?.text).toContain(world.signer.key.kid);
    const token = (await preferencesOf(world.store, ['ben'])).get('ben')?.token;
    expect(mail?.unsubscribeUrl).toBe(`https://pay.example/messages/unsubscribe/${token}`);
    expect(
      deps.sent.mails
        .filter(({ id }) => !id.startsWith('digest:'))
        .every(({ unsubscribeUrl }) => unsubscribeUrl === undefined),
    ).toBe(true);
  });

  test('ends for who unsubscribes or chooses so, and for nobody else; a token of nobody ends nothing', async () => {
    const token = (await preferencesOf(world.store, ['ben'])).get('ben')?.token ?? '';
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(await unsubscribe(world.store, `${token}x`)).toBe(false);
    expect(await unsubscribe(world.store, token)).toBe(true);
    await chooseDigest(world.store, 'carla', false);
    const at = morning();
    await writeDigests(digesting(at));
    expect(await names(at)).not.toContain('ben');
    expect(await names(at)).not.toContain('carla');
    expect(await names(at)).toContain('greta');
    await chooseDigest(world.store, 'ben', true);
    expect(await wantsDigest(world.store, 'ben')).toBe(true);
    expect(await wantsDigest(world.store, 'somebody-new')).toBe(true);
  });

  test('the loop writes them, and stops', async () => {
    const at = morning();
    const loop = startDigests(digesting(at), 20);
    await until(async () => ((await digests(at)).length > 0 ? true : undefined), 'digests by the loop');
    await loop.stop();
  });
});
