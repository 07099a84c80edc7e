import { DefaultLogger, Runtime } from '@temporalio/worker';
import { openStore, type Store } from '../store/database.ts';
import { createWorker } from '../worker/create-worker.ts';

/**
 * A worker in a process of its own, for faults and figures. Arguments: address, MongoDB URI, database, queue, bundle, mode.
 * `crash`: it dies by SIGKILL right after the commit of its first transaction, before the activity can say so. Any mode: at
 * SIGHUP it collects garbage (with --expose-gc) and prints `memory HEAP RSS` in bytes.
 */
const [address = '', uri = '', database = '', taskQueue = '', codePath = '', mode = ''] = process.argv.slice(2);

const withCrash = (store: Store): Store => ({
  ...store,
  async transact(body) {
    const result = await store.transact(body);
    process.kill(process.pid, 'SIGKILL');
    return result;
  },
});

Runtime.install({ logger: new DefaultLogger('ERROR') });
const store = await openStore({ uri, database });
const { worker, close } = await createWorker({
  address,
  namespace: 'default',
  taskQueue,
  store: mode === 'crash' ? withCrash(store) : store,
  people: () => Promise.resolve([]),
  nowMs: () => Date.now(),
  workflowBundle: { codePath },
});
// SIGUSR2 would shut the SDK's runtime down.
process.on('SIGHUP', () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  console.log(`memory ${heapUsed} ${rss}`);
});
console.log('ready');
await worker.run();
await close();
await store.close();
