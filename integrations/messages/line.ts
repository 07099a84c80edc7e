/** Texts of people in messages are cut: a message is read at a glance, and the page has all of it. */
const lineMax = 1_000;

/**
 * A text of people or documents as one line: nothing in it ends a header, begins a line that looks like ours, or turns the
 * direction of writing around.
 */
export const line = (text: string): string => {
  const flat = text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim();
  return flat.length > lineMax ? `${flat.slice(0, lineMax).toWellFormed()}…` : flat;
}; // prettier-ignore
