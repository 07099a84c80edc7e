/** How many of each fault case: few in `npm test`, all that approvals.md section 13 asks for in `npm run chaos`. */
export interface FaultExtent {
  readonly expiryRaces: number;
  readonly verdictRaces: number;
  readonly movedInvoices: number;
  readonly policyChanges: number;
  readonly rawMessages: number;
  readonly forgedRuns: number;
  readonly openThroughClocks: number;
  readonly repeatedDecisions: number;
  readonly splitRaces: number;
  readonly plainLinks: number;
}

export const faultExtents = {
  short: {
    expiryRaces: 24,
    verdictRaces: 20,
    movedInvoices: 12,
    policyChanges: 10,
    rawMessages: 4,
    forgedRuns: 3,
    openThroughClocks: 10,
    repeatedDecisions: 6,
    splitRaces: 1,
    plainLinks: 3,
  },
  full: {
    expiryRaces: 500,
    verdictRaces: 500,
    movedInvoices: 300,
    policyChanges: 200,
    rawMessages: 50,
    forgedRuns: 20,
    openThroughClocks: 100,
    repeatedDecisions: 200,
    splitRaces: 20,
    plainLinks: 100,
  },
} as const satisfies Readonly<Record<string, FaultExtent>>;

declare module 'vitest' {
  interface ProvidedContext {
    faults: FaultExtent;
  }
}
