/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text); // 02-30 would roll over to March
}

/** The day of a moment in UTC, `YYYY-MM-DD`: what postings and documents are dated. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
