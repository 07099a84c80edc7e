import type { PaymentState } from './balance.ts';
import { canonical, hashText } from './canonical.ts';
import type { ErrorCode } from './errors.ts';
import type { Step } from './gate.ts';
import type { Kind } from './input.ts';
import type { PrincipalType } from './principal.ts';
import type { ReasonCode } from './request.ts';

/**
 * Who must sign what (approvals.md section 2): data, one immutable version after the other. `policy-read.ts` reads it,
 * `policy-lint.ts` proves it sound, `policy-evaluate.ts` applies it to the facts of one request. Amounts are integer minor units,
 * durations ms; rates and shares are decimal strings, because canonical JSON has no floats.
 */
export interface Policy {
  readonly version: string;
  /** Inclusive upper ends of the bands B0, B1, ... by currency, ascending; the last band has no end. */
  readonly bands: Readonly<Record<string, readonly number[]>>;
  /** Levels, ascending; the first has no steps: auto. Above them all stands `block`, which is a result and no level. */
  readonly ladder: readonly Level[];
  /** Exactly one row matches any facts: lint proves it. */
  readonly base: readonly BaseRow[];
  /** All that match apply, and they only raise. */
  readonly floors: readonly Floor[];
  /** The rule against splitting (section 2.4). */
  readonly cumulative: readonly CumulativeRule[];
  readonly caps: {
    /** Over one of them a request is held for people (floor f6); never dropped. */
    readonly hard: readonly HardCap[];
    /** Highest amounts that a learned rule may ever grant alone; at most the first band. */
    readonly learningMinor: Readonly<Record<string, number>>;
  };
  /** Worth of one major unit of other currencies in major units of the base; for sums and ceilings, never for documents. */
  readonly rates: { readonly base: string; readonly perUnit: Readonly<Record<string, string>> };
  /** How long a request may stay open over all its revisions. */
  readonly maxOpenMs: number;
  /** Days in which a new version only watches before it decides. */
  readonly shadowDays: number;
  /** Share of corrections without approval that people review afterwards; more than 0, so that the sample is never off. */
  readonly sampleRate: string;
}

export interface Level {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** `B0`, `B1`, ..., or `none`: a currency without bands. */
export type BandName = `B${number}` | 'none';

/** What a row looks at; a column that is missing fits anything. Days are inclusive. */
export interface Columns {
  readonly kind?: readonly Kind[];
  readonly reason?: readonly ReasonCode[];
  readonly band?: readonly BandName[];
  readonly payment?: readonly PaymentState[];
  readonly ageDays?: { readonly from?: number; readonly to?: number };
  readonly requester?: readonly PrincipalType[];
}

export interface BaseRow {
  readonly name: string;
  readonly when: Columns;
  /** A level of the ladder, or `block`. */
  readonly result: string;
}

/** Facts that are true or false. A floor can ask for one that is true, never for one that is false: it could be evaded. */
export const factFlags = [
  'moneyReceived', 'paysOut', 'closedPeriod', 'termsChange', 'identityChange', 'bankMismatch', 'breaker', 'capReached',
  'revisedAfterVote', 'finaliseManual',
] as const; // prettier-ignore
export type FactFlag = (typeof factFlags)[number];

export interface FloorColumns extends Columns {
  /** One of them is true. */
  readonly facts?: readonly FactFlag[];
  readonly bulkItemsAbove?: number;
}

export interface Floor {
  readonly name: string;
  readonly when: FloorColumns;
  /** Lowest level from then on, or `block`. */
  readonly atLeast: string;
  /** A role that must have signed: the first step that offers it is narrowed to it, else a step is added. */
  readonly role?: string;
  /** A step that is added at the end. */
  readonly step?: Step;
  /** What is true then, for people: `money is paid out`. */
  readonly why: string;
}

export const cumulativeKeys = ['invoice', 'customer', 'person'] as const;
export type CumulativeKey = (typeof cumulativeKeys)[number];

/** What is summed, over which time, and how many times the limit of a level the sum may be. */
export interface CumulativeRule {
  readonly key: CumulativeKey;
  /** Absent: for the whole life of it. */
  readonly windowMs?: number;
  readonly times: number;
}

export const capKeys = ['requester', 'agent', 'customer', 'source'] as const;
export interface HardCap {
  readonly by: (typeof capKeys)[number];
  readonly windowMs: number;
  readonly count?: number;
  /** In the base currency. */
  readonly amountMinor?: number;
}

/** The result above all levels: nobody can approve it. */
export const block = 'block';

/** One fault of a policy: where it is, and what is wrong there. */
export interface Finding {
  readonly code: Extract<ErrorCode, `POLICY_${string}` | 'UNFILLABLE_STEP'>;
  /** Path of the field, as `base[2].result`. */
  readonly param: string;
  readonly detail: string;
}

/** The text that is stored, signed and hashed. */
export const policyText = (policy: Policy): string => canonical(policy);
/** sha256, hex, of `countersign/policy/v1`, a line feed and the policy's text. */
export const policyHashOf = (text: string): string => hashText('countersign/policy/v1', text);

/** Place of a level or of `block` in the order; a name that is none counts as `block`. */
export function levelOf({ ladder }: Pick<Policy, 'ladder'>, name: string): number {
  const index = ladder.findIndex((level) => level.name === name);
  return index < 0 ? ladder.length : index;
}

/** The same the other way round. */
export const levelName = ({ ladder }: Pick<Policy, 'ladder'>, level: number): string => ladder[level]?.name ?? block;
