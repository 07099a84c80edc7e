import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import type { Ground } from './ground.ts';

/** A worker for the workflows that do nothing, bundled as ours is. */
export async function startNoopWorker({ stack }: Ground): Promise<{ stop(): Promise<void> }> {
  const connection = await NativeConnection.connect({ address: stack.temporal.address });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(
      new URL(`noop-workflow.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
    ),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({ ...config, mode: 'production' }),
  });
  const worker = await Worker.create({
    connection,
    taskQueue: 'noop',
    workflowBundle,
    activities: { noop: (id: string) => Promise.resolve(id) },
  });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
