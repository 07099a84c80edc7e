/**
 * What a spreadsheet would run as a formula when a cell begins with it (OWASP, CSV injection); also behind a semicolon or a tab, where
 * spreadsheets of many countries begin another cell.
 */
const runs = /^[=+\-@\t\r\n]|(?<=[;\t\r\n])[=+\-@]/g;
const needsQuotes = /[",\r\n]/;

/**
 * Rows as RFC 4180 text, the first one the names of the columns. A cell that a spreadsheet would run gets an apostrophe in front,
 * so it is read as text (guides/stack.md section 3). It begins with a byte order mark: without one spreadsheets guess the encoding.
 */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')}`;

function cellText(value: string): string {
  const text = value.replaceAll(runs, "'$&");
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
