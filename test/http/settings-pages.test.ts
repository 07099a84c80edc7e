import { slackSubjects } from '../../domain/message-settings.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { leavesOf, valueAt } from '../../client/settings-change.ts';
import { parseSettings, presets } from '../../domain/settings.ts';
import { settingFields } from '../../http/pages/settings-fields.ts';
import { currentSettings, putSettings } from '../../store/settings.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openPage, sendForm } from './support/forms.ts';
import { call, overWorld } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3520' } }) });
const open = (as: string, path: string) => openPage(overWorld(world), as, path);
const send = (as: string, path: string, fields?: Parameters<typeof sendForm>[3]) => sendForm(overWorld(world), as, path, fields); // prettier-ignore
const inForce = () => currentSettings(world.store);

/** The form as a browser sends it when it is opened: a box that is not ticked is not sent, and neither is an empty day. */
async function opened(): Promise<Readonly<Record<string, string>>> {
  const { settings, version } = await inForce();
  const fields = settingFields.filter(({ path }) => path !== 'breaker.on').flatMap(({ path }) => {
    const value = valueAt(settings, path.split('.'));
    return value === undefined || value === false || (Array.isArray(value) && value.length === 0)
      ? []
      : [[path, value === true ? 'true' : String(value as string)]];
  });
  return { ...Object.fromEntries(fields), expectedVersion: String(version) };
} // prettier-ignore

beforeEach(async () => {
  await putSettings(world.store, parseSettings({}));
});

test('every setting stands on the page, in words', async () => {
  const known = settingFields.map(({ path }) => path).toSorted();
  const unset = ['periods.closedThrough', ...slackSubjects.map((subject) => `messages.slack.${subject}`)];
  expect(known).toEqual([...leavesOf(presets.strict).map(([path]) => path), ...unset].toSorted());
  const { text } = await open('maria', '/settings');
  for (const { label, meaning } of settingFields.filter(({ path }) => path !== 'breaker.on')) {
    expect(text).toContain(label);
    expect(text).toContain(meaning);
  }
  expect(text).toContain('Circuit breaker: off');
  expect(text).toContain('Operators change the settings: otto.');
});

describe('the form', () => {
  test('changes what was changed in it, and a version says by whom and what', async () => {
    const { version } = await inForce();
    const form = { ...(await opened()), 'cancel.paid': 'unlink', 'discount.allowUnpaid': 'true', 'periods.closedThrough': '2026-01-31' }; // prettier-ignore
    expect(await send('otto', '/settings/change', form)).toMatchObject({ status: 303, goTo: '/settings?said=changed' });
    expect(await inForce()).toEqual({
      version: version + 1,
      settings: parseSettings({ cancel: { paid: 'unlink' }, discount: { allowUnpaid: true }, periods: { closedThrough: '2026-01-31' } }),
    });
    const { text } = await open('maria', '/settings/history');
    expect(text).toContain(`Version ${version + 1}</strong> by otto`);
    expect(text).toContain('<del>cannot be canceled</del> <ins>can: the money becomes free, and somebody always signs</ins>');
    expect(text).toContain('<del>no period is closed</del> <ins>2026-01-31</ins>');
    const { 'periods.closedThrough': _open, 'discount.allowUnpaid': _off, ...without } = await opened();
    await send('otto', '/settings/change', without);
    expect((await inForce()).settings).toEqual(parseSettings({ cancel: { paid: 'unlink' } }));
  }); // prettier-ignore

  test('brings what another preset says wherever nothing was set by itself', async () => {
    await send('otto', '/settings/change', { ...(await opened()), preset: 'juston' });
    expect((await inForce()).settings).toEqual(presets.juston);
    await putSettings(world.store, parseSettings({}));
    await send('otto', '/settings/change', { ...(await opened()), preset: 'juston', 'cancel.finalise': 'manual' });
    expect((await inForce()).settings.cancel).toEqual({ ...presets.juston.cancel, finalise: 'manual' });
  });

  test('that is sent as it was opened changes nothing', async () => {
    const before = await inForce();
    expect((await send('otto', '/settings/change', await opened())).status).toBe(303);
    expect(await inForce()).toEqual(before);
  });

  test.each([
    ['typeCodes.correction', '9999', '&quot;9999&quot; is not a UNCL1001 code.'],
    ['cancel.paid', 'maybe', '&quot;maybe&quot; is not one of forbid, unlink.'],
    ['periods.closedThrough', '2026-02-30', '&quot;2026-02-30&quot; is not a day'],
  ])('says at %s what is wrong with it, and keeps what was typed', async (path, value, why) => {
    const before = await inForce();
    const refused = await send('otto', '/settings/change', { ...(await opened()), [path]: value, 'ubl.reversal': 'negative_invoice' });
    expect(refused.status).toBe(400);
    const [, about = ''] = new RegExp(`id="about-${path.replaceAll('.', '-')}"(.*?)</div>`).exec(refused.text) ?? [];
    expect(about).toContain(why);
    expect(refused.text).toMatch(/<option value="negative_invoice" selected/);
    expect(await inForce()).toEqual(before);
  }); // prettier-ignore

  test('of a version that is over is refused, tells what is in force, and can be sent again', async () => {
    const form = await opened();
    await putSettings(world.store, parseSettings({ refund: { partiallyPaid: 'offset_first' } }), { actor: 'rita' });
    const stale = await send('otto', '/settings/change', { ...form, 'cancel.paid': 'unlink' });
    expect(stale.status).toBe(409);
    for (const part of ['STALE_VERSION', 'Somebody else was faster', 'In force: clears the open balance first.']) expect(stale.text).toContain(part); // prettier-ignore
    expect((await inForce()).settings).toMatchObject({ refund: { partiallyPaid: 'offset_first' }, cancel: { paid: 'forbid' } }); // prettier-ignore
    const [, expectedVersion = ''] = /name="expectedVersion" value="(\d+)"/.exec(stale.text) ?? [];
    expect((await send('otto', '/settings/change', { ...form, 'cancel.paid': 'unlink', expectedVersion })).status).toBe(303); // prettier-ignore
  });

  test('is for operators, and who is none hears who is', async () => {
    const refusal = { status: 403, text: expect.stringContaining('It takes the role operator, held by otto.') };
    expect(await open('ben', '/settings/change')).toMatchObject(refusal);
    const before = await inForce();
    expect(await send('ben', '/settings/change', { ...(await opened()), 'cancel.paid': 'unlink' })).toMatchObject(refusal); // prettier-ignore
    expect(await send('ben', '/settings/breaker', { on: 'true', expectedVersion: '1' })).toMatchObject(refusal);
    expect(await inForce()).toEqual(before);
  });
});

