import type { Step } from './gate.ts';
import { kinds } from './input.ts';
import { isCurrency } from './money.ts';
import { listOf, mapOf, object, oneOf, text, whole, wrong, type Read } from './policy-fields.ts';
import {
  block,
  capKeys,
  cumulativeKeys,
  factFlags,
  type BandName,
  type BaseRow,
  type Columns,
  type Floor,
  type HardCap,
  type Policy,
} from './policy.ts';
import { principalTypes } from './principal.ts';
import { reasonCodes } from './request.ts';

/** Bounds of a policy: what a gate carries and what lint can visit whole. */
export const policyBounds = {
  levels: 8,
  stepsPerLevel: 8,
  bandLimits: 8,
  rows: 64,
  minorMax: 1_000_000_000_000,
  durationMaxMs: 366 * 86_400_000,
} as const;

const name = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'a name of 1 to 40 letters, digits, dots, dashes');
const levelOrBlock = name;
const sentence = text(/^\S(?:.{0,198}\S)?$/u, 'a text of 1 to 200 characters');
const durationMs = whole(1, policyBounds.durationMaxMs);
const minor = whole(0, policyBounds.minorMax);
const currency: Read<string> = (value, path) =>
  typeof value === 'string' && isCurrency(value) ? value : wrong(path, value, 'an ISO 4217 code');
/** A decimal above 0: no sign, no exponent, no leading zero. */
const decimalText = text(
  /^(?!0(?:\.0*)?$)(?:0|[1-9]\d{0,6})(?:\.\d{1,10})?$/,
  'a decimal above 0 as a text, as "1.08"',
);
const share: Read<string> = (value, path) => {
  const given = decimalText(value, path);
  return Number(given) <= 1 ? given : wrong(path, value, 'a share of at most 1 as a text, as "0.03"');
};
const bandName: Read<BandName> = (value, path) =>
  typeof value === 'string' && /^(B\d|none)$/.test(value)
    ? (value as BandName)
    : wrong(path, value, 'B0 to B8 or none');

/** Every value once: a list of alternatives. */
const anyOf = <T>(item: Read<T>): Read<readonly T[]> => {
  const list = listOf(item, 1, policyBounds.rows);
  return (value, path) => {
    const read = list(value, path);
    return new Set(read).size === read.length ? read : wrong(path, value, 'a list that names nothing twice');
  };
};
const roles = anyOf(name);

const readStep: Read<Step> = object({
  name,
  roles,
  quorum: whole(1, 20),
  distinctUnits: whole(1, 20),
  remindEveryMs: durationMs,
  escalateAfterMs: durationMs,
  escalateTo: (value, path) => (Array.isArray(value) && value.length === 0 ? [] : roles(value, path)),
  expireAfterMs: durationMs,
});

const days = whole(0, 100_000);
const columns = {
  kind: anyOf(oneOf(kinds)),
  reason: anyOf(oneOf(reasonCodes)),
  band: anyOf(bandName),
  payment: anyOf(oneOf(['unpaid', 'partially_paid', 'paid'] as const)),
  ageDays: object({}, { from: days, to: days }),
  requester: anyOf(oneOf(principalTypes)),
};
const readColumns: Read<Columns> = object({}, columns);
const readRow: Read<BaseRow> = object({ name, when: readColumns, result: levelOrBlock });
const readFloor: Read<Floor> = object(
  {
    name,
    when: object({}, { ...columns, facts: anyOf(oneOf(factFlags)), bulkItemsAbove: whole(0, 1_000_000) }),
    atLeast: levelOrBlock,
    why: sentence,
  },
  { role: name, step: readStep },
);
const readCap: Read<HardCap> = object(
  { by: oneOf(capKeys), windowMs: durationMs },
  { count: whole(1, 1_000_000_000), amountMinor: minor },
);

const readForm: Read<Policy> = object({
  version: name,
  bands: mapOf(currency, listOf(minor, 1, policyBounds.bandLimits)),
  ladder: listOf(object({ name, steps: listOf(readStep, 0, policyBounds.stepsPerLevel) }), 1, policyBounds.levels),
  base: listOf(readRow, 1, policyBounds.rows),
  floors: listOf(readFloor, 0, policyBounds.rows),
  cumulative: listOf(object({ key: oneOf(cumulativeKeys), times: whole(1, 1_000) }, { windowMs: durationMs }), 0, cumulativeKeys.length),
  caps: object({ hard: listOf(readCap, 0, policyBounds.rows), learningMinor: mapOf(currency, minor) }),
  rates: object({ base: currency, perUnit: mapOf(currency, decimalText) }),
  maxOpenMs: durationMs,
  shadowDays: whole(0, 90),
  sampleRate: share,
}); // prettier-ignore

/**
 * Reads a policy strictly; what the values mean together is lint's to say, but for names that lead nowhere: an evaluation
 * must be total. Throws POLICY_SHAPE, or UNKNOWN_FIELD, with the path of the field.
 */
export function parsePolicy(value: unknown): Policy {
  const policy = readForm(value, '');
  const levels = [...policy.ladder.map((level) => level.name), block];
  once(levels, 'ladder');
  for (const [list, rows] of [['base', policy.base], ['floors', policy.floors]] as const)
    once(rows.map((row) => row.name), list); // prettier-ignore
  once(policy.cumulative.map(({ key }) => key), 'cumulative'); // prettier-ignore
  const known = oneOf(levels);
  policy.base.forEach(({ result }, index) => known(result, `base[${index}].result`));
  policy.floors.forEach(({ atLeast }, index) => known(atLeast, `floors[${index}].atLeast`));
  return policy;
}

function once(names: readonly string[], path: string): void {
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) wrong(path, twice, 'a name that stands there once');
}
