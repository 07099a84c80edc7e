import type { Look, Style } from '../terminal.ts';

export interface Column {
  readonly title: string;
  /** Amounts stand right, so that their decimals are under each other. */
  readonly align?: 'right';
  /** May be cut when the terminal is too narrow. */
  readonly flexible?: true;
}
export type Cell = string | { readonly text: string; readonly style: Style };

const gap = '  ';
const flexibleMin = 10;

/** Columns on screen: marks that sit on the letter before take none, East Asian letters and pictures two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text)
    width += /[\p{Mn}\p{Me}\p{Cf}]/u.test(sign) ? 0 : /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{Emoji_Presentation}\uff01-\uff60]/u.test(sign) ? 2 : 1; // prettier-ignore
  return width;
}

const textOf = (cell: Cell | undefined): string => (typeof cell === 'object' ? cell.text : (cell ?? ''));

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const sign of text) {
    if (widthOf(kept + sign) >= width) break;
    kept += sign;
  }
  return `${kept}…`;
}

/** Rows under a header, two spaces apart and in; the widest flexible column gives way until the line fits. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], look: Look): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(textOf(row[at])))),
  );
  const excess = (): number => widths.reduce((sum, width) => sum + width + gap.length, 0) - look.columns;
  while (excess() > 0) {
    const flexible = columns.flatMap(({ flexible: may }, at) => (may && (widths[at] ?? 0) > flexibleMin ? [at] : []));
    const [widest] = flexible.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (cells: readonly Cell[], header?: Style): string =>
    columns
      .map(({ align }, at) => {
        const cell = cells[at];
        const width = widths[at] ?? 0;
        const text = cut(textOf(cell), width);
        const style = typeof cell === 'object' ? cell.style : header;
        const painted = style === undefined || text === '' ? text : look.paint(style, text);
        const space = ' '.repeat(width - widthOf(text));
        return align === 'right' ? space + painted : painted + space;
      })
      .reduce((sum, cell) => `${sum}${gap}${cell}`, '')
      .trimEnd();
  return [line(columns.map(({ title }) => title), 'dim'), ...rows.map((row) => line(row))].join('\n'); // prettier-ignore
}

/** Names and values under each other; a value that is missing has no line. */
export function fields(pairs: readonly (readonly [name: string, value: string | undefined])[], look: Look): string {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${gap}${look.paint('dim', name.padEnd(width))}${gap}${value}`).join('\n');
}
