/** A customer's accounts with one seller, per currency. Amounts in minor units, never negative. */
export interface CustomerAccount {
  readonly customerId: string;
  readonly currency: string;
  /** 2100: credit that the next invoices use. */
  readonly creditMinor: number;
  /** 2150: payments that are linked to no document. */
  readonly freeMinor: number;
  /** 2160: refunds that are asked for and not paid out yet. */
  readonly payableMinor: number;
  /** Grows with every change; a plan that uses credit or free balance names it. 0 before the first. */
  readonly version: number;
}

/** What a plan does to a customer's accounts; kept as deltas, because other documents move them too. */
export interface CustomerDelta {
  readonly customerId: string;
  readonly currency: string;
  readonly creditDeltaMinor: number;
  readonly freeDeltaMinor: number;
  readonly payableDeltaMinor: number;
  /** Only when the plan consumes credit or free balance: it fits no other state of the account. */
  readonly version?: number;
}

export const emptyAccount = (customerId: string, currency: string): CustomerAccount => ({
  customerId, currency, creditMinor: 0, freeMinor: 0, payableMinor: 0, version: 0,
}); // prettier-ignore

/** The account as it stands after a delta; its version is still the one that was read. */
export const accountAfter = (account: CustomerAccount, delta: Partial<CustomerDelta>): CustomerAccount => ({
  ...account,
  creditMinor: account.creditMinor + (delta.creditDeltaMinor ?? 0),
  freeMinor: account.freeMinor + (delta.freeDeltaMinor ?? 0),
  payableMinor: account.payableMinor + (delta.payableDeltaMinor ?? 0),
});

/** Deltas of the same account as one; an account that nothing happens to is left out unless its version counts. */
export function mergeDeltas(deltas: readonly CustomerDelta[]): readonly CustomerDelta[] {
  const merged = new Map<string, CustomerDelta>();
  for (const delta of deltas) {
    const key = `${delta.customerId}/${delta.currency}`;
    const before = merged.get(key);
    merged.set(key, before ? added(before, delta) : delta);
  }
  return [...merged.values()].filter(
    ({ creditDeltaMinor, freeDeltaMinor, payableDeltaMinor, version }) =>
      creditDeltaMinor !== 0 || freeDeltaMinor !== 0 || payableDeltaMinor !== 0 || version !== undefined,
  );
}

function added(a: CustomerDelta, b: CustomerDelta): CustomerDelta {
  const version = a.version ?? b.version;
  return {
    customerId: a.customerId,
    currency: a.currency,
    creditDeltaMinor: a.creditDeltaMinor + b.creditDeltaMinor || 0,
    freeDeltaMinor: a.freeDeltaMinor + b.freeDeltaMinor || 0,
    payableDeltaMinor: a.payableDeltaMinor + b.payableDeltaMinor || 0,
    ...(version === undefined ? {} : { version }),
  };
}

export type AccountDelta = Omit<CustomerDelta, 'version'>;

const named = [
  ['Customer credit', 'creditDeltaMinor'],
  ['Free balance of the customer', 'freeDeltaMinor'],
  ['Refunds payable to the customer', 'payableDeltaMinor'],
] as const satisfies readonly (readonly [string, keyof AccountDelta])[];

/** What becomes of customers' accounts, by the names that people read; whose it is where there are several customers. */
export const accountMoves = (customers: readonly AccountDelta[]) =>
  customers.flatMap((delta) => {
    const { customerId, currency } = delta;
    const several = new Set(customers.map((one) => one.customerId)).size > 1;
    return named
      .filter(([, field]) => delta[field] !== 0)
      .map(([name, field]) => ({ name, currency, minor: delta[field], whose: several ? customerId : undefined }));
  });
