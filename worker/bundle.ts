import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Written next to this file by the build; the worker loads it as it is. */
export const bundlePath = fileURLToPath(new URL('workflow-bundle.js', import.meta.url));

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const pathOf = (module: string): string => fileURLToPath(new URL(`../${module}.${extension}`, import.meta.url));
const workflowsPath = pathOf('workflows/index');
/**
 * Evaluated once a worker instead of once a run (the module cache is per run): rules without state of their own. Hashes and
 * the currency table would otherwise be built again for every correction, and the tables of the curve for its first decision.
 */
const preloadModules = ['domain/warm-verify', 'domain/judge', 'domain/gate-view', 'domain/request'].map(pathOf);

/** Bundles the workflow code; minified in production mode. A warning of the bundler fails it: it would be a leak of Node. */
export async function bundleWorkflows(mode: 'production' | 'development'): Promise<string> {
  const problems: string[] = [];
  const keep = (message: string): void => void problems.push(message);
  const logger = {
    log: () => undefined,
    trace: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: keep,
    error: keep,
  };
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    preloadModules,
    logger,
    webpackConfigHook: (config) => ({ ...config, mode }),
  });
  if (problems.length > 0) throw new Error(`workflow bundle: ${problems.join('\n')}`);
  return code;
}

/** The build's step: `node dist/worker/bundle.js`. */
if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(bundlePath, await bundleWorkflows('production'));
