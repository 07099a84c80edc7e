import { withAlternatives } from './alternatives.ts';
import { whyNot } from './blockers.ts';
import { anyLineChange, fieldsOpen } from './blockers-update.ts';
import { maxOf } from './caps.ts';
import { effectOf } from './effect-text.ts';
import type { Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { kinds, type CorrectionInput, type Kind } from './input.ts';

/** One kind of correction for this document now: possible with this effect, or blocked for these reasons (R41, R42). */
export interface Action {
  readonly kind: Kind;
  /** For update: whether it is about lines and the like, or about notes, terms and addresses of delivery. */
  readonly scope?: 'fiscal' | 'non_fiscal';
  readonly available: boolean;
  readonly effect: string;
  /** The largest amount that it can be about, minor units; absent where it is about the whole document or no amount. */
  readonly maxMinor?: number;
  readonly blockers: readonly Refusal[];
}

/** What can be done with this document now, by the same rules that the plan uses. */
export function actionsFor(facts: Facts): readonly Action[] {
  return kinds.flatMap((kind) =>
    kind === 'update'
      ? [actionOf(facts, kind, 'non_fiscal'), actionOf(facts, kind, 'fiscal')]
      : [actionOf(facts, kind)],
  );
}

/** Notes can always be changed; which other fields can is said in the effect. */
const inputs: Readonly<Record<NonNullable<Action['scope']>, CorrectionInput>> = {
  fiscal: anyLineChange,
  non_fiscal: { set: { notes: [] } },
};

function actionOf(facts: Facts, kind: Kind, scope?: Action['scope']): Action {
  const input = scope && inputs[scope];
  const blockers = whyNot(kind, facts, input && { requestId: '', reason: { code: 'duplicate' }, input });
  const maxMinor = maxOf(facts, kind);
  return {
    kind,
    ...(scope === undefined ? {} : { scope }),
    available: blockers.length === 0,
    effect:
      scope === 'non_fiscal' ? `changes in place: ${fieldsOpen(facts.document).join(', ')}` : effectOf(facts, kind),
    ...(maxMinor === undefined || blockers.length > 0 ? {} : { maxMinor }),
    blockers: withAlternatives(facts, kind, blockers),
  };
}
