import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../stack/errors.ts';
import type { Roster } from '../../stack/roster.ts';
import { until, within } from '../../stack/wait.ts';
import { startChild, type ChildPlan, type ChildStart } from './child.ts';

export interface SuperviseOptions {
  readonly roster: Roster;
  readonly log: (line: string) => void;
  /** Aborted: nobody waits for a start any longer. */
  readonly signal: AbortSignal;
}

/** A child that is started again, with growing delay, when it ends by itself. */
export interface Supervised {
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** Resolves when it does its work; throws ChildFailed. */
  start(): Promise<void>;
  /** kill -9, resolved when it is gone; it stays down until `start`. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when its grace is over. */
  stop(): Promise<void>;
}

/** It ended or stayed silent at its first start; the message ends with its last log lines. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
  /** Without the log. */
  readonly what: string;

  constructor(message: string, what: string) {
    super(message);
    this.what = what;
  }
}

const readyLimitMs = 30_000;
const firstDelayMs = 1_000;
const delayMaxMs = 30_000;
/** A child that has run for so long is as good as new: its next restart is quick again. */
const settledMs = 60_000;

/** Makes a supervised child; nothing runs before `start`. */
export function supervise(plan: ChildPlan, { roster, log, signal: hurry }: SuperviseOptions): Supervised {
  let child: ChildStart | undefined;
  let unwanted = new AbortController(); // aborted when the child is to stay down
  let deaths = 0;

  async function launch({ signal }: AbortController): Promise<void> {
    const started = startChild(plan, roster);
    child = started;
    const startedAtMs = Date.now();
    try {
      const giveUp = (): boolean => started.ending() !== undefined || signal.aborted || hurry.aborted;
      await until(`the ${plan.name}`, () => plan.isReady(started), { limitMs: readyLimitMs, giveUp });
      if (started.ending() !== undefined) throw new Error('it ended');
    } catch (error) {
      const ending = started.ending();
      started.signal('SIGKILL');
      await started.gone();
      const what = ending === undefined ? `is not ready: ${reasonOf(error)}` : `ended at its start (${ending})`;
      throw new ChildFailed(`The ${plan.name} ${what}. Its log ends:\n${tailOf(started.output())}`, what);
    }
    void started.gone().then(() => {
      if (signal.aborted) return; // an end that we asked for is no news
      if (Date.now() - startedAtMs > settledMs) deaths = 0;
      return recover(started.ending() ?? '', signal);
    });
  }

  async function recover(why: string, signal: AbortSignal): Promise<void> {
    let reason = why;
    while (!signal.aborted) {
      const delayMs = Math.min(firstDelayMs * 2 ** deaths, delayMaxMs);
      deaths += 1;
      log(
        `The ${plan.name} ended by itself (${reason}); it starts again in ${delayMs / 1_000} s. Log: ${plan.logFile}`,
      );
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await launch(unwanted);
        log(`The ${plan.name} runs again (process ${child?.pid}).`);
        return;
      } catch (error) {
        reason = error instanceof ChildFailed ? error.what : reasonOf(error);
      }
    }
  }

  async function end(by: (running: ChildStart) => Promise<void>): Promise<void> {
    unwanted.abort();
    if (child?.ending() === undefined && child !== undefined) await by(child);
  }

  const kill = async (running: ChildStart): Promise<void> => {
    running.signal('SIGKILL');
    await running.gone();
  };
  return {
    pid: () => (child?.ending() === undefined ? child?.pid : undefined),
    async start() {
      unwanted = new AbortController();
      deaths = 0;
      await launch(unwanted);
    },
    kill: () => end(kill),
    stop: () =>
      end(async (running) => {
        running.signal('SIGTERM');
        await within(plan.graceMs, plan.name, running.gone()).catch(async () => {
          log(`The ${plan.name} does not stop; it is killed.`);
          await kill(running);
        });
      }),
  };
}

const tailOf = (text: string): string => text.trimEnd().split('\n').slice(-8).join('\n').slice(-2_000);
