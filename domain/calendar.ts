/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text); // 02-30 would roll over to March
}

/** The day of a moment in UTC, `YYYY-MM-DD`: what postings and documents are dated. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** Day and hour that the clocks of a zone show; those of `fallback` where the zone is none. */
export function localTime(atMs: number, zone: string, fallback = 'UTC'): { readonly day: string; readonly hour: number } {
  const parts = new Map(clockOf(zone, fallback).formatToParts(atMs).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, hour: Number(part('hour')) };
} // prettier-ignore

function clockOf(zone: string, fallback: string): Intl.DateTimeFormat {
  const fields = { hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone: fallback });
  }
}
