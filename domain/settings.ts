import { isDate } from './calendar.ts';
import { Refused } from './errors.ts';
import {
  customerSuccessMax,
  defaultMessages,
  isAddress,
  isChannelName,
  isLanguage,
  slackSubjects,
  type MessageSettings,
} from './message-settings.ts';
import { shown } from './money.ts';
/** How a deployment decides. Amounts in minor units, durations in ms. Kept in MongoDB, one version after the other. */
export interface Settings {
  readonly preset: 'strict' | 'juston';
  readonly cancel: {
    /** X1: whether an invoice with linked payments may be canceled; "unlink" frees the money and always asks an approver. */
    readonly paid: 'forbid' | 'unlink';
    /** X3: "manual" stores the cancellation as a draft, and a last signature finalises it. */
    readonly finalise: 'auto' | 'manual';
    /** X14: "allow" covers open credit notes only; a settled one always blocks. */
    readonly whenCreditNotesExist: 'block' | 'allow';
  };
  /** X2: "in_place" only while unpaid, in an open period and not transmitted. */
  readonly update: { readonly finalisedFiscal: 'revise' | 'in_place' };
  readonly discount: {
    /** X4 */
    readonly allowUnpaid: boolean;
    /** X5: an adjustment on the invoice, or a credit note that is cleared with it. */
    readonly document: 'adjustment' | 'credit_note';
    /** X5: whether an adjustment lowers the tax by rate group, or is booked to discounts in full. */
    readonly tax: 'reduce' | 'gross_only';
  };
  /** X15: whether a refund on a partially paid invoice pays cash, or clears the open balance first. */
  readonly refund: { readonly partiallyPaid: 'payout' | 'offset_first' };
  /** X12: document balances are kept either way. */
  readonly journal: { readonly enabled: boolean };
  /** Books up to and including this day are closed (`YYYY-MM-DD`); nothing is posted into them. */
  readonly periods: { readonly closedThrough?: string };
  /** UNCL1001 codes of what we issue: 383 or 384 is a national choice (spec/domain.md section 1). */
  readonly typeCodes: {
    readonly correction: string;
    readonly replacement: string;
    readonly creditCancellation: string;
  };
  /** How a reversal leaves as UBL: credit note 381 with positive amounts, or invoice 380 with negative ones. */
  readonly ubl: { readonly reversal: 'credit_note' | 'negative_invoice' };
  /** Whether the circuit breaker is on: nothing is applied without a person's signature (approvals.md, floor f6). */
  readonly breaker: { readonly on: boolean };
  /** What happens when the directory breaks a rule that a tiny firm may have to break (approvals.md section 1). */
  readonly directory: { readonly lint: 'block' | 'warn' };
  /** Who is told of what, and in which language. */
  readonly messages: MessageSettings;
}

const strict: Settings = {
  preset: 'strict',
  cancel: { paid: 'forbid', finalise: 'auto', whenCreditNotesExist: 'block' },
  update: { finalisedFiscal: 'revise' },
  discount: { allowUnpaid: false, document: 'adjustment', tax: 'reduce' },
  refund: { partiallyPaid: 'payout' },
  journal: { enabled: true },
  periods: {},
  typeCodes: { correction: '383', replacement: '384', creditCancellation: '383' },
  ubl: { reversal: 'credit_note' },
  breaker: { on: false },
  directory: { lint: 'block' },
  messages: defaultMessages,
};

/** The two presets of spec/requirements.md (X table); they differ in X1. */
export const presets: Readonly<Record<Settings['preset'], Settings>> = {
  strict,
  juston: { ...strict, preset: 'juston', cancel: { ...strict.cancel, paid: 'unlink' } },
};

type Check = (value: unknown, path: string) => unknown;

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) =>
    typeof value === 'string' && allowed.includes(value) ? value : wrong(path, value, `one of ${allowed.join(', ')}`);
const flag: Check = (value, path) => (typeof value === 'boolean' ? value : wrong(path, value, 'true or false'));
const day: Check = (value, path) =>
  typeof value === 'string' && isDate(value) ? value : wrong(path, value, 'a day such as 2026-01-31');
const typeCode: Check = (value, path) =>
  typeof value === 'string' && /^\d{2,3}$/.test(value) ? value : wrong(path, value, 'a UNCL1001 code');
const text =
  (isOne: (text: string) => boolean, expected: string): Check =>
  (value, path) =>
    typeof value === 'string' && isOne(value) ? value : wrong(path, value, expected);
const hour: Check = (value, path) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 23 ? value : wrong(path, value, 'an hour, 0 to 23');
const addresses: Check = (value, path) => {
  if (!Array.isArray(value) || value.length > customerSuccessMax)
    return wrong(path, value, `a list of at most ${customerSuccessMax} e-mail addresses`);
  return value.map((one: unknown, index) => text(isAddress, 'an e-mail address')(one, `${path}.${index}`));
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

const channel = text(isChannelName, 'the name of a channel: small letters, digits, - and _');
const messageChecks: Readonly<Record<keyof MessageSettings, Check>> = {
  language: text(isLanguage, 'a language such as en or es'),
  customerSuccess: addresses,
  customer: oneOf('off', 'on'),
  slack: fields(Object.fromEntries(slackSubjects.map((subject) => [subject, channel])), defaultMessages.slack),
  digest: fields({ on: flag, hour }, defaultMessages.digest),
};

/** Reads settings, each field optional over the preset that is named (default strict). Throws SETTINGS_INVALID, UNKNOWN_FIELD. */
export function parseSettings(value: unknown): Settings {
  const { preset = 'strict' } = asObject(value, '');
  const base = presets[oneOf('strict', 'juston')(preset, 'preset') === 'juston' ? 'juston' : 'strict'];
  const all: Readonly<Record<keyof Settings, Check>> = {
    preset: oneOf('strict', 'juston'),
    cancel: fields(
      {
        paid: oneOf('forbid', 'unlink'),
        finalise: oneOf('auto', 'manual'),
        whenCreditNotesExist: oneOf('block', 'allow'),
      },
      base.cancel,
    ),
    update: fields({ finalisedFiscal: oneOf('revise', 'in_place') }, base.update),
    discount: fields(
      { allowUnpaid: flag, document: oneOf('adjustment', 'credit_note'), tax: oneOf('reduce', 'gross_only') },
      base.discount,
    ),
    refund: fields({ partiallyPaid: oneOf('payout', 'offset_first') }, base.refund),
    journal: fields({ enabled: flag }, base.journal),
    periods: fields({ closedThrough: day }, base.periods),
    typeCodes: fields({ correction: typeCode, replacement: typeCode, creditCancellation: typeCode }, base.typeCodes),
    ubl: fields({ reversal: oneOf('credit_note', 'negative_invoice') }, base.ubl),
    breaker: fields({ on: flag }, base.breaker),
    directory: fields({ lint: oneOf('block', 'warn') }, base.directory),
    messages: fields(messageChecks, base.messages),
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
