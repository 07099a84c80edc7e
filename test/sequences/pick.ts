import { strayNote } from '../model/why-not.ts';
import { notesOf, type Doc, type Model } from '../model/state.ts';
import type { Operation, Sequence } from './operations.ts';
import type { Answer, Target } from './target.ts';

/** What was asked of both and what they answered; undefined when there was nothing to ask about. */
export interface Step {
  readonly label: string;
  readonly expected: Answer;
  readonly answered: Answer;
  readonly asked: unknown;
}

/** A run of one sequence: the model beside the system under test. */
export interface Run {
  readonly model: Model;
  readonly target: Target;
  readonly currency: Sequence['currency'];
  readonly digits: number;
  /** Distinguishes this run's ids from other runs' in the same store. */
  readonly prefix: string;
  step: number;
}

export const isLive = ({ status, closed, type }: Doc): boolean =>
  type !== 'cancellation' && !closed && (status === 'open' || status === 'paid');

/** Documents on which an operation has something to do: most are picked from these, so that accepted and refused balance. */
const suited: Partial<Record<Operation['op'], (model: Model, doc: Doc) => boolean>> = {
  pay: (_model, doc) => doc.balance > 0,
  cancel: (model, doc) =>
    notesOf(model, doc).some(({ whole }) => whole) ||
    (isLive(doc) && doc.side === 'invoice' && doc.payments.size === 0),
  refund: (_model, doc) => doc.payments.size > 0 || (doc.side === 'credit' && doc.balance < 0),
  credit: (_model, doc) => doc.payments.size > 0 || doc.status === 'paid',
  discount: (_model, doc) => doc.payments.size > 0 && doc.balance > 0,
  'open note': (_model, doc) => doc.status === 'open' && doc.side === 'invoice' && doc.payments.size === 0,
  'correct-credit-note': (model, doc) => strayNote(model, doc) !== undefined,
};

/** The document that a number picks: below 0 any of them, else a suited or at least a living one. */
export function picked(
  { model }: Run,
  { op, of }: { readonly op: Operation['op']; readonly of: number },
): Doc | undefined {
  const all = [...model.docs.values()];
  const live = all.filter(isLive);
  const fit = of % 4 === 0 ? [] : all.filter((doc) => suited[op]?.(model, doc) ?? isLive(doc));
  const from = of < 0 ? all : ([fit, live, all].find((some) => some.length > 0) ?? all);
  return from[Math.abs(of) % from.length];
}
