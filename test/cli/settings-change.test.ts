import { describe, expect, test } from 'vitest';
import { renderSettings, renderSettingsChange } from '../../client/render/settings.ts';
import { changed } from '../../client/settings-change.ts';
import { plainLook } from '../../client/terminal.ts';
import { parseSettings, presets } from '../../domain/settings.ts';

const { strict, juston } = presets;

describe('settings set', () => {
  test.each<[changes: readonly string[], path: string, value: unknown]>([
    [['cancel.paid=unlink'], 'cancel.paid', 'unlink'],
    [['discount.allowUnpaid=true'], 'discount.allowUnpaid', true],
    [['typeCodes.correction=384'], 'typeCodes.correction', '384'],
    [['periods.closedThrough=2026-01-31'], 'periods.closedThrough', '2026-01-31'],
    [['breaker.on=true'], 'breaker.on', true],
    [['messages.language=es'], 'messages.language', 'es'],
    [['messages.customerSuccess=["cs@x.y"]'], 'messages.customerSuccess', ['cs@x.y']],
    [['messages.slack.approvals=finance'], 'messages.slack', { approvals: 'finance' }],
    [['messages.slack.approvals=finance', 'messages.slack.approvals=null'], 'messages.slack', {}],
    [['messages.digest.hour=9'], 'messages.digest', { on: true, hour: 9 }],
    [['preset=juston'], 'cancel.paid', 'unlink'],
    [['preset=juston', 'cancel.paid=forbid'], 'cancel.paid', 'forbid'],
  ])('%j', (changes, path, value) => {
    const pairs = changes.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const);
    expect(parseSettings(changed(strict, pairs))).toHaveProperty(path, value);
  });

  test('null takes a field out: the setting is the one of the preset again', () => {
    const closed = { ...strict, periods: { closedThrough: '2026-01-31' } };
    expect(parseSettings(changed(closed, [['periods.closedThrough', 'null']])).periods).toEqual({});
    expect(parseSettings(changed({ ...juston, cancel: strict.cancel }, [['cancel.paid', 'null']])).cancel.paid).toBe('unlink');
  }); // prettier-ignore

  test('a new preset leaves what was set by hand', () => {
    const own = { ...strict, discount: { ...strict.discount, allowUnpaid: true } };
    expect(parseSettings(changed(own, [['preset', 'juston']]))).toEqual({ ...juston, discount: own.discount });
  });
});

test('settings on screen: all of them, a branch, a value, what became different', () => {
  expect(renderSettings({ version: 3, settings: strict }, plainLook)).toMatch(
    /^Settings, version 3:\n {2}path +value\n {2}preset +strict\n/,
  );
  expect(renderSettings({ path: 'cancel.paid', value: 'forbid' }, plainLook)).toBe('forbid');
  expect(renderSettings({ path: 'refund', value: strict.refund }, plainLook)).toBe(
    '  path                  value\n  refund.partiallyPaid  payout',
  );
  expect(
    renderSettingsChange({ version: 4, changed: [{ path: 'periods.closedThrough', before: null, after: '2026-01-31' }] }, plainLook),
  ).toBe('In force as version 4:\n  path                   before  now\n  periods.closedThrough  -       2026-01-31');
  expect(renderSettingsChange({ version: 4, changed: [] }, plainLook)).toBe('Nothing is different; version 4 stays in force.');
}); // prettier-ignore
