import { Refused } from './errors.ts';
import { isCurrency, shown } from './money.ts';

/** How a deployment decides. Amounts in minor units, durations in ms. Kept in MongoDB, one version after the other. */
export interface Settings {
  readonly preset: 'strict' | 'juston';
  /** X1: whether an invoice with linked payments may be canceled; "unlink" frees the money and always asks an approver. */
  readonly cancel: { readonly paid: 'forbid' | 'unlink' };
  /** X12: document balances are kept either way. */
  readonly journal: { readonly enabled: boolean };
  readonly approval: {
    /** Highest gross, inclusive, that is applied without approval. A currency that is not named always waits. */
    readonly autoUpToMinor: Readonly<Record<string, number>>;
    readonly review: {
      readonly roles: readonly string[];
      readonly remindEveryMs: number;
      readonly expireAfterMs: number;
    };
  };
}

const hourMs = 3_600_000;

const strict: Settings = {
  preset: 'strict',
  cancel: { paid: 'forbid' },
  journal: { enabled: true },
  approval: {
    autoUpToMinor: { EUR: 50_000, GBP: 50_000, USD: 50_000, NOK: 500_000, DKK: 500_000, SEK: 500_000 },
    review: { roles: ['ar-approver', 'finance-approver'], remindEveryMs: 24 * hourMs, expireAfterMs: 72 * hourMs },
  },
};

/** The two presets of spec/requirements.md (X table); they differ in X1. */
export const presets: Readonly<Record<Settings['preset'], Settings>> = {
  strict,
  juston: { ...strict, preset: 'juston', cancel: { paid: 'unlink' } },
};

type Check = (value: unknown, path: string) => unknown;

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) =>
    typeof value === 'string' && allowed.includes(value) ? value : wrong(path, value, `one of ${allowed.join(', ')}`);
const flag: Check = (value, path) => (typeof value === 'boolean' ? value : wrong(path, value, 'true or false'));
const durationMs: Check = (value, path) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? value : wrong(path, value, 'a whole number of ms above 0');
const roleList: Check = (value, path) =>
  Array.isArray(value) && value.length > 0 && value.every((role) => typeof role === 'string' && role !== '')
    ? value
    : wrong(path, value, 'a list of role names');
const limits: Check = (value, path) => {
  for (const [currency, minor] of Object.entries(asObject(value, path))) {
    if (!isCurrency(currency)) wrong(`${path}.${currency.slice(0, 12)}`, currency, 'an ISO 4217 code');
    if (!Number.isSafeInteger(minor) || Number(minor) < 0)
      wrong(`${path}.${currency}`, minor, 'minor units, 0 or more');
  }
  return value;
};
/** Fields that are named are checked and replace the preset's; others keep it; unknown ones are refused. */
const fields =
  (checks: Readonly<Record<string, Check>>, base: object): Check =>
  (value, path) => {
    const given = asObject(value, path);
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(checks, key));
    if (unknown !== undefined) throw new Refused('UNKNOWN_FIELD', { param: `${path}${path && '.'}${unknown}` });
    const checked = Object.entries(given).map(([key, field]) => [
      key,
      checks[key]?.(field, `${path}${path && '.'}${key}`),
    ]);
    return { ...base, ...Object.fromEntries(checked) };
  };

/** Reads settings, each field optional over the preset that is named (default strict). Throws SETTINGS_INVALID, UNKNOWN_FIELD. */
export function parseSettings(value: unknown): Settings {
  const { preset = 'strict' } = asObject(value, '');
  const base = presets[oneOf('strict', 'juston')(preset, 'preset') === 'juston' ? 'juston' : 'strict'];
  const review = { roles: roleList, remindEveryMs: durationMs, expireAfterMs: durationMs };
  const approval = { autoUpToMinor: limits, review: fields(review, base.approval.review) };
  const all: Readonly<Record<keyof Settings, Check>> = {
    preset: oneOf('strict', 'juston'),
    cancel: fields({ paid: oneOf('forbid', 'unlink') }, base.cancel),
    journal: fields({ enabled: flag }, base.journal),
    approval: fields(approval, base.approval),
  };
  return fields(all, base)(value, '') as Settings; // each field was checked above
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(path, value, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

function wrong(path: string, value: unknown, expected: string): never {
  throw new Refused('SETTINGS_INVALID', { param: path || '(root)', detail: `${shown(value)} is not ${expected}.` });
}
