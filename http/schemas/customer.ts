import { z } from 'zod';
import type { CustomerDelta } from '../../domain/customer.ts';
import { amountMinor, count, currency, type FieldsOf } from './scalars.ts';

const delta = {
  customerId: z.string(),
  currency,
  creditDeltaMinor: amountMinor.meta({ description: 'Credit that the next invoices use (2100).' }),
  freeDeltaMinor: amountMinor.meta({ description: 'Payments that are linked to no document (2150).' }),
  payableDeltaMinor: amountMinor.meta({ description: 'Refunds that are asked for and not paid out (2160).' }),
} satisfies FieldsOf<Omit<CustomerDelta, 'version'>>;

/** What became of a customer's accounts. */
export const customerDelta = z
  .strictObject(delta)
  .meta({ id: 'CustomerDelta', description: "What moves on a customer's accounts." });

/** As planned: it may fit one state of the account only. */
export const plannedDelta = z
  .strictObject({
    ...delta,
    version: count.optional().meta({ description: 'The account must still be at this version.' }),
  } satisfies FieldsOf<CustomerDelta>)
  .meta({ id: 'PlannedDelta', description: "What is to move on a customer's accounts." });