test('the breaker is one button, from the version that was seen', async () => {
  const { version } = await inForce();
  const press = (on: string, from: number) => send('otto', '/settings/breaker', { on, expectedVersion: String(from) });
  expect((await press('true', version)).status).toBe(303);
  expect((await inForce()).settings.breaker.on).toBe(true);
  expect((await open('ben', '/settings')).text).toContain('Nothing is applied without a signature of a person');
  expect((await press('false', version)).status).toBe(409);
  expect((await press('false', version + 1)).status).toBe(303);
});

describe('keys of services', () => {
  const made = async (fields: Parameters<typeof sendForm>[3]) => send('otto', '/settings/keys', fields);

  test('a new one is shown once, on a page that nothing keeps, and works until it is revoked', async () => {
    const { status, text, headers, goTo } = await made({ service: 'billing', roles: ['requester'], days: '30', name: '<b>shop</b>' }); // prettier-ignore
    expect([status, goTo, headers.get('cache-control')]).toEqual([200, '', 'no-store']);
    const [key = '', id = ''] = /csk_([0-9a-f]+)_[\w-]+/.exec(text) ?? [];
    const ask = () => call(overWorld(world), 'GET', '/v1/settings', { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    const list = await open('otto', '/settings/keys');
    expect(list.text).toContain(id);
    expect(list.text).toContain('&lt;b&gt;shop');
    expect(list.text).not.toContain(key);
    expect(await send('otto', `/settings/keys/${id}/revoke`)).toMatchObject({ status: 303, goTo: '/settings/keys' });
    expect((await ask()).status).toBe(401);
    expect((await send('otto', '/settings/keys/none/revoke')).status).toBe(404);
  });

  test.each<[what: string, fields: Readonly<Record<string, string>>, status: number, code: string]>([
    ['a role that its holder has not', { service: 'billing', roles: 'operator' }, 400, 'ROLE_UNKNOWN'],
    ['no role', { service: 'billing' }, 400, 'MALFORMED'],
    ['more days than there are', { service: 'billing', roles: 'requester', days: '91' }, 400, 'MALFORMED'],
    ['a person', { service: 'ben', roles: 'requester' }, 422, 'NOT_A_SERVICE'],
    ['nobody', { service: 'none', roles: 'requester' }, 404, 'PRINCIPAL_NOT_FOUND'],
  ])('none is made for %s', async (_what, fields, status, code) => {
    const before = await world.store.collections.api_keys.countDocuments();
    const refused = await made({ ...fields, name: 'what I typed' });
    expect(refused.status).toBe(status);
    for (const part of [code, 'value="what I typed"']) expect(refused.text).toContain(part);
    expect(await world.store.collections.api_keys.countDocuments()).toBe(before);
  });

  test('are for operators', async () => {
    for (const reply of [await open('dora', '/settings/keys'), await send('dora', '/settings/keys', { service: 'billing', roles: 'requester' })])
      expect(reply).toMatchObject({ status: 403, text: expect.stringContaining('held by otto') });
  }); // prettier-ignore
});
