import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from '../worker/bundle.ts';
import { prepareGround, type Ground } from './ground.ts';
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

const sections: Readonly<Record<string, (ground: Ground) => Promise<readonly string[]>>> = {
  throughput: (ground) => measureThroughput(ground, console.log),
  large: (ground) => measureLargeInvoices(ground, console.log),
  memory: (ground) => measureMemory(ground, bundlePath, console.log),
};
const asked = process.argv.slice(2);
const chosen = Object.entries(sections).filter(([name]) => asked.length === 0 || asked.includes(name));

const rows = [`| workflow bundle, without its map | ${(codeBytes / 1_000).toFixed(0)} kB | 400 kB |`];
let identity: readonly string[] = [];
for (const [, measure] of chosen) {
  const ground = await prepareGround(bundle);
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
