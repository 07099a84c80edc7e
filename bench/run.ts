import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from '../worker/bundle.ts';
import { defaultPolicy } from '../domain/policy-default.ts';
import type { Policy } from '../domain/policy.ts';
import { lenientPolicy } from '../test/support/policies.ts';
import { measureDecisions } from './decisions.ts';
import { measureOpenApprovals } from './open-approvals.ts';
import { prepareGround, type Ground } from './ground.ts';
import { measureInbox } from './inbox.ts';
import { measureLargeInvoices } from './large-invoice.ts';
import { measureMemory } from './memory.ts';
import { measureThroughput } from './throughput.ts';

/**
 * `npm run bench [-- SECTION...]`: the figures of bench/report.md, on servers of its own. Figures count as ratios within one
 * run: the machines are small and noisy. Sections that are not named keep their lines of the last report out.
 */
Runtime.install({ logger: new DefaultLogger('ERROR') });
const directory = await mkdtemp(join(tmpdir(), 'countersign-bundle-'));
const bundlePath = join(directory, 'workflow-bundle.js');
const bundle = await bundleWorkflows('production');
await writeFile(bundlePath, bundle);
const codeBytes = bundle.slice(0, bundle.lastIndexOf('//# sourceMappingURL=')).length;

interface Section {
  /** Who must sign; the policy that ships unless the figure is about something else. */
  readonly policy?: Policy;
  readonly measure: (ground: Ground) => Promise<readonly string[]>;
}
const sections: Readonly<Record<string, Section>> = {
  throughput: { measure: (ground) => measureThroughput(ground, console.log) },
  decisions: { measure: (ground) => measureDecisions(ground, console.log) },
  large: {
    policy: lenientPolicy({ limits: { EUR: 900_000_000 } }),
    measure: (ground) => measureLargeInvoices(ground, console.log),
  },
  memory: { measure: (ground) => measureMemory(ground, bundlePath, console.log) },
  inbox: { measure: (ground) => measureInbox(ground, console.log) },
  open: { measure: (ground) => measureOpenApprovals(ground, bundlePath, console.log) },
};
const asked = process.argv.slice(2);
const chosen = Object.entries(sections).filter(([name]) => asked.length === 0 || asked.includes(name));

const rows = [`| workflow bundle, without its map | ${(codeBytes / 1_000).toFixed(0)} kB | 400 kB |`];
let identity: readonly string[] = [];
for (const [, { policy = defaultPolicy, measure }] of chosen) {
  const ground = await prepareGround(bundle, policy);
  ({ identity } = ground);
  try {
    rows.push(...(await measure(ground)));
  } finally {
    await ground.close();
  }
}
await rm(directory, { recursive: true, force: true });
const report = [
  '# Benchmark report',
  '',
  ...identity.map((line) => `- ${line}`),
  '',
  '| what | measured | reach |',
  '|---|---|---|',
  ...rows,
  '',
].join('\n');
if (asked.length === 0) await writeFile(new URL('report.md', import.meta.url), report);
console.log(`\n${report}`);
