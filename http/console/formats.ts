import { digitsOf, plainAmount } from '../../domain/money.ts';

/** How a person reads amounts and times: BCP 47 locale and IANA zone. */
export interface Region {
  readonly locale: string;
  readonly zone: string;
}

/** Values as text for one person. The zone stands beside every time of day. */
export interface Formats extends Region {
  /** `EUR 1,250.00`: the currency always by its code. */
  money(minor: number, currency: string): string;
  /** `1,250.00`: where the currency stands elsewhere. */
  amount(minor: number, currency: string): string;
  /** `22 Nov 2026, 13:05 CET` of an RFC 3339 text or a time in ms. */
  moment(at: string | number | Date): string;
  /** `22 Nov 2026` of a calendar day `YYYY-MM-DD`, which has no zone. */
  day(day: string): string;
  /** `in 3 hours`, `2 days ago`. */
  away(at: string | number | Date, nowMs: number): string;
  count(value: number): string;
}

/** Whether a locale and a zone are such. */
export const isRegion = ({ locale, zone }: Region): boolean => {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const kept = new Map<string, Formats>();

/** The formats of a region; those of `fallback` where its locale or zone is none. Kept: making them is slow. */
export function formatsOf(region: Region, fallback: Region = { locale: 'en-GB', zone: 'UTC' }): Formats {
  const key = `${region.locale} ${region.zone}`;
  const known = kept.get(key);
  if (known) return known;
  if (!isRegion(region)) return formatsOf(fallback);
  const made = makeFormats(region);
  kept.set(key, made);
  return made;
}

const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const; // prettier-ignore

function makeFormats({ locale, zone }: Region): Formats {
  const moments = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: zone, timeZoneName: 'short' }); // prettier-ignore
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const counts = new Intl.NumberFormat(locale);
  const decimals = new Map<number, Intl.NumberFormat>();
  const amount = (minor: number, currency: string): string => {
    const digits = digitsOf(currency);
    const format = decimals.get(digits) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }); // prettier-ignore
    decimals.set(digits, format);
    return format.format(plainAmount(minor, currency) as `${number}`); // by its text: exact at any size
  };
  return {
    locale,
    zone,
    amount,
    money: (minor, currency) => `${currency} ${amount(minor, currency)}`,
    moment: (at) => moments.format(new Date(at)),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    away: (at, nowMs) => {
      const leftMs = new Date(at).getTime() - nowMs;
      const [unit, ms] = units.find(([, size]) => Math.abs(leftMs) >= size) ?? (['minute', 60_000] as const);
      return relative.format(Math.trunc(leftMs / ms), unit);
    },
    count: (value) => counts.format(value),
  };
}
