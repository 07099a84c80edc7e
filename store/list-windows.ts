/** A range of the field that a list is sorted by: what is before its end; undefined for all the rest. */
export type Span = { readonly $gte?: Date; readonly $lt?: Date } | undefined;

/** How far ahead is looked first, ms: most often a page is full by then. */
const spansMs = [3_600_000, 24 * 3_600_000];

/**
 * Reads from a moment on, what is near first: a server that cannot take the order from its index (the stand-in) sorts no more
 * than what is due soon, and one that can loses nothing. What lies before the moment is in the first window.
 */
export async function inWindows<T>(
  fromMs: number,
  limit: number,
  read: (span: Span, limit: number) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let begin: Date | undefined;
  for (const spanMs of [...spansMs, undefined]) {
    const end = spanMs === undefined ? undefined : new Date(fromMs + spanMs);
    const span = { ...(begin ? { $gte: begin } : {}), ...(end ? { $lt: end } : {}) };
    found.push(...(await read(span, limit - found.length)));
    if (found.length >= limit) break;
    begin = end;
  }
  return found;
}
