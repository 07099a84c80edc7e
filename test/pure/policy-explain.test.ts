import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { explain } from '../../domain/policy-explain.ts';
import type { PolicyFacts } from '../../domain/policy-facts.ts';
import { aPolicy, facts, sums } from './policies.ts';

const explained = (given: Partial<PolicyFacts> = {}) => explain(defaultPolicy, facts(given));
const obstacles = (given: Partial<PolicyFacts>) =>
  explained(given).whyNotAuto.map(({ fact, value, threshold }) => [fact, value, threshold]);

describe('the explanation (approvals.md section 2.6)', () => {
  test('of what is auto: how far it is to the next band', () => {
    expect(explained()).toEqual({
      kind: 'auto', row: '1', floors: [], level: 'L0', base: 'EUR', own: { amountMinor: 40_000, currency: 'EUR' }, ownBaseMinor: 40_000, cumulative: [],
      whyGate: [], whyNotAuto: [], canBeAuto: true, margin: { band: 'B0', next: 'B1', leftMinor: 10_000 },
    }); // prettier-ignore
  });

  test('of what waits: row, floors, sums with what was counted', () => {
    const cumulative = [{ ...sums('customer', 40_000, 300_000), requests: ['r_1', 'r_2'] }];
    expect(explained({ currency: 'GBP', exposureMinor: 60_000, paysOut: true, cumulative })).toMatchObject({
      kind: 'approval', row: '4', floors: ['f2'], level: 'L1', own: { amountMinor: 60_000, currency: 'GBP' }, ownBaseMinor: 69_600,
      cumulative: [{
        key: 'customer', name: 'customer', windowMs: 604_800_000, requests: ['r_1', 'r_2'],
        levels: [{ level: 'L0', sumMinor: 40_000, budgetMinor: 58_000 }, { level: 'L1', sumMinor: 340_000, budgetMinor: 1_160_000 }],
      }],
      whyGate: ['GBP 600.00 is above the limit of GBP 500.00', 'money is paid out'],
      margin: { band: 'B1', next: 'B2', leftMinor: 940_000 },
    }); // prettier-ignore
  });

  test('at a limit nothing is left; in the highest band and without bands there is no margin', () => {
    expect(explained({ exposureMinor: 50_000 }).margin).toEqual({ band: 'B0', next: 'B1', leftMinor: 0 });
    expect(explained({ exposureMinor: 1_000_001 })).not.toHaveProperty('margin');
    expect(explained({ currency: 'JPY' })).not.toHaveProperty('margin');
  });

  test.each<[given: Partial<PolicyFacts>, named: readonly (readonly unknown[])[]]>([
    [{ exposureMinor: 60_000 }, [['exposureMinor', 60_000, 50_000]]],
    [{ ageDays: 45 }, [['ageDays', 45, 30]]],
    [{ payment: 'paid', moneyReceived: true }, [['payment', 'paid', 'unpaid'], ['moneyReceived', true, false]]],
    [{ requesterType: 'agent' }, [['requesterType', 'agent', 'person']]],
    [{ bulkItems: 80 }, [['bulkItems', 80, 50]]],
    [{ breaker: true, capReached: true }, [['breaker', true, false], ['capReached', true, false]]],
    [{ finaliseManual: true, termsChange: true }, [['termsChange', true, false], ['finaliseManual', true, false]]],
    [{ currency: 'JPY' }, [['currency', 'JPY', 'EUR']]],
    [{ currency: 'JPY', exposureMinor: 60_000 }, [['currency', 'JPY', 'EUR'], ['exposureMinor', 60_000, 50_000]]],
    [{ cumulative: [sums('invoice', 5), sums('customer', 20_000)] }, [['cumulative[1]', 20_000, 10_000]]],
    [{ exposureMinor: 60_000, cumulative: [sums('customer', 20_000)] }, [['exposureMinor', 60_000, 50_000], ['cumulative[0]', 20_000, 0]]],
    [{ currency: 'NOK', exposureMinor: 500_001 }, [['exposureMinor', 500_001, 500_000]]],
  ])('%j is not auto by %j', (given, named) => {
    expect(obstacles(given)).toEqual(named);
  }); // prettier-ignore

  test('says it in words', () => {
    const texts = explained({
      exposureMinor: 60_000, ageDays: 45, payment: 'partially_paid', bulkItems: 60, requesterType: 'agent', paysOut: true, cumulative: [sums('customer', 20_000)],
    }).whyNotAuto.map(({ text }) => text); // prettier-ignore
    expect(texts).toEqual([
      'the requester is of type agent',
      'EUR 600.00 is moved; at most EUR 500.00 goes without approval',
      'the document is partially paid, not unpaid',
      'the document is 45 days old, more than 30',
      'money is paid out',
      'it is part of a bulk of 60 items, more than 50',
      'EUR 800.00 with other corrections of the customer in 7 days is above EUR 500.00',
    ]);
    expect(explained({ currency: 'JPY' }).whyNotAuto.map(({ text }) => text)).toEqual(['JPY has no bands, or no rate']);
  });

  test('a policy that lets one kind alone pass names the kind', () => {
    const policy = aPolicy((p) => {
      p.base[0].when.kind = ['credit'];
      p.base.push({ name: '7', when: { ...p.base[0].when, kind: ['cancel', 'refund', 'discount', 'correct-credit-note', 'update'] }, result: 'L1' }); // prettier-ignore
    });
    expect(explain(policy, facts({ ageDays: 40 })).whyNotAuto).toMatchObject([
      { fact: 'kind', value: 'cancel', threshold: 'credit', text: 'kind cancel does not go without approval' },
      { fact: 'ageDays', value: 40, threshold: 30 },
    ]);
  });

  test('a policy that lets nothing pass says so', () => {
    const policy = aPolicy((p) => (p.base[0].result = 'L1'));
    expect(explain(policy, facts())).toMatchObject({ level: 'L1', whyNotAuto: [], canBeAuto: false });
    expect(explain(aPolicy((p) => (p.base[4].result = 'block')), facts({ exposureMinor: 2_000_000 }))).toMatchObject({
      kind: 'block', level: 'block', whyNotAuto: [{ fact: 'exposureMinor', threshold: 50_000 }], canBeAuto: true,
    }); // prettier-ignore
  });
});
