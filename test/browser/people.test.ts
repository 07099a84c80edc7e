import { describe, expect, test } from 'vitest';
import { call, overWorld } from '../http/support/gateway.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { personRecord, putOwnFields } from '../../store/people.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ worker: false, policy: { ...defaultPolicy, version: '3550' } });
const site = useConsole(world);

test('by keyboard and without JavaScript an admin gives a role, and another one confirms it', async () => {
  const dora = await site.open({ as: 'dora', javaScriptEnabled: false });
  await dora.goto('/people?name=greta');
  await dora.getByRole('link', { name: 'greta', exact: true }).focus();
  await dora.keyboard.press('Enter');
  await dora.getByRole('link', { name: 'Change greta' }).focus();
  await dora.keyboard.press('Enter');
  await dora.getByLabel('Name', { exact: true }).fill('Greta <script>alert(1)</script>');
  await dora.getByRole('checkbox', { name: /^controller / }).focus();
  await dora.keyboard.press('Space');
  await dora.getByText('Limit controller').focus();
  await dora.keyboard.press('Enter');
  await dora.getByLabel('Up to, in EUR').nth(2).fill('5,000');
  await dora.getByRole('button', { name: 'Change greta' }).focus();
  await dora.keyboard.press('Enter');
  // Refused, with everything that was typed; then as it should be.
  expect(await dora.getByRole('alert').textContent()).toContain('AMOUNT_FORMAT');
  expect(await dora.getByRole('checkbox', { name: /^controller / }).isChecked()).toBe(true);
  const ceiling = dora.locator('[aria-invalid=true]');
  expect(await ceiling.inputValue()).toBe('5,000');
  await ceiling.fill('5000.00');
  await dora.getByRole('button', { name: 'Change greta' }).click();
  expect(await dora.getByRole('status').textContent()).toContain('It takes another admin');
  expect(await dora.getByRole('button', { name: 'Confirm: change greta' }).count()).toBe(0);

  const david = await site.open({ as: 'david', javaScriptEnabled: false });
  await david.goto('/people');
  expect(await david.getByText('controller up to EUR 5,000.00').count()).toBe(1);
  await david.getByRole('button', { name: 'Confirm: change greta' }).focus();
  await david.keyboard.press('Enter');
  expect(await david.getByRole('status').textContent()).toContain('The change is confirmed');
  expect(await david.getByRole('heading', { level: 1 }).textContent()).toContain('Greta <script>alert(1)</script>');
  expect(await personRecord(world.store, 'greta')).toMatchObject({ version: 2, roles: [{}, { role: 'controller', ceilingMinor: 500_000 }] }); // prettier-ignore
});

test('somebody away lends his right on the clock of his profile', async () => {
  const ben = await site.open({ as: 'ben' });
  await ben.goto('/me');
  await ben.getByLabel('Time zone').selectOption('Europe/Berlin');
  await ben.getByRole('button', { name: 'Keep this' }).click();
  await ben.getByRole('link', { name: 'Delegations: while I am away' }).click();
  await ben.getByLabel('Who signs for me').fill('anna');
  await ben.getByLabel('From').fill('2099-03-28T18:00');
  await ben.getByLabel('Until').fill('2099-03-30T08:00');
  await ben.getByRole('checkbox', { name: 'refund' }).check();
  await ben.getByRole('button', { name: 'Let them sign for me' }).click();
  await ben.getByText('It is lent.').waitFor();
  expect(await ben.getByRole('table').textContent()).toContain('28 Mar 2099, 18:00 CET until 30 Mar 2099, 08:00 CEST');
  const [lent] = await world.store.collections.delegations.find().toArray();
  expect(new Date(lent?.untilMs ?? 0).toISOString()).toBe('2099-03-30T06:00:00.000Z');
  await ben.getByRole('button', { name: 'End it now' }).click();
  await ben.getByText('It is ended.').waitFor();
});

test('a session of a removed person dies at once: an open page does nothing any more', async () => {
  const anna = await site.open({ as: 'anna' });
  await anna.goto('/delegations');
  await anna.getByLabel('Who signs for me').fill('carla');
  await anna.getByLabel('Until').fill('2099-01-01T00:00');
  const dora = await site.open({ as: 'dora' });
  await dora.goto('/people/anna');
  await dora.getByRole('button', { name: 'Revoke anna' }).click();
  await dora.getByText('It is changed, and counts from now on.').waitFor();
  const [answer] = await Promise.all([
    anna.waitForResponse((response) => response.request().method() === 'POST'),
    anna.getByRole('button', { name: 'Let them sign for me' }).click(),
  ]);
  expect(answer.status()).toBe(401);
  await anna.getByText('Your session was over, so nothing was done.').waitFor();
  expect(await world.store.collections.delegations.countDocuments({ from: 'anna' })).toBe(0);
  expect((await anna.goto('/people'))?.status()).toBe(401);
  await anna.getByLabel('Name or e-mail address').fill('anna');
  await anna.getByRole('button', { name: 'Sign in' }).click();
  await expect.poll(() => anna.getByRole('alert').textContent()).toContain('suspended or revoked');
});

describe('pages about people are fit', () => {
  test.each(windows)('$name', async ({ name: _name, ...visit }) => {
    const { people } = world.store.collections;
    await people.updateMany({ _id: { $in: ['nora', 'paul', 'ruth'] } }, { $set: { unit: `controlling-${'x'.repeat(50)}` } });
    await call(overWorld(world), 'PUT', '/v1/principals/zoe', { as: 'david', body: { type: 'person', email: 'zoe@example.com', roles: [{ role: 'cfo' }] } }); // prettier-ignore
    await call(overWorld(world), 'POST', '/v1/delegations', { as: 'maria', body: { to: 'carla', until: '2099-01-01T00:00:00Z', kinds: ['refund'] } }); // prettier-ignore
    await putOwnFields(world.store, 'dora', { zone: 'America/Argentina/Buenos_Aires' });
    const dora = await site.open({ as: 'dora', ...visit });
    for (const path of ['/people', '/people/maria', '/people/maria/change', '/people/-/add?type=agent', '/delegations', '/me']) {
      await dora.goto(path);
      await expectFit(dora);
    }
  }); // prettier-ignore
});
