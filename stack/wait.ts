import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from './errors.ts';

/** `work`, or a rejection after `limitMs`. The work itself goes on: a late failure of it must not crash the process. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  const timer = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what}: no answer within ${limitMs} ms`);
  });
  limit.catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    timer.abort();
  }
}

export interface Wait {
  readonly limitMs?: number;
  readonly everyMs?: number;
  /** True when waiting on is pointless. */
  readonly giveUp?: () => boolean;
}

/** Asks again every `everyMs` until `check` says true; its errors count as "not yet". Rejects with the last of them. */
export async function until(
  what: string,
  check: () => Promise<boolean>,
  { limitMs = 30_000, everyMs = 50, giveUp = () => false }: Wait = {},
): Promise<void> {
  const endMs = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < endMs && !giveUp()) {
    try {
      if (await check()) return;
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  }
  const why = giveUp() ? 'the server exited' : `not within ${limitMs} ms`;
  throw new Error(`${what}: ${why}${last === undefined ? '' : ` (${reasonOf(last)})`}`, { cause: last });
}

/** True when something accepts connections there. */
export function answersOn(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
