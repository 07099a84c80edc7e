import { beforeEach, describe, expect, test } from 'vitest';
import { localOf } from '../../http/console/local-time.ts';
import { putOwnFields } from '../../store/people.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openPage, sendForm } from './support/forms.ts';
import { call, overWorld } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3510' } }) });
/** Three days before the clocks of Berlin go back. */
const nowMs = Date.parse('2026-10-22T10:00:30Z');
const subject = () => overWorld(world, { nowMs: () => nowMs });
const open = (as: string, path = '/delegations') => openPage(subject(), as, path);
const lend = (as: string, fields: Parameters<typeof sendForm>[3]) => sendForm(subject(), as, '/delegations', fields);
const stored = () => world.store.collections.delegations.find().toArray();
const at = (ms = 0): string => new Date(ms).toISOString();

beforeEach(async () => {
  await world.store.collections.delegations.deleteMany({});
  await putOwnFields(world.store, 'ben', { zone: 'Europe/Berlin' });
});

describe('while somebody is away', () => {
  test('times are on his clock, over the day on which it is moved, for all who look on theirs', async () => {
    const away = { to: 'Anna', from: '2026-10-24T18:00', until: '2026-10-26T08:00', kinds: ['refund', 'credit'], ceiling: '500.00' }; // prettier-ignore
    expect(await lend('ben', away)).toMatchObject({ status: 303, goTo: '/delegations?said=lent' });
    const [made] = await stored();
    expect(made).toMatchObject({ from: 'ben', to: 'anna', kinds: ['refund', 'credit'], ceilingMinor: 50_000 });
    expect([at(made?.fromMs), at(made?.untilMs)]).toEqual(['2026-10-24T16:00:00.000Z', '2026-10-26T07:00:00.000Z']);
    const his = await open('ben', '/delegations?said=lent');
    for (const part of ['Who signs for me', '24 Oct 2026, 18:00 CEST', '26 Oct 2026, 08:00 CET', 'refund, credit; up to EUR 500.00', 'to come', 'It is lent.'])
      expect(his.text).toContain(part);
    const hers = await open('anna');
    for (const part of ['For whom I sign', '24 Oct 2026, 16:00 UTC', '26 Oct 2026, 07:00 UTC', 'End it now']) expect(hers.text).toContain(part);
    const others = await open('carla');
    expect(others.text).toContain('Between others');
    expect(others.text).not.toContain('End it now');
    expect((await open('carla', '/people/anna')).text).toContain('refund, credit; up to EUR 500.00');
  }); // prettier-ignore

  test.each([
    ['shown twice is the earlier one', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['left out is as much later', '2027-03-28T02:30', '2027-03-28T01:30:00.000Z'],
  ])('an hour that is %s', async (_what, until, instant) => {
    await lend('ben', { to: 'anna', until });
    expect(at((await stored())[0]?.untilMs)).toBe(instant);
  });

  test('from this minute on is from now on, although its first seconds are gone', async () => {
    await lend('ben', { to: 'anna', from: localOf(new Date(nowMs), 'Europe/Berlin'), until: '2026-10-30T00:00' });
    expect((await stored())[0]?.fromMs).toBe(nowMs);
  });

  test('it is ended by who lends, who holds it and an admin, and by nobody else', async () => {
    for (const as of ['ben', 'anna', 'dora']) {
      await lend('ben', { to: 'anna', until: '2026-10-30T00:00' });
      const [lent] = await world.store.collections.delegations.find({ endedAtMs: { $exists: false } }).toArray();
      const path = `/delegations/${lent?._id}/end`;
      expect(await sendForm(subject(), 'carla', path)).toMatchObject({ status: 403, text: expect.stringContaining('ben or anna ends it, or a directory-admin.') });
      expect(await sendForm(subject(), as, path)).toMatchObject({ status: 303, goTo: '/delegations?said=ended' });
    }
    expect((await stored()).map(({ endedBy }) => endedBy)).toEqual(['ben', 'anna', 'dora']);
    expect((await open('ben')).text).toContain('Nobody signs for anybody');
    expect((await sendForm(subject(), 'ben', '/delegations/none/end')).status).toBe(404);
  }); // prettier-ignore

  test('one step of a request is lent by its id', async () => {
    const { text } = await open('ben', '/delegations?request=r_1');
    expect(text).toContain('For one step of r_1');
    const refused = await lend('ben', { to: 'anna', requestId: 'r_1' });
    expect([refused.status, refused.text.includes('name="requestId" value="r_1"')]).toEqual([404, true]);
  });
});

describe('what cannot be lent is told with its reason, and what was typed is kept', () => {
  const until = '2026-10-30T00:00';
  test.each<[what: string, fields: Readonly<Record<string, string>>, status: number, code: string]>([
    ['to oneself', { to: 'ben', until }, 422, 'DELEGATE_SELF'],
    ['to a service', { to: 'billing', until }, 422, 'DELEGATE_CONFLICT'],
    ['to nobody', { to: 'nobody', until }, 404, 'PRINCIPAL_NOT_FOUND'],
    ['until before it begins', { to: 'anna', from: '2026-11-30T00:00', until }, 422, 'DELEGATE_SCOPE'],
    ['from the past', { to: 'anna', from: '2026-10-01T00:00', until }, 422, 'DELEGATE_SCOPE'],
    ['without an end', { to: 'anna' }, 400, 'MALFORMED'],
    ['until no day', { to: 'anna', until: '2026-02-30T00:00' }, 400, 'MALFORMED'],
    ['up to no amount', { to: 'anna', until, ceiling: '5.0' }, 422, 'AMOUNT_FORMAT'],
    ['for no kind', { to: 'anna', until, kinds: 'erase' }, 400, 'MALFORMED'],
  ])('%s', async (_what, fields, status, code) => {
    const refused = await lend('ben', fields);
    expect(refused.status).toBe(status);
    expect(refused.text).toContain(code);
    for (const [name, value] of Object.entries(fields)) if (name !== 'kinds') expect(refused.text).toContain(`name="${name}" value="${value}"`); // prettier-ignore
    expect(await stored()).toEqual([]);
  });

  test('by who has no role that signs', async () => {
    expect((await open('otto')).text).toContain('You have no role that signs, so there is nothing to lend.');
    expect((await lend('otto', { to: 'anna', until })).status).toBe(422);
  });

  test('in a chain', async () => {
    await call(subject(), 'POST', '/v1/delegations', {
      as: 'anna',
      body: { to: 'carla', until: '2026-10-30T00:00:00Z' },
    });
    expect(await lend('ben', { to: 'anna', until })).toMatchObject({ status: 422, text: expect.stringContaining('carla signs for anna') }); // prettier-ignore
  });
});
