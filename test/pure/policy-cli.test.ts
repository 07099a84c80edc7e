import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { countersign } from '../cli/run.ts';
import { changedPolicy } from './policies.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-policy-'));
function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}
const shipped = file('policy.json', defaultPolicy);
const small = { name: 'small', facts: { exposureMinor: 40_000 }, expect: { level: 'L0' } };
const agent = { name: 'an agent', facts: { requesterType: 'agent' }, expect: { level: 'L1', steps: ['review'] } };

describe('countersign policy lint', () => {
  test('a sound policy: exit 0', async () => {
    const { exit, out } = await countersign(['policy', 'lint', shipped]);
    expect([exit, out]).toEqual([0, expect.stringMatching(/^Policy 1 \([0-9a-f]{12}\) is sound\.\n$/)]);
  });

  test('a policy with faults: each with its place, exit 1', async () => {
    const bad = file('bad.json', changedPolicy((p) => { p.base[4].result = 'L0'; p.floors.splice(1, 1); })); // prettier-ignore
    const { exit, out } = await countersign(['policy', 'lint', bad]);
    expect(exit).toBe(1);
    expect(out).toMatch(/cannot be proposed:\n.*\n {2}POLICY_NOT_MONOTONE {2}base\[3\]\.result /);
    expect(out).toContain('POLICY_HARD_LIMIT');
    const json = await countersign(['policy', 'lint', bad, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ version: '1', findings: [{ code: 'POLICY_NOT_MONOTONE' }, { code: 'POLICY_HARD_LIMIT' }] }); // prettier-ignore
  });

  test.each<[name: string, value: unknown, exit: number, message: string]>([
    ['shape', changedPolicy((p) => (p.sampleRate = 0.03)), 2, 'POLICY_SHAPE'],
    ['unknown', { ...defaultPolicy, more: 1 }, 2, 'UNKNOWN_FIELD'],
    ['list', [defaultPolicy], 2, 'is no JSON object'],
  ])('what is no policy is refused: %s', async (name, value, exit, message) => {
    const ran = await countersign(['policy', 'lint', file(`${name}.json`, value)]);
    expect([ran.exit, ran.err]).toEqual([exit, expect.stringContaining(message)]);
  });

  test('a file that is not there', async () => {
    expect(await countersign(['policy', 'lint', join(folder, 'none.json')])).toMatchObject({ exit: 2 });
  });
});

describe('countersign policy test', () => {
  test('cases of a file, all as expected: exit 0', async () => {
    const cases = file('cases.json', { cases: [small, agent] });
    const { exit, out } = await countersign(['policy', 'test', shipped, '--case', cases]);
    expect(exit).toBe(0);
    expect(out).toContain('Policy 1: 2 of 2 cases as expected.');
    expect(out).toMatch(/ok +an agent +L1 \(review\) +row 1, f4/);
  });

  test('a case that comes to something else: exit 1, and what it came to', async () => {
    const wrong = { ...small, facts: { exposureMinor: 60_000 } };
    const { exit, out } = await countersign(['policy', 'test', shipped, '--case', file('wrong.json', { cases: [agent, wrong] })]); // prettier-ignore
    expect(exit).toBe(1);
    expect(out).toMatch(/FAILED +small +L1 \(review\) +L0 +row 4/);
    expect(out).toContain('1 of 2 cases as expected.');
  });

  test('other steps than expected fail, too', async () => {
    const steps = { ...agent, expect: { level: 'L1', steps: ['review', 'release'] } };
    expect(await countersign(['policy', 'test', shipped, '--case', JSON.stringify(steps)])).toMatchObject({ exit: 1 });
  });

  test('one case on the command line; as JSON', async () => {
    const { exit, out } = await countersign(['policy', 'test', shipped, '--case', JSON.stringify(small), '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ results: [{ name: 'small', passed: true, got: { level: 'L0', steps: [] }, row: '1' }] }); // prettier-ignore
  });

  test.each<[name: string, given: string, param: string]>([
    ['no JSON', '{"name"', '--case'],
    ['an unknown fact', JSON.stringify({ ...small, facts: { amount: 1 } }), 'facts.amount'],
    ['a fact of another type', JSON.stringify({ ...small, facts: { paysOut: 'yes' } }), 'facts.paysOut'],
    ['an amount as a float', JSON.stringify({ ...small, facts: { exposureMinor: 0.5 } }), 'facts.exposureMinor'],
    ['nothing expected', JSON.stringify({ name: 'x', facts: {} }), 'expect'],
    ['no cases', JSON.stringify({ cases: [] }), 'cases'],
    ['a sum of no key', JSON.stringify({ ...small, facts: { cumulative: [{ key: 'team', byLevel: [1] }] } }), 'facts.cumulative[0].key'],
  ])('refuses %s', async (_name, given, param) => {
    const { exit, err } = await countersign(['policy', 'test', shipped, '--case', given, '--json']);
    expect([exit, JSON.parse(err)]).toEqual([2, expect.objectContaining({ param })]);
  }); // prettier-ignore
});

describe('countersign policy show', () => {
  test('--default --json prints a policy to start from', async () => {
    const { exit, out } = await countersign(['policy', 'show', '--default', '--json']);
    expect([exit, JSON.parse(out)]).toEqual([0, defaultPolicy]);
  });

  test('--default shows bands, rows, floors and levels', async () => {
    const { out } = await countersign(['policy', 'show', '--default']);
    for (const line of [
      'EUR 500.00, EUR 10,000.00',
      'B0, unpaid, to 30 days',
      'a currency without bands',
      'L1, signed by finance-approver',
      '1 controller, later cfo',
      '7 days',
      'NOK 1 is EUR 0.086',
    ])
      // prettier-ignore
      expect(out).toContain(line);
  });

  test('without it the gateway is asked', async () => {
    expect(await countersign(['policy', 'show'])).toMatchObject({
      exit: 1,
      err: expect.stringContaining('UNAVAILABLE'),
    });
  });
});
