import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../stack/errors.ts';
import type { Stack } from '../../stack/start.ts';

const lookEveryMs = 500;
const delayMaxMs = 30_000;

/**
 * Starts Temporal and MongoDB again, on the same port and data, when they end by themselves; worker and gateway wait for
 * them and go on. A server that was given by its address is left to its owner. Resolved `stop`: no restart is under way.
 */
export function watchServers(stack: Stack, log: (line: string) => void): { stop(): Promise<void> } {
  const ended = new AbortController();
  const watch = async (name: string, pid: () => number | undefined, restart: () => Promise<void>): Promise<void> => {
    if (pid() === undefined) return; // given
    for (let delayMs = lookEveryMs; !ended.signal.aborted;) {
      await sleep(delayMs, undefined, { signal: ended.signal }).catch(() => undefined);
      if (ended.signal.aborted || pid() !== undefined) continue;
      try {
        await restart();
        log(`${name} runs again (process ${pid()}).`);
        delayMs = lookEveryMs;
      } catch (error) {
        log(`${name} does not start again: ${reasonOf(error)}`);
        delayMs = Math.min(delayMs * 2, delayMaxMs);
      }
    }
  };
  const watching = Promise.all([
    watch(
      'Temporal',
      () => stack.temporal.pid,
      () => stack.restartTemporal(),
    ),
    watch(
      'MongoDB',
      () => stack.mongo.pid,
      () => stack.restartMongo(),
    ),
  ]);
  return {
    async stop() {
      ended.abort();
      await watching;
    },
  };
}
