export interface Interrupt {
  /** Aborted by the first Ctrl-C, SIGTERM, SIGHUP or uncaught error. */
  readonly signal: AbortSignal;
  /** True when an uncaught error was the cause. */
  readonly crashed: () => boolean;
  /** Takes the handlers away again. */
  release(): void;
}

/** npm hands Ctrl-C on to a program that got it from the terminal already: two within this time are one. */
const sameMs = 400;
const exitOfInterrupted = 130;

/**
 * The first wish to stop is told to the caller, who stops in order; the second one, when that takes too long, ends the
 * process at once, and the exit hooks kill what it started.
 */
export function onInterrupt(tell: (line: string) => void): Interrupt {
  const asked = new AbortController();
  let firstMs: number | undefined;
  let crashed = false;
  const stop = (why: string): void => {
    if (firstMs !== undefined && Date.now() - firstMs < sameMs) return;
    if (firstMs !== undefined) {
      tell('Ended at once.');
      process.exit(exitOfInterrupted);
    }
    firstMs = Date.now();
    tell(`${why}Stopping in order; Ctrl-C again ends at once.`);
    asked.abort();
  };
  const onSignal = (): void => stop('');
  const onCrash = (error: Error): void => {
    crashed = true;
    stop(`Something went wrong: ${error.stack ?? error.message}\n`);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  process.on('uncaughtException', onCrash);
  return {
    signal: asked.signal,
    crashed: () => crashed,
    release() {
      for (const name of signals) process.off(name, onSignal);
      process.off('uncaughtException', onCrash);
    },
  };
}
