import type { ChildProcess } from 'node:child_process';

const alive = new Set<ChildProcess>();
let hooked = false;

/**
 * The last resort: when this process ends, however, the child is killed with it, because nothing can wait for it then.
 * The servers were measured to survive kill -9 without loss; worker and gateway are built to.
 */
export function killOnExit(child: ChildProcess): void {
  if (!hooked) process.on('exit', () => alive.forEach((one) => one.kill('SIGKILL')));
  hooked = true;
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}
