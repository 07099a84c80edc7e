import { z } from 'zod';
import type { MessageSettings } from '../../domain/message-settings.ts';
import type { Settings } from '../../domain/settings.ts';
import { count, day, type FieldsOf } from './scalars.ts';

const channel = z.string().optional();
const messages = z.strictObject({
  language: z.string(),
  customerSuccess: z.array(z.string()),
  customer: z.enum(['off', 'on']),
  slack: z
    .strictObject({
      approvals: channel,
      outcomes: channel,
      comments: channel,
      customerSuccess: channel,
      policy: channel,
      directory: channel,
    } satisfies FieldsOf<MessageSettings['slack']>)
    .meta({ description: 'Subject to the name of a channel in the access file.' }),
  digest: z.strictObject({
    on: z.boolean(),
    hour: z.number().int().min(0).max(23),
  } satisfies FieldsOf<MessageSettings['digest']>),
} satisfies FieldsOf<MessageSettings>);

const settings = z
  .strictObject({
    preset: z.enum(['strict', 'juston']),
    cancel: z.strictObject({
      paid: z.enum(['forbid', 'unlink']),
      finalise: z.enum(['auto', 'manual']),
      whenCreditNotesExist: z.enum(['block', 'allow']),
    } satisfies FieldsOf<Settings['cancel']>),
    update: z.strictObject({ finalisedFiscal: z.enum(['revise', 'in_place']) } satisfies FieldsOf<Settings['update']>),
    discount: z.strictObject({
      allowUnpaid: z.boolean(),
      document: z.enum(['adjustment', 'credit_note']),
      tax: z.enum(['reduce', 'gross_only']),
    } satisfies FieldsOf<Settings['discount']>),
    refund: z.strictObject({
      partiallyPaid: z.enum(['payout', 'offset_first']),
    } satisfies FieldsOf<Settings['refund']>),
    journal: z.strictObject({ enabled: z.boolean() } satisfies FieldsOf<Settings['journal']>),
    periods: z.strictObject({ closedThrough: day.optional() } satisfies FieldsOf<Settings['periods']>),
    typeCodes: z.strictObject({
      correction: z.string(),
      replacement: z.string(),
      creditCancellation: z.string(),
    } satisfies FieldsOf<Settings['typeCodes']>),
    ubl: z.strictObject({ reversal: z.enum(['credit_note', 'negative_invoice']) } satisfies FieldsOf<Settings['ubl']>),
    directory: z.strictObject({ lint: z.enum(['block', 'warn']) } satisfies FieldsOf<Settings['directory']>),
    breaker: z.strictObject({ on: z.boolean() } satisfies FieldsOf<Settings['breaker']>),
    messages,
  } satisfies FieldsOf<Settings>)
  .meta({ id: 'Settings', description: 'How this deployment decides (domain/settings.ts).' });

export const settingsAnswer = z
  .strictObject({ version: count.meta({ description: '0 before any were stored.' }), settings })
  .meta({ id: 'SettingsAnswer' });

/** What settings may be is judged by domain/settings.ts alone. */
export const settingsBody = z
  .strictObject({
    settings: z.record(z.string(), z.unknown()).meta({
      description: 'As they are told; a field that is missing is as in the preset that is named (default strict).',
    }),
    expectedVersion: count.meta({ description: 'The version that was seen.' }),
  })
  .meta({ id: 'SettingsBody' });
