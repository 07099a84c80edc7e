/** Why the stack could not be had. Stable: the CLI, tests and scripts branch on these, never on the message. */
export type StackErrorCode =
  | 'STACK_LOCKED' // another live process works on this data directory
  | 'NO_TEMPORAL' // every route of guide 1.1 was tried and none led to a server
  | 'NO_MONGO'
  | 'BAD_SETTING' // an explicit setting that cannot work; it never falls through to the next route
  | 'UNREACHABLE' // an explicit address that does not answer
  | 'PORT_TAKEN' // every port tried was taken by somebody else
  | 'SERVER_NOT_READY' // started, but exited or stayed silent; the message ends with its last log lines
  | 'WHEEL_HASH' // what was fetched is not what was pinned
  | 'STANDIN_IN_PRODUCTION'
  | 'WRONG_MONGO_KIND' // a real mongod was asked for, the given address is a stand-in (or the reverse)
  | 'NOT_OURS'; // kill or restart of a server that this stack did not start

/** An error of stack/ with what to type next; `help` is one command or short sentence an entry. */
export class StackError extends Error {
  override readonly name = 'StackError';
  readonly code: StackErrorCode;
  readonly help: readonly string[];

  constructor(code: StackErrorCode, message: string, help: readonly string[] = [], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.help = help;
  }
}

/** The text of anything thrown, on one line: errors of child processes and drivers come in many shapes. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').filter(Boolean).slice(-2).join(' ').trim();
}
