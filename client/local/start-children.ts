import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../../config.ts';
import { freePort, isFree } from '../../stack/ports.ts';
import { childEnvironment } from './child-environment.ts';
import type { ChildPlan } from './child.ts';
import { packageRoot } from '../package-root.ts';
import { ChildFailed, supervise, type Supervised, type SuperviseOptions } from './supervise.ts';

export interface Children {
  readonly worker: Supervised;
  readonly gateway: { readonly child: Supervised; readonly url: string };
}

/** The worker's own shutdownForceTime is 30 s. */
const workerGraceMs = 32_000;
const gatewayGraceMs = 10_000;
const portTries = 3;

/** Starts worker and gateway and waits for both; what ends each is handed to `started` before it runs. Throws ChildFailed. */
export async function startChildren(
  config: Config,
  options: SuperviseOptions,
  started: (end: () => Promise<void>) => void,
): Promise<Children> {
  // The worker's messages link to the gateway, so both are told the port.
  const settled = { ...config, port: await portFor(config, options) };
  const worker = supervise(workerPlan(settled), options);
  started(() => worker.stop());
  const [first, second] = await Promise.allSettled([worker.start(), startGateway(settled, options, started)]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return { worker, gateway: second.value };
}

const planFor = (name: ChildPlan['name'], folder: string, config: Config): Omit<ChildPlan, 'graceMs' | 'isReady'> => ({
  name,
  preload: pathToFileURL(join(packageRoot, 'dist/client/local/follow-parent.js')).href,
  args: [join(packageRoot, 'dist', folder, 'main.js'), config.home],
  env: childEnvironment(config),
  logFile: join(config.home, 'logs', `${name}.log`),
});

const workerPlan = (config: Config): ChildPlan => ({
  ...planFor('worker', 'worker', config),
  graceMs: workerGraceMs,
  isReady: async (start) => start.spoke(),
});

/** The usual port, or a free one. */
async function portFor({ port }: Config, { log }: SuperviseOptions): Promise<number> {
  if (port !== 0 && (await isFree(port))) return port;
  const free = await freePort();
  if (port !== 0) log(`The gateway uses port ${free}: ${port} is taken.`);
  return free;
}

/** A port that somebody takes between look and start costs another try, on another one. */
async function startGateway(
  config: Config,
  options: SuperviseOptions,
  started: (end: () => Promise<void>) => void,
): Promise<{ readonly child: Supervised; readonly url: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = attempt === 1 ? config.port : await freePort();
    const url = `http://127.0.0.1:${port}`;
    const plan: ChildPlan = {
      ...planFor('gateway', 'http', { ...config, port }),
      graceMs: gatewayGraceMs,
      isReady: async (start) => start.output().includes(`listening on ${url}`) && (await isOk(`${url}/readyz`)),
    };
    const child = supervise(plan, options);
    started(() => child.stop());
    try {
      await child.start();
      return { child, url };
    } catch (error) {
      const clash = error instanceof ChildFailed && !(await isFree(port));
      if (!clash || attempt === portTries) throw error;
    }
  }
}

const isOk = async (url: string): Promise<boolean> => (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
