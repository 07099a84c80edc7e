import { describe, expect, test } from 'vitest';
import { answer } from '../../client/answer.ts';
import { table, widthOf } from '../../client/render/table.ts';
import { lookOf, plainLook, visible, type Look } from '../../client/terminal.ts';
import { commandLine } from '../../client/render/wording.ts';

describe('a table', () => {
  const columns = [
    { title: 'what', flexible: true },
    { title: 'EUR', align: 'right' },
  ] as const;
  const rows = [
    ['a long name of something', '1,250.00'],
    ['日本', '-5.00'],
  ];

  test('stands its amounts right and counts columns as they are seen', () => {
    expect(table(columns, rows, plainLook)).toBe(
      ['  what                           EUR', '  a long name of something  1,250.00', '  日本                         -5.00'].join('\n'),
    ); // prettier-ignore
  });

  test('gives way where it may when the terminal is narrow', () => {
    const lines = table(columns, rows, { ...plainLook, columns: 28 }).split('\n');
    expect(lines[1]).toBe('  a long name of …  1,250.00');
    expect(lines.every((line) => widthOf(line) <= 28)).toBe(true);
  });

  test('paints outside of the width', () => {
    const look: Look = { columns: Infinity, paint: (style, text) => `<${style}>${text}</>` };
    expect(table(columns, [[{ text: 'x', style: 'red' }, '1.00']], look)).toBe(
      '  <dim>what</>   <dim>EUR</>\n  <red>x</>     1.00',
    );
  });
});

describe('text from outside', () => {
  test('cannot steer the terminal', () => {
    expect(visible({ reason: 'a\u001b[2Jb\nc\u202e', list: ['\u009bm'], n: 1 })).toEqual({
      reason: 'a�[2Jb c�',
      list: ['�m'],
      n: 1,
    });
    expect(answer({ name: '\u001b[31m' }, ({ name }) => name).text(plainLook)).toBe('�[31m\n');
  });

  test('is quoted where it becomes a command', () => {
    expect(commandLine('invoice', "O'Neil: 7")).toBe(String.raw`countersign invoice 'O'\''Neil: 7'`);
    expect(commandLine('invoice', 'DE100:INV-7')).toBe('countersign invoice DE100:INV-7');
  });
});

describe('colours', () => {
  const stream = { isTTY: true, columns: 100, hasColors: () => true };

  test('are there on a terminal that has them, and nowhere else', () => {
    expect(lookOf(stream).paint('red', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(lookOf({ ...stream, hasColors: () => false }).paint('red', 'x')).toBe('x');
    expect(lookOf({ ...stream, isTTY: false })).toEqual(plainLook);
  });
});
