import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { lend } from '../http/support/waiting.ts';
import { useWorld } from '../support/world.ts';
import { emptyHome } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld({ policy: { ...defaultPolicy, version: '2400' } });
const run = useServing(world);
const file = join(emptyHome(), 'policy.json');
const write = (over: object): void => writeFileSync(file, JSON.stringify({ ...defaultPolicy, ...over }));

test('a version is tried, proposed, signed by two, listed, and gone back from', async () => {
  write({ version: '2401', sampleRate: '0.05' });
  expect(await run('policy', 'backtest', file, '--as', 'edith')).toMatchObject({ exit: 0, out: '0 decisions of the past, 0 would have gone the same way.\n' }); // prettier-ignore
  const proposal = ['policy', 'propose', file, '--reason', 'look at more', '--key', 'cli-policy-1', '--as', 'edith'];
  const made = await run(...proposal);
  expect(await run(...proposal)).toEqual(made); // the same key is the same proposal
  expect(made).toMatchObject({ exit: 3, out: expect.stringMatching(/^Policy 2401 waits for policy-owner \(step 1 of 2\)/) }); // prettier-ignore
  expect((await run('policy', 'show', '2401')).out).toMatch(/by edith: look at more; plan [0-9a-f]{12}\n.*Changes against version 2400\n.*\n +sampleRate +"0\.03" +"0\.05"/s); // prettier-ignore
  expect(await run('policy', 'approve', '2401', '--as', 'edith')).toMatchObject({ exit: 4, err: expect.stringContaining('SOD_CONFLICT') }); // prettier-ignore
  expect(await run('policy', 'approve', '2401', '--for', 'petra', '--as', 'victor')).toMatchObject({ exit: 4, err: expect.stringContaining('DELEGATE_NOT_IN_FORCE') }); // prettier-ignore
  await lend(world, 'petra', 'victor');
  expect((await run('policy', 'approve', '2401', '--for', 'petra', '--as', 'victor')).exit).toBe(3);
  expect((await run('policy', 'show', '2401')).out).toContain('Signed by victor for petra.');
  expect((await run('policy', 'versions')).out).toMatch(/ 2401 +proposed +edith +controller \(step 2 of 2\), until /);
  expect(await run('policy', 'approve', '2401', '--as', 'nora')).toMatchObject({ exit: 0, out: 'Policy 2401 is in force for every request from now on, in the place of 2400.\n' }); // prettier-ignore
  expect((await run('policy', 'show')).out).toContain('Policy 2401');
  expect(await run('policy', 'approve', '2401', '--as', 'paul')).toMatchObject({ exit: 5, err: expect.stringContaining('GATE_CLOSED') }); // prettier-ignore
  expect((await run('policy', 'revert', '2400', '--reason', 'no', '--as', 'edith')).exit).toBe(3);
  expect(await run('policy', 'withdraw', '2402', '--comment', 'no', '--as', 'edith')).toMatchObject({ exit: 0, out: 'Policy 2402 is withdrawn by edith: no\n' }); // prettier-ignore
  write({ version: '2403', base: defaultPolicy.base.slice(1) });
  expect(await run('policy', 'propose', file, '--reason', 'gap', '--as', 'edith')).toMatchObject({ exit: 4, err: expect.stringContaining('POLICY_GAP') }); // prettier-ignore
});
