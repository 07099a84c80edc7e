import { accountMoves, type AccountDelta } from '../../domain/customer.ts';
import { amountText } from './wording.ts';

/** What becomes of customers' accounts, a line each; the customer is named where there are several. */
export const accountLines = (customers: readonly AccountDelta[]): readonly string[] =>
  accountMoves(customers).map(
    ({ name, whose, currency, minor }) =>
      `${name}${whose === undefined ? '' : ` (${whose})`} ${currency} ${signedText(minor, currency)}`,
  );

/** `+30.00`, `-5.00`. */
export const signedText = (minor: number, currency: string): string =>
  `${minor > 0 ? '+' : ''}${amountText(minor, currency)}`;
