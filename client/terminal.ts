import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** What the renderers know of the place that they write for. */
export interface Look {
  /** Columns to fit into; Infinity where nobody looks, so that a pipe gets everything. */
  readonly columns: number;
  readonly paint: (style: Style, text: string) => string;
}

/** Where a command writes. Tests hand in one that keeps the text. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** How standard output looks. */
  readonly look: Look;
  readonly errLook: Look;
  /** Where a progress bar may be drawn: standard error, when a person sits there. */
  readonly progress: NodeJS.WriteStream | undefined;
}

export const plainLook: Look = { columns: Infinity, paint: (_style, text) => text };
// The stream was asked by `lookOf` already; styleText would ask standard output, whatever we write to.
const colourful = (style: Style, text: string): string => styleText(style, text, { validateStream: false });

/** Colours on a terminal only; Node knows NO_COLOR (no-color.org) and terminals that have none. */
export function lookOf(stream: Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>): Look {
  if (!stream.isTTY) return plainLook;
  return { columns: stream.columns > 0 ? stream.columns : 80, paint: stream.hasColors() ? colourful : plainLook.paint };
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    look: lookOf(stdout),
    errLook: lookOf(stderr),
    progress: stderr.isTTY ? stderr : undefined,
  };
}

// C0, DEL, C1, line and paragraph separators, and marks that turn the direction of writing (they can swap digits on screen).
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * The value with every text made harmless for a terminal: reasons and names come from outside, and an escape sequence in
 * them could repaint what an approver reads. Line breaks become spaces, everything else that is not seen a `�`.
 */
export function visible<T>(value: T): T {
  if (typeof value === 'string')
    return value.replace(unseen, (sign) => (/[\t\n\r\u2028\u2029]/.test(sign) ? ' ' : '\ufffd')) as T & string;
  if (Array.isArray(value)) return value.map((item: unknown) => visible(item)) as T & unknown[];
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, visible<unknown>(field)])) as T;
}
