export interface Loop {
  /** Stops after what is in hand. */
  stop(): Promise<void>;
}

/** Does something for as long as the process lives, with a rest in between, ms; an error is told, and it is tried again. */
export function every(restMs: number, run: (isStopped: () => boolean) => Promise<unknown>, failed: (error: unknown) => void): Loop {
  let stopped = false;
  let wake = (): void => undefined;
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, restMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        await run(() => stopped);
      } catch (error) {
        failed(error);
      }
      if (!stopped) await rest();
    }
  };
  const running = loop();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
} // prettier-ignore
