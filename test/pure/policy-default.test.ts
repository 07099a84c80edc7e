import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import type { PolicyFacts } from '../../domain/policy-facts.ts';
import { aPolicy, facts, verdictText } from './policies.ts';

const hourMs = 3_600_000;
const rowOf = (given: Partial<PolicyFacts>): string => evaluatePolicy(defaultPolicy, facts(given)).row;
const floorsOf = (given: Partial<PolicyFacts>): readonly string[] => evaluatePolicy(defaultPolicy, facts(given)).floors;

describe('the default matrix (approvals.md section 2.2)', () => {
  test.each<[given: Partial<PolicyFacts>, row: string, verdict: string]>([
    [{ exposureMinor: 0 }, '1', 'L0'],
    [{ exposureMinor: 50_000 }, '1', 'L0'],
    [{ exposureMinor: 50_000, ageDays: 30 }, '1', 'L0'],
    [{ exposureMinor: 50_000, ageDays: 31 }, '2', 'L1 review'],
    [{ exposureMinor: 1, ageDays: 4_000 }, '2', 'L1 review'],
    [{ exposureMinor: 1, payment: 'partially_paid' }, '3', 'L1 review'],
    [{ exposureMinor: 1, payment: 'paid', ageDays: 31 }, '3', 'L1 review'],
    [{ exposureMinor: 50_001 }, '4', 'L1 review'],
    [{ exposureMinor: 1_000_000, payment: 'paid', ageDays: 99 }, '4', 'L1 review'],
    [{ exposureMinor: 1_000_001 }, '5', 'L2 review release'],
    [{ exposureMinor: Number.MAX_SAFE_INTEGER, payment: 'paid' }, '5', 'L2 review release'],
    [{ exposureMinor: 1, currency: 'JPY' }, '6', 'L2 review release'],
    [{ exposureMinor: 0, currency: 'CHF' }, '6', 'L2 review release'],
  ])('%j: row %s, %s', (given, row, verdict) => {
    expect([rowOf(given), verdictText(given)]).toEqual([row, verdict]);
  });

  test.each<[currency: string, b0: number, b1: number]>([
    ['EUR', 50_000, 1_000_000],
    ['GBP', 50_000, 1_000_000],
    ['USD', 50_000, 1_000_000],
    ['NOK', 500_000, 10_000_000],
    ['DKK', 500_000, 10_000_000],
    ['SEK', 500_000, 10_000_000],
  ])('%s: bands of its own, inclusive upper ends', (currency, b0, b1) => {
    const at = (exposureMinor: number) => verdictText({ exposureMinor, currency });
    expect([b0, b0 + 1, b1, b1 + 1].map(at)).toEqual(['L0', 'L1 review', 'L1 review', 'L2 review release']);
  });

  test.each<[given: Partial<PolicyFacts>, floor: string, verdict: string]>([
    [{ moneyReceived: true }, 'f1', 'L1 review'],
    [{ paysOut: true }, 'f2', 'L1 review'],
    [{ closedPeriod: true }, 'f3', 'L1 review'],
    [{ requesterType: 'agent' }, 'f4', 'L1 review'],
    [{ bulkItems: 51 }, 'f5', 'L1 review'],
    [{ breaker: true }, 'f6', 'L1 review'],
    [{ capReached: true }, 'f6', 'L1 review'],
    [{ termsChange: true }, 'f7', 'L1 review'],
    [{ revisedAfterVote: true }, 'f8', 'L1 review'],
    [{ bankMismatch: true }, 'f9', 'L1 review'],
    [{ identityChange: true }, 'f9', 'L1 review'],
    [{ finaliseManual: true }, 'f10', 'L0 finalise'],
  ])('%j: floor %s, %s; a higher level stays', (given, floor, verdict) => {
    expect([floorsOf(given), verdictText(given)]).toEqual([[floor], verdict]);
    expect(verdictText({ ...given, exposureMinor: 2_000_000 })).toMatch(/^L2 review release/);
  });

  test('neither a service nor 50 items of a bulk is a floor', () => {
    expect(floorsOf({ requesterType: 'service', bulkItems: 50 })).toEqual([]);
    expect(verdictText({ requesterType: 'service', bulkItems: 50 })).toBe('L0');
  });

  test('all floors that match apply', () => {
    const all = {
      moneyReceived: true, paysOut: true, closedPeriod: true, requesterType: 'agent', bulkItems: 60, breaker: true, termsChange: true,
      revisedAfterVote: true, bankMismatch: true, finaliseManual: true,
    } as const; // prettier-ignore
    expect(floorsOf(all)).toEqual(['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9', 'f10']);
    expect(verdictText(all)).toBe('L1 review finalise');
  });

  test('steps: quorum 1, remind every 24 h, escalate at 48 h, expire at 72 h; open for 14 days in all', () => {
    const clocks = { quorum: 1, distinctUnits: 1, remindEveryMs: 24 * hourMs, escalateAfterMs: 48 * hourMs, expireAfterMs: 72 * hourMs }; // prettier-ignore
    const steps = (given: Partial<PolicyFacts>) => evaluatePolicy(defaultPolicy, facts(given)).steps;
    const review = {
      name: 'review',
      roles: ['ar-approver', 'finance-approver'],
      escalateTo: ['controller'],
      ...clocks,
    };
    expect(steps({ exposureMinor: 60_000 })).toEqual([review]);
    expect(steps({ exposureMinor: 2_000_000 })).toEqual([
      { ...review, roles: ['ar-approver'], escalateTo: ['finance-approver'] },
      { name: 'release', roles: ['controller'], escalateTo: ['cfo'], ...clocks },
    ]);
    expect(steps({ finaliseManual: true })).toEqual([
      { name: 'finalise', roles: ['controller', 'finance-approver'], escalateTo: ['cfo'], ...clocks },
    ]);
    expect(defaultPolicy).toMatchObject({ maxOpenMs: 14 * 24 * hourMs, shadowDays: 0, sampleRate: '0.03' });
  });
});

