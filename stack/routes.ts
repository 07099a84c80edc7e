import { StackError, reasonOf } from './errors.ts';

/** One way to a server, with what came of it: `countersign doctor` prints these in order. */
export interface Step {
  readonly route: string;
  /** `used` ends the search; `would-try` is reported instead of fetching when fetching is off. */
  readonly result: 'used' | 'no' | 'would-try' | 'failed';
  readonly detail: string;
}

/** What one route answers. `use` wins; a StackError thrown ends the search, any other error is a "no". */
export type Answer<Use> =
  | { readonly result: 'used'; readonly use: Use; readonly detail: string }
  | { readonly result: 'no' | 'would-try'; readonly detail: string };

export interface Route<Use> {
  readonly route: string;
  readonly ask: () => Promise<Answer<Use>>;
}

export interface Resolution<Use> {
  readonly steps: readonly Step[];
  /** `open`: nothing is there yet, but a route that fetches has not been tried. */
  readonly outcome:
    | { readonly kind: 'use'; readonly use: Use }
    | { readonly kind: 'open' }
    | { readonly kind: 'failed'; readonly error: StackError };
}

export function no(detail: string): { readonly result: 'no'; readonly detail: string } {
  return { result: 'no', detail };
}

/** Walks the routes in order until one is used or fails for good; `none` makes the error when all said no. */
export async function walk<Use>(
  routes: readonly Route<Use>[],
  none: (steps: readonly Step[]) => StackError,
): Promise<Resolution<Use>> {
  const steps: Step[] = [];
  for (const { route, ask } of routes) {
    try {
      const answer = await ask();
      steps.push({ route, result: answer.result, detail: answer.detail });
      if (answer.result === 'used') return { steps, outcome: { kind: 'use', use: answer.use } };
    } catch (error) {
      if (error instanceof StackError) {
        steps.push({ route, result: 'failed', detail: error.message });
        return { steps, outcome: { kind: 'failed', error } };
      }
      steps.push({ route, ...no(reasonOf(error)) });
    }
  }
  if (steps.some(({ result }) => result === 'would-try')) return { steps, outcome: { kind: 'open' } };
  return { steps, outcome: { kind: 'failed', error: none(steps) } };
}
