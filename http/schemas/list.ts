import { z } from 'zod';
import { parseAmount } from '../../domain/money.ts';
import { Refused } from '../../domain/errors.ts';
import { roleNames } from '../../domain/principal.ts';
import { pageQuery } from './page.ts';
import { kind } from './plan.ts';
import { instant, invoiceName, text } from './scalars.ts';

export const states = [
  'open', 'outdated', 'replanning', 'applying', 'applied', 'refused', 'rejected', 'withdrawn', 'expired', 'stale',
] as const; // prettier-ignore

const yes = z.literal('true', 'Only "true" is known here').optional();
const currency = z.string().regex(/^[A-Z]{3}$/).optional(); // prettier-ignore
const amount = text(40).optional().meta({ description: "What is corrected, in `currency`: 1250.00; it takes part in the range." }); // prettier-ignore

const filters = {
  kind: kind.optional(),
  customer: text()
    .optional()
    .meta({ description: 'Id of the customer.', examples: ['DE123:B1'] }),
  requester: text().optional().meta({ description: 'Who asked, by id.' }),
  currency,
  minAmount: amount,
  maxAmount: amount,
  dueBefore: instant.optional(),
  overdue: yes.meta({ description: 'Only what should have been signed by now.' }),
  receivedBefore: instant.optional(),
  receivedAfter: instant.optional().meta({ description: 'Or at that very moment.' }),
  search: text().optional().meta({ description: 'Id of a request, or id or number of its document.' }),
};

/** What the caller may do now, by when it is due. */
export const inboxQuery = pageQuery.extend({
  state: z.enum(['open', 'outdated']).default('open'),
  mine: yes.meta({ description: 'Instead: what the caller asked for, or answers for.' }),
  role: z.enum(roleNames).optional().meta({ description: 'Only what this role of the caller signs.' }),
  delegated: yes.meta({ description: 'Only what the caller may sign by a right that was lent.' }),
  sort: z.enum(['due', 'received']).default('due').meta({ description: 'Soonest due, or longest waiting, first.' }),
  ...filters,
});

export const listQuery = pageQuery.extend({
  state: z.enum(states).optional().meta({ description: '`open` unless an invoice or a requester is named.' }),
  invoice: invoiceName.optional(),
  sort: z.enum(['received', 'newest']).default('received').meta({ description: 'Oldest or newest first.' }),
  ...filters,
});

type Amounts = { readonly currency?: string | undefined; readonly minAmount?: string | undefined; readonly maxAmount?: string | undefined }; // prettier-ignore

/** Amounts in minor units. Throws MALFORMED without their currency, AMOUNT_FORMAT, CURRENCY_UNKNOWN. */
export function rangeOf({ currency: of, minAmount, maxAmount }: Amounts): { minMinor?: number; maxMinor?: number } {
  if (minAmount === undefined && maxAmount === undefined) return {};
  if (of === undefined) throw new Refused('MALFORMED', { param: 'currency', detail: 'An amount has one.' });
  return {
    ...(minAmount === undefined ? {} : { minMinor: parseAmount(minAmount, of, 'minAmount') }),
    ...(maxAmount === undefined ? {} : { maxMinor: parseAmount(maxAmount, of, 'maxAmount') }),
  };
}
