import { describe, expect, test } from 'vitest';
import { Refused } from '../../domain/errors.ts';
import { parseSettings, presets, type Settings } from '../../domain/settings.ts';

describe('the presets', () => {
  test('differ in cancel.paid alone (X1)', () => {
    const { preset: strictName, cancel: strictCancel, ...strict } = presets.strict;
    const { preset: justonName, cancel: justonCancel, ...juston } = presets.juston;
    expect(juston).toEqual(strict);
    expect([strictName, justonName]).toEqual(['strict', 'juston']);
    expect(strictCancel.paid).toBe('forbid');
    expect(justonCancel).toEqual({ ...strictCancel, paid: 'unlink' });
  });

  test('have the journal on (X12), the breaker off, and a directory whose rules hold', () => {
    expect(presets.strict).toMatchObject({
      journal: { enabled: true },
      breaker: { on: false },
      directory: { lint: 'block' },
    });
  });
});

describe('parseSettings (R12)', () => {
  test('keeps what is not named', () => {
    expect(parseSettings({})).toEqual(presets.strict);
    expect(parseSettings({ preset: 'juston' })).toEqual(presets.juston);
    expect(parseSettings({ journal: { enabled: false }, breaker: { on: true } })).toEqual({
      ...presets.strict,
      journal: { enabled: false },
      breaker: { on: true },
    });
  });

  test('replaces what is named, whatever the preset says', () => {
    expect(parseSettings({ preset: 'juston', cancel: { paid: 'forbid' } }).cancel.paid).toBe('forbid');
  });

  test('reads back what it made', () => {
    for (const preset of Object.values(presets))
      expect(parseSettings(JSON.parse(JSON.stringify(preset)))).toEqual(preset);
  });

  test.each<[value: unknown, code: string, param: string]>([
    [null, 'SETTINGS_INVALID', '(root)'],
    ['strict', 'SETTINGS_INVALID', '(root)'],
    [[], 'SETTINGS_INVALID', '(root)'],
    [{ preset: 'lax' }, 'SETTINGS_INVALID', 'preset'],
    [{ preset: null }, 'SETTINGS_INVALID', 'preset'],
    [{ Preset: 'strict' }, 'UNKNOWN_FIELD', 'Preset'],
    [{ cancel: true }, 'SETTINGS_INVALID', 'cancel'],
    [{ cancel: { paid: 'Unlink' } }, 'SETTINGS_INVALID', 'cancel.paid'],
    [{ cancel: { Paid: 'unlink' } }, 'UNKNOWN_FIELD', 'cancel.Paid'],
    [JSON.parse('{"cancel":{"__proto__":{"paid":"unlink"}}}'), 'UNKNOWN_FIELD', 'cancel.__proto__'],
    [{ journal: { enabled: 'false' } }, 'SETTINGS_INVALID', 'journal.enabled'],
    [{ journal: { enabled: 0 } }, 'SETTINGS_INVALID', 'journal.enabled'],
    [{ breaker: { on: 'yes' } }, 'SETTINGS_INVALID', 'breaker.on'],
    [{ approval: { autoUpToMinor: { EUR: 1 } } }, 'UNKNOWN_FIELD', 'approval'], // the policy says so now
  ])('refuses %j with %s %s', (value, code, param) => {
    const refused = (): Settings => parseSettings(value);
    expect(refused).toThrow(Refused);
    expect(refused).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code, param }) }));
  });
});
