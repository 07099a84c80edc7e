import cliProgress from 'cli-progress';

export interface Progress {
  readonly tick: () => void;
  readonly stop: () => void;
}

/** Below this a bar would flash by. */
const longImport = 50;

const quiet: Progress = { tick: () => undefined, stop: () => undefined };

/** A bar on the terminal of standard error, for long imports that somebody watches; nothing otherwise. */
export function progressOf(stream: NodeJS.WriteStream | undefined, total: number, title: string): Progress {
  if (stream === undefined || total <= longImport) return quiet;
  const bar = new cliProgress.SingleBar({
    format: `${title} {bar} {value}/{total} documents, {eta_formatted} left`,
    stream,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: true, // the cursor comes back on Ctrl-C
  });
  bar.start(total, 0);
  return { tick: () => bar.increment(), stop: () => bar.stop() };
}
