import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionsFor } from '../../domain/actions.ts';
import { canonical } from '../../domain/canonical.ts';
import { paidMinor } from '../../domain/balance.ts';
import { planHashOf, planText, readPlan, type Plan } from '../../domain/plan.ts';
import { presets } from '../../domain/settings.ts';
import { cancel, situation } from './random-document.ts';
import { seeded } from './seed.ts';
import { planned, refusedWith } from './situations.ts';

const property = seeded('plan text');
const holds = (check: (all: ReturnType<typeof cancel>) => void): void =>
  fc.assert(
    fc.property(situation, (given) => check(cancel(given))),
    property,
  );

describe('for any document and its cancellation', () => {
  test('canceled once is canceled for ever, and its cancellation is no way back (odoo 27165)', () =>
    holds(({ canceled, by, facts }) => {
      expect(refusedWith({ ...facts, document: canceled })).toEqual(['ALREADY_CANCELED']);
      expect(refusedWith({ ...facts, document: by })).toEqual(['CANNOT_CANCEL_CANCELLATION']);
      for (const document of [canceled, by])
        expect(
          actionsFor({ ...facts, document }).flatMap(({ kind, scope, available }) => (available ? [kind, scope] : [])),
        ).toEqual(['update', 'non_fiscal']); // notes alone
    }));

  test('the plan’s text is canonical, stable, and all of the plan (plan shown = plan applied)', () =>
    holds(({ plan, facts }) => {
      const text = planText(plan);
      expect(canonical(JSON.parse(text))).toBe(text);
      expect(planText(planned(facts))).toBe(text);
      expect(readPlan(text)).toEqual(plan);
    }));

  test('any change of the plan is another hash', () =>
    fc.assert(
      fc.property(situation, fc.nat(), (given, pick) => {
        const { plan } = cancel(given);
        const text = planText(plan);
        const changed = changedLeaf(plan, pick);
        expect(planHashOf(canonical(changed))).not.toBe(planHashOf(text));
        expect(planHashOf(text)).toMatch(/^[0-9a-f]{64}$/);
      }),
      property,
    ));

  test('journal off changes no document, row, balance or customer account (X12)', () =>
    fc.assert(
      fc.property(situation, (given) => {
        const { journal, ...rest } = cancel(given).plan;
        const off = cancel(given, { ...presets.juston, journal: { enabled: false } }).plan;
        expect(off).toEqual({ ...rest, journal: [] });
        expect(journal.length > 0 || rest.changes.every(({ fromBalanceMinor }) => fromBalanceMinor === 0)).toBe(true);
      }),
      property,
    ));

  test('strict refuses exactly what has money linked, and plans the rest alike (X1)', () =>
    holds(({ document, plan, facts }) => {
      const strict = { ...facts, settings: presets.strict };
      if (paidMinor(document.rows) !== 0) expect(refusedWith(strict)).toEqual(['HAS_PAYMENTS']);
      else expect(planned(strict)).toEqual(plan);
    }));
});

/** The plan with one of its values changed: the `pick`-th leaf. */
function changedLeaf(plan: Plan, pick: number): unknown {
  let leaves = 0;
  JSON.stringify(plan, (_key, value: unknown) => ((leaves += Number(typeof value !== 'object')), value));
  const target = pick % leaves;
  let at = -1;
  return JSON.parse(planText(plan), (_key, value: unknown) => {
    if (typeof value === 'object') return value;
    at += 1;
    if (at !== target) return value;
    if (typeof value === 'number') return value + 1;
    return typeof value === 'string' ? `${value}x` : !value;
  });
}
