/** How many random sequences of how many operations. */
export interface Extent {
  readonly sequences: number;
  readonly operationsMax: number;
  /** How long a failure is made shorter before it is reported as it is. */
  readonly shrinkMs: number;
}

/** The configurations of vitest hand these in: the short form to `npm test`, the full one to `npm run chaos`. */
export interface Extents {
  /** On the pure domain. */
  readonly books: Extent;
  /** On the real store, through the real workflow. */
  readonly store: Extent;
}

export const extents = {
  short: {
    books: { sequences: 300, operationsMax: 12, shrinkMs: 15_000 },
    store: { sequences: 10, operationsMax: 8, shrinkMs: 15_000 },
  },
  full: {
    books: { sequences: 10_000, operationsMax: 20, shrinkMs: 120_000 },
    store: { sequences: 300, operationsMax: 8, shrinkMs: 120_000 },
  },
} as const satisfies Readonly<Record<string, Extents>>;

declare module 'vitest' {
  interface ProvidedContext {
    sequences: Extents;
  }
}
