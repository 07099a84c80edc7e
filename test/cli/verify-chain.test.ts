import { describe, expect, test } from 'vitest';
import { plansNamedIn, whyNotProven, type KeptPlan } from '../../client/verify-chain.ts';
import { chainEntry, type AuditEntry } from '../../domain/audit.ts';
import { planHashOf, planText } from '../../domain/plan.ts';
import { facts, planOf } from './plans.ts';

const text = planText(planOf(facts()));
const planHash = planHashOf(text);
const kept: KeptPlan = { requestId: 'r_1', planText: text, planHash };

const body = { documentId: 'S:1', at: '2026-01-20T10:00:00Z', actor: 'maria' } as const;
const imported = chainEntry(undefined, { ...body, deed: 'imported' });
const applied = chainEntry(imported, { ...body, deed: 'applied', requestId: 'r_1', planHash });
const chain: readonly AuditEntry[] = [imported, applied];

describe('a trail', () => {
  test('is proven when chain and plans are what was written', () => {
    expect(whyNotProven(chain, applied, [kept])).toEqual([]);
    expect([...plansNamedIn(chain)]).toEqual([['r_1', planHash]]);
  });

  test.each<[sentence: string, plans: readonly KeptPlan[], problem: string]>([
    ['a plan that is gone', [], 'the plan of r_1 is gone'],
    ['a plan without its text', [{ requestId: 'r_1', planHash }], 'the plan of r_1 is gone'],
    ['a plan that was changed', [{ ...kept, planText: text.replace('maria', 'mario') }], 'the plan of r_1 was changed'],
    ['a plan hash that was changed', [{ ...kept, planHash: 'f'.repeat(64) }], 'the plan hash of r_1 was changed'],
  ])('names %s', (_sentence, plans, problem) => {
    expect(whyNotProven(chain, applied, plans)).toEqual([problem]);
  });

  test('that was cut short proves nothing', () => {
    expect(whyNotProven([imported], applied, [kept])).toEqual(['the chain ends at 1, the document says 2']);
  });
});
