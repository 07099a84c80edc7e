import type { CustomerDelta } from '../../domain/customer.ts';
import { amountText } from './wording.ts';

type Delta = Omit<CustomerDelta, 'version'>;

const named = [
  ['Customer credit', 'creditDeltaMinor'],
  ['Free balance of the customer', 'freeDeltaMinor'],
  ['Refunds payable to the customer', 'payableDeltaMinor'],
] as const satisfies readonly (readonly [string, keyof Delta])[];

/** What becomes of customers' accounts, a line each; the customer is named where there are several. */
export const accountLines = (customers: readonly Delta[]): readonly string[] =>
  customers.flatMap((delta) => {
    const whose = new Set(customers.map(({ customerId }) => customerId)).size > 1 ? ` (${delta.customerId})` : '';
    return named
      .filter(([, field]) => delta[field] !== 0)
      .map(([name, field]) => `${name}${whose} ${delta.currency} ${signedText(delta[field], delta.currency)}`);
  });

/** `+30.00`, `-5.00`. */
export const signedText = (minor: number, currency: string): string =>
  `${minor > 0 ? '+' : ''}${amountText(minor, currency)}`;
