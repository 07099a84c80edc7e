import { errors, isErrorCode, type Alternative, type Refusal } from '../../domain/errors.ts';
import { commandFor } from './correction-command.ts';
import type { Look } from '../terminal.ts';

/** `CODE: message`, where, what to do, and the ways that stay open as commands to type. */
export function renderRefusal(
  { code, message, param, alternatives }: Refusal,
  look: Look,
  next = isErrorCode(code) ? errors[code].next : '',
): string {
  const lines = [`${look.paint('red', code)}: ${message}`];
  if (param !== undefined) lines.push(`  Where: ${param}`);
  if (next !== '') lines.push(`  What to do: ${next}`);
  return [...lines, ...waysOut(alternatives, look).map((way) => `  Or: ${way}`)].join('\n');
}

/** The ways that stay open, each with its command where there is one. */
export const waysOut = (alternatives: readonly Alternative[], look: Look): readonly string[] =>
  alternatives.map((way) => {
    const command = commandFor(way, alternatives);
    return `${way.text}${command === undefined ? '' : `: ${look.paint('cyan', command)}`}`;
  });
