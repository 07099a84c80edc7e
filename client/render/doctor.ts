import type { DoctorReport, Finding } from '../local/findings.ts';
import type { Look, Style } from '../terminal.ts';
import { countText } from './wording.ts';

const marks: Readonly<Record<Finding['level'], readonly [mark: string, style: Style]>> = {
  ok: ['✓', 'green'],
  note: ['·', 'dim'],
  wrong: ['✗', 'red'],
};

/** A line each: what was looked at, what came of it, and what to type. */
export function renderDoctor({ sections }: DoctorReport, look: Look): string {
  const line = ({ level, text, next }: Finding): string => {
    const [mark, style] = marks[level];
    const typed = next === undefined ? '' : `  → ${look.paint('cyan', next)}`;
    return `  ${look.paint(style, mark)} ${level === 'note' ? look.paint('dim', text) : text}${typed}`;
  };
  const blocks = sections.map(({ title, findings }) => [look.paint('bold', title), ...findings.map(line)].join('\n'));
  const count = sections.flatMap(({ findings }) => findings).filter(({ level }) => level === 'wrong').length;
  const verdict =
    count === 0
      ? look.paint('green', 'Nothing is wrong.')
      : look.paint('red', `${countText(count, 'thing')} to put right: see ✗.`);
  return [...blocks, verdict].join('\n\n');
}
