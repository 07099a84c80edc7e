/** A customer's accounts with one seller, per currency. Amounts in minor units, never negative. */
export interface CustomerAccount {
  readonly currency: string;
  /** 2100: credit that the next invoices use. */
  readonly creditMinor: number;
  /** 2150: payments that are linked to no document. */
  readonly freeMinor: number;
}

/** What a plan does to the customer's accounts; kept as deltas, because other documents move them too. */
export interface CustomerDelta {
  readonly customerId: string;
  readonly currency: string;
  readonly creditDeltaMinor: number;
  readonly freeDeltaMinor: number;
}