describe('a role that a floor asks for (R23)', () => {
  const rolesOf = (given: Partial<PolicyFacts>, policy = defaultPolicy) =>
    evaluatePolicy(policy, facts(given)).steps.map(({ name, roles }) => [name, ...roles]);

  test('narrows the first step that offers it', () => {
    expect(rolesOf({ termsChange: true })).toEqual([['review', 'finance-approver']]);
  });
  test('is a step of its own where none offers it: last', () => {
    expect(rolesOf({ termsChange: true, exposureMinor: 2_000_000 })).toEqual([
      ['review', 'ar-approver'],
      ['release', 'controller'],
      ['finance-approver', 'finance-approver'],
    ]);
  });
  test('before finalise, where there is one', () => {
    expect(rolesOf({ termsChange: true, finaliseManual: true, exposureMinor: 2_000_000 }).map(([name]) => name)).toEqual([
      'review', 'release', 'finance-approver', 'finalise',
    ]); // prettier-ignore
    const policy = aPolicy((p) => (p.ladder[2].steps[1].name = 'finalise'));
    expect(rolesOf({ termsChange: true, exposureMinor: 2_000_000 }, policy).map(([name]) => name)).toEqual([
      'review', 'finance-approver', 'finalise',
    ]); // prettier-ignore
  });
  test('two roles: one narrows, the other is added', () => {
    const policy = aPolicy((p) => (p.floors[1].role = 'cfo'));
    expect(rolesOf({ termsChange: true, paysOut: true }, policy)).toEqual([['review', 'finance-approver'], ['cfo', 'cfo']]); // prettier-ignore
  });
});

describe('block', () => {
  test('by a row or by a floor: nobody may approve it', () => {
    const byRow = aPolicy((p) => (p.base[4].result = 'block'));
    const byFloor = aPolicy((p) => (p.floors[5].atLeast = 'block'));
    for (const verdict of [
      evaluatePolicy(byRow, facts({ exposureMinor: 1_000_001 })),
      evaluatePolicy(byFloor, facts({ breaker: true })),
    ])
      expect(verdict).toMatchObject({ kind: 'block', level: 3, steps: [] });
    expect(evaluatePolicy(byRow, facts()).kind).toBe('auto');
  });

  test('where no row fits: a gap lets nothing pass', () => {
    const policy = aPolicy((p) => p.base.shift());
    expect(evaluatePolicy(policy, facts())).toMatchObject({ kind: 'block', row: 'none', why: ['no row of the policy is about it'] }); // prettier-ignore
  });
});

describe('why, for people', () => {
  test.each<[given: Partial<PolicyFacts>, why: readonly string[]]>([
    [{}, []],
    [{ exposureMinor: 60_000 }, ['EUR 600.00 is above the limit of EUR 500.00']],
    [{ exposureMinor: 1_000_001 }, ['EUR 10,000.01 is above the limit of EUR 10,000.00']],
    [{ currency: 'JPY' }, ['no bands are set for JPY']],
    [{ ageDays: 45 }, ['the document is 45 days old']],
    [{ payment: 'partially_paid', moneyReceived: true }, ['the document is partially paid', 'a payment was received']],
    [{ finaliseManual: true }, ['cancellations are finalised by hand']],
    [{ paysOut: true, termsChange: true }, ['money is paid out', 'due date or payment terms change']],
  ])('%j: %j', (given, why) => {
    expect(evaluatePolicy(defaultPolicy, facts(given)).why).toEqual(why);
  });

  test('rows of other columns say them', () => {
    const policy = aPolicy((p) => {
      p.base[0].result = 'L1';
      p.base[0].when = { ...p.base[0].when, kind: ['cancel'], reason: ['duplicate'], requester: ['service'] };
    });
    expect(evaluatePolicy(policy, facts({ requesterType: 'service' })).why).toEqual(['the requester is of type service', 'it is of kind cancel', 'the reason is duplicate']); // prettier-ignore
    const bare = aPolicy((p) => (p.base = [{ name: 'all', when: {}, result: 'L1' }]));
    expect(evaluatePolicy(bare, facts()).why).toEqual(['row all of the policy']);
  });
});
