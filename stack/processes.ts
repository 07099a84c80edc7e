import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The command line of a live process, arguments joined by blanks; undefined when there is none to see.
 * Ids are used again by the system, so an id alone never proves that a process is the one we remember.
 */
export function commandLineOf(pid: number): string | undefined {
  try {
    const text =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    // A zombie has an empty command line: it holds no port and no file, so it counts as gone.
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** True while `pid` runs with exactly these arguments. The file before them may be a shim, so it is not compared. */
export function runsWith(pid: number, args: readonly string[]): boolean {
  return args.length > 0 && commandLineOf(pid)?.endsWith(args.join(' ')) === true;
}

/** Sends a signal; false when the process is already gone or belongs to somebody else. */
export function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
