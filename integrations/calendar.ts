const dayMs = 86_400_000;

/**
 * `today`, `today-10`, `today+20` as a day, counted from the day handed in; other text as it is. For data that must not age.
 */
export function resolvedDate(text: string, today: string): string {
  const relative = /^today(?:([+-])([0-9]{1,4}))?$/.exec(text);
  if (!relative) return text;
  const days = Number(`${relative[1] ?? ''}${relative[2] ?? 0}`);
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
