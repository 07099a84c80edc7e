import type { Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { parseCases, runCases } from '../../domain/policy-cases.ts';
import { lintPolicy } from '../../domain/policy-lint.ts';
import { policyHashOf, policyText, type Policy } from '../../domain/policy.ts';
import { answer } from '../answer.ts';
import { exitCodes } from '../exit-codes.ts';
import { renderCases, renderLint } from '../render/policy.ts';
import { addCommand, addGroup, answering } from './command.ts';
import type { Context } from './context.ts';
import { readJsonObject } from './json-file.ts';
import { policyIn } from './policy-file.ts';
import { registerVersions } from './policy-versions.ts';

/** `policy lint` and `policy test`: what a policy says, worked out here without any server; and its versions. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'policy', 'See and check who must approve what');

  addCommand(group, 'lint', 'Say everything that is wrong with a policy', 'policy lint policy.json')
    .argument('<file>', 'the policy as JSON')
    .action(
      answering(context, async (file: string) => {
        const policy = await policyIn(file);
        const findings = lintPolicy(policy);
        const exit = findings.length === 0 ? exitCodes.done : exitCodes.failed;
        return answer({ version: policy.version, hash: hashOf(policy), findings }, renderLint, exit);
      }),
    );

  addCommand(
    group,
    'test',
    'Try a policy with cases: facts, and what they must come to',
    'policy test policy.json --case cases.json',
    `policy test policy.json --case '{"name":"small","facts":{"exposureMinor":40000},"expect":{"level":"L0"}}'`,
  )
    .argument('<file>', 'the policy as JSON')
    .requiredOption('--case <cases>', 'a file with cases, or one case as JSON')
    .action(
      answering(context, async (file: string, { case: cases }: { readonly case: string }) => {
        const policy = await policyIn(file);
        const results = runCases(policy, parseCases(await casesIn(cases)));
        const exit = results.every(({ passed }) => passed) ? exitCodes.done : exitCodes.failed;
        return answer({ version: policy.version, hash: hashOf(policy), results }, renderCases, exit);
      }),
    );

  registerVersions(group, context);
}

const hashOf = (policy: Policy): string => policyHashOf(policyText(policy));

async function casesIn(given: string): Promise<unknown> {
  if (!given.trimStart().startsWith('{'))
    return readJsonObject(given, 'Cases are {"cases": [...]}; see docs/policy.md.');
  try {
    return JSON.parse(given) as unknown;
  } catch {
    throw new Refused('POLICY_SHAPE', { param: '--case', detail: 'It is no JSON.' });
  }
}
