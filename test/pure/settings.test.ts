import { describe, expect, test } from 'vitest';
import { Refused } from '../../domain/errors.ts';
import { evaluatePolicy } from '../../domain/policy.ts';
import { parseSettings, presets, type Settings } from '../../domain/settings.ts';
import { aDocument, booked, grossOf } from '../support/documents.ts';
import { factsOf, planned } from './situations.ts';

const hourMs = 3_600_000;

describe('the presets', () => {
  test('differ in cancel.paid alone (X1)', () => {
    const { preset: strictName, cancel: strictCancel, ...strict } = presets.strict;
    const { preset: justonName, cancel: justonCancel, ...juston } = presets.juston;
    expect(juston).toEqual(strict);
    expect([strictName, justonName]).toEqual(['strict', 'juston']);
    expect(strictCancel.paid).toBe('forbid');
    expect(justonCancel).toEqual({ ...strictCancel, paid: 'unlink' });
  });

  test('have the journal on (X12) and ask one step of 72 hours with a reminder every 24 (R13, R19)', () => {
    expect(presets.strict).toMatchObject({
      journal: { enabled: true },
      approval: {
        autoUpToMinor: { EUR: 50_000, GBP: 50_000, USD: 50_000, NOK: 500_000, DKK: 500_000, SEK: 500_000 },
        review: { roles: ['ar-approver', 'finance-approver'], remindEveryMs: 24 * hourMs, expireAfterMs: 72 * hourMs },
      },
    });
  });
});

describe('parseSettings (R12)', () => {
  test('keeps what is not named', () => {
    expect(parseSettings({})).toEqual(presets.strict);
    expect(parseSettings({ preset: 'juston' })).toEqual(presets.juston);
    expect(parseSettings({ journal: { enabled: false }, approval: { review: { remindEveryMs: 1 } } })).toEqual({
      ...presets.strict,
      journal: { enabled: false },
      approval: { ...presets.strict.approval, review: { ...presets.strict.approval.review, remindEveryMs: 1 } },
    });
  });

  test('replaces what is named, whatever the preset says', () => {
    expect(parseSettings({ preset: 'juston', cancel: { paid: 'forbid' } }).cancel.paid).toBe('forbid');
    expect(parseSettings({ approval: { autoUpToMinor: { JPY: 0 } } }).approval.autoUpToMinor).toEqual({ JPY: 0 });
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
    [{ approval: { autoUpToMinor: [] } }, 'SETTINGS_INVALID', 'approval.autoUpToMinor'],
    [{ approval: { autoUpToMinor: { EUR: '500.00' } } }, 'SETTINGS_INVALID', 'approval.autoUpToMinor.EUR'],
    [{ approval: { autoUpToMinor: { EUR: 500.5 } } }, 'SETTINGS_INVALID', 'approval.autoUpToMinor.EUR'],
    [{ approval: { autoUpToMinor: { EUR: -1 } } }, 'SETTINGS_INVALID', 'approval.autoUpToMinor.EUR'],
    [{ approval: { autoUpToMinor: { EUX: 1 } } }, 'SETTINGS_INVALID', 'approval.autoUpToMinor.EUX'],
    [{ approval: { autoUpToMinor: { eur: 1 } } }, 'SETTINGS_INVALID', 'approval.autoUpToMinor.eur'],
    [{ approval: { review: { roles: [] } } }, 'SETTINGS_INVALID', 'approval.review.roles'],
    [{ approval: { review: { roles: 'cfo' } } }, 'SETTINGS_INVALID', 'approval.review.roles'],
    [{ approval: { review: { roles: ['cfo', ''] } } }, 'SETTINGS_INVALID', 'approval.review.roles'],
    [{ approval: { review: { expireAfterMs: 0 } } }, 'SETTINGS_INVALID', 'approval.review.expireAfterMs'],
    [{ approval: { review: { remindEveryMs: '1h' } } }, 'SETTINGS_INVALID', 'approval.review.remindEveryMs'],
    [{ approval: { review: { quorum: 0 } } }, 'UNKNOWN_FIELD', 'approval.review.quorum'],
  ])('refuses %j with %s %s', (value, code, param) => {
    const refused = (): Settings => parseSettings(value);
    expect(refused).toThrow(Refused);
    expect(refused).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code, param }) }));
  });
});

describe('what needs a signature (R13, R14)', () => {
  const need = (amount: string, currency = 'EUR', paidMinor = 0) => {
    const document = booked(aDocument({ lines: grossOf(amount), currency }), {
      payments: paidMinor === 0 ? [] : [{ id: 'p', amountMinor: paidMinor }],
    });
    const facts = factsOf(document, presets.juston);
    return evaluatePolicy(facts, planned(facts));
  };

  test.each<[amount: string, currency: string, paidMinor: number, why: readonly string[]]>([
    ['500.00', 'EUR', 0, []],
    ['500.01', 'EUR', 0, ['EUR 500.01 is above the limit of EUR 500.00']],
    ['-500.01', 'EUR', 0, ['EUR 500.01 is above the limit of EUR 500.00']],
    ['5000.00', 'NOK', 0, []],
    ['0.01', 'JPY', 0, ['no limit is set for JPY']],
    ['0.00', 'CHF', 0, ['no limit is set for CHF']],
    ['10.00', 'EUR', 1, ['EUR 0.01 of payments is linked']],
    ['600.00', 'EUR', 60_000, ['EUR 600.00 is above the limit of EUR 500.00', 'EUR 600.00 of payments is linked']],
  ])('%s %s with %d paid', (amount, currency, paidMinor, why) => {
    const { roles, remindEveryMs, expireAfterMs } = presets.juston.approval.review;
    expect(need(amount, currency, paidMinor)).toEqual(
      why.length === 0
        ? { kind: 'auto' }
        : { kind: 'approval', why, steps: [{ name: 'review', quorum: 1, roles, remindEveryMs, expireAfterMs }] },
    );
  });

  test('freed money is never below one approver, however small the invoice (X1)', () => {
    expect(need('0.01', 'EUR', 1).kind).toBe('approval');
  });
});
