import type { CustomerAccount, CustomerDelta } from './customer.ts';
import type { InvoiceDocument } from './document.ts';
import type { Effects } from './plan.ts';
import type { Settings } from './settings.ts';

/**
 * What happens to documents and money outside corrections (R46, spec/domain.md sections 1, 2 and 8): pure, as the kinds of
 * correction are; the store writes the effects in one transaction. A fact from outside (money that came, a chargeback) is
 * never refused because it is inconvenient; what is refused is what cannot be true.
 */
/** What an operation outside corrections looks at. */
export interface Booking {
  readonly document: InvoiceDocument;
  readonly account: CustomerAccount;
  readonly settings: Settings;
  readonly today: string;
}

export const noDelta = ({ customerId, currency }: Pick<CustomerAccount, 'customerId' | 'currency'>): CustomerDelta => ({
  customerId, currency, creditDeltaMinor: 0, freeDeltaMinor: 0, payableDeltaMinor: 0,
}); // prettier-ignore

/** With the journal off nothing is posted, all else is the same (X12). */
export const posted = (settings: Settings, effects: Effects): Effects =>
  settings.journal.enabled ? effects : { ...effects, journal: [] };
