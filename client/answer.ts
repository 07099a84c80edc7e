import { exitCodes, type ExitCode } from './exit-codes.ts';
import { visible, type Look, type Terminal } from './terminal.ts';

/** What a command found out: data for programs, and the same for people. */
export interface Answer {
  readonly exit: ExitCode;
  readonly data: unknown;
  readonly text: (look: Look) => string;
}

/** An answer whose text is made harmless for a terminal before it is rendered. */
export const answer = <T>(
  data: T,
  render: (data: T, look: Look) => string,
  exit: ExitCode = exitCodes.done,
): Answer => ({ exit, data, text: (look) => `${render(visible(data), look)}\n` });

/** A document of its own format: it goes out as it is, byte for byte. */
export const rawAnswer = (data: unknown, text: string): Answer => ({ exit: exitCodes.done, data, text: () => text });

export const jsonText = (data: unknown): string => `${JSON.stringify(data, undefined, 2)}\n`;

/** Prints an answer: with --json exactly one JSON document. */
export const print = ({ out, look }: Terminal, { data, text }: Answer, json: boolean): void =>
  out(json ? jsonText(data) : text(look));
