/** What a `datetime-local` field holds: a time of day on somebody's clock, without its zone. */
const localForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at an instant, as `2026-03-29T03:30`: what a `datetime-local` field is given. */
export function localOf(at: Date, zone: string): string {
  const known = clocks.get(zone) ?? clockOf(zone);
  clocks.set(zone, known);
  const parts = new Map(known.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes, digits = 2): string =>
    (parts.get(name) ?? '').padStart(digits, '0');
  return `${part('year', 4)}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

const clockOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }); // prettier-ignore

const dayMs = 24 * 3_600_000;

/**
 * The instant that a person in a zone means by `2026-03-29T02:30`; undefined for what is no such time. An hour that the clocks
 * show twice is the earlier one; one that they leave out is as much later as they leave out, as calendars do (RFC 5545, 3.3.5).
 */
export function instantOf(local: string, zone: string): Date | undefined {
  const wall = new Date(`${local}Z`);
  if (!localForm.test(local) || Number.isNaN(wall.getTime()) || !wall.toISOString().startsWith(local)) return undefined;
  // Clocks are moved by less than a day, and not twice in two: one of these offsets is right.
  const offsets = [-dayMs, dayMs].map((aside) => offsetMs(new Date(wall.getTime() + aside), zone));
  const found = offsets
    .map((offset) => new Date(wall.getTime() - offset))
    .filter((at) => localOf(at, zone) === local)
    .toSorted((a, b) => a.getTime() - b.getTime());
  return found[0] ?? new Date(wall.getTime() - (offsets[0] ?? 0));
}

/** How far the clocks of a zone are ahead of UTC at an instant. */
const offsetMs = (at: Date, zone: string): number =>
  Date.parse(`${localOf(at, zone)}Z`) - Math.floor(at.getTime() / 60_000) * 60_000;
