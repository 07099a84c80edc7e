import { z } from 'zod';
import type { Step } from '../../domain/gate.ts';
import type { Obstacle } from '../../domain/policy-auto.ts';
import type { CumulativeExplained, Explanation } from '../../domain/policy-explain.ts';
import { amountMinor, count, currency, type FieldsOf } from './scalars.ts';

/** One step of an approval, with its clocks from the moment that it opens. */
export const step = z
  .strictObject({
    name: z.string(),
    roles: z.array(z.string()),
    quorum: count,
    distinctUnits: count.meta({ description: 'From how many organisational units the signatures must come.' }),
    remindEveryMs: count,
    escalateAfterMs: count,
    escalateTo: z.array(z.string()).meta({ description: 'May sign, too, once it has escalated.' }),
    expireAfterMs: count,
  } satisfies FieldsOf<Step>)
  .meta({ id: 'Step', description: 'One step of an approval; clocks in ms.' });

const obstacle = z
  .strictObject({
    fact: z.string(),
    value: z.union([z.string(), z.number(), z.boolean()]),
    threshold: z.union([z.string(), z.number(), z.boolean()]),
    text: z.string(),
  } satisfies FieldsOf<Obstacle>)
  .meta({
    id: 'Obstacle',
    description: 'A fact that keeps a request from being applied at once, and up to where it would not.',
  });

const cumulative = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    requests: z.array(z.string()).meta({ description: 'The newest that were counted.' }),
    windowMs: count.optional(),
    levels: z.array(z.strictObject({ level: z.string(), sumMinor: amountMinor, budgetMinor: amountMinor })),
  } satisfies FieldsOf<CumulativeExplained>)
  .meta({
    id: 'Cumulative',
    description: 'What other requests with the same key moved, against the budgets, in the base currency.',
  });

export const explanation = z
  .strictObject({
    kind: z.enum(['auto', 'approval', 'block']),
    row: z.string(),
    floors: z.array(z.string()),
    level: z.string(),
    own: z.strictObject({ amountMinor, currency }),
    base: currency,
    ownBaseMinor: amountMinor.optional(),
    cumulative: z.array(cumulative),
    whyGate: z.array(z.string()),
    whyNotAuto: z
      .array(obstacle)
      .meta({ description: 'With all of them at their thresholds it would be applied at once.' }),
    canBeAuto: z.boolean(),
    margin: z.strictObject({ band: z.string(), next: z.string(), leftMinor: amountMinor }).optional(),
  } satisfies FieldsOf<Explanation>)
  .meta({ id: 'Explanation', description: 'Why this policy asks for what it asks for, and what would change it.' });
