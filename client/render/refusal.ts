import { errors, isErrorCode, type Refusal } from '../../domain/errors.ts';
import type { Look } from '../terminal.ts';
import { commandFor } from './wording.ts';

/** `CODE: message`, where, what to do, and the ways that stay open as commands to type. */
export function renderRefusal(
  { code, message, param, alternatives }: Refusal,
  look: Look,
  next = isErrorCode(code) ? errors[code].next : '',
): string {
  const lines = [`${look.paint('red', code)}: ${message}`];
  if (param !== undefined) lines.push(`  Where: ${param}`);
  if (next !== '') lines.push(`  What to do: ${next}`);
  for (const alternative of alternatives) {
    const command = commandFor(alternative);
    lines.push(`  Or: ${alternative.text}${command === undefined ? '' : `: ${look.paint('cyan', command)}`}`);
  }
  return lines.join('\n');
}
