import { describe, expect, test } from 'vitest';
import { instantOf, localOf } from '../../http/console/local-time.ts';

describe('a time that somebody types in a zone', () => {
  test.each<[local: string, zone: string, instant: string]>([
    ['2026-11-22T13:05', 'UTC', '2026-11-22T13:05:00.000Z'],
    ['2026-11-22T13:05', 'Europe/Berlin', '2026-11-22T12:05:00.000Z'],
    ['2026-07-01T00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-07-01T00:00', 'America/New_York', '2026-07-01T04:00:00.000Z'],
    ['2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-01-01T05:45', 'Asia/Kathmandu', '2026-01-01T00:00:00.000Z'],
    ['0099-01-01T00:00', 'UTC', '0099-01-01T00:00:00.000Z'],
    // The last minutes before, and the first after, the clocks are moved.
    ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    // Left out: 02:30 is half an hour after they are moved.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    // Shown twice: the earlier one.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    // Moved by half an hour, in the south.
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(instantOf(local, zone)?.toISOString()).toBe(instant);
  });

  test.each(['', 'soon', '2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:00', '2026-01-01', '2026-01-01T10:00Z', '2026-01-01 10:00', '2026-01-01T10:00:30'])('%j is none', (local) => {
    expect(instantOf(local, 'Europe/Berlin')).toBeUndefined();
  }); // prettier-ignore

  test.each(['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'])(
    'is what the clocks of %s show then, on every half hour of a year that they show once',
    (zone) => {
      const wrong: string[] = [];
      for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 1_800_000) {
        const at = new Date(ms);
        const back = instantOf(localOf(at, zone), zone)?.getTime() ?? 0;
        const isTwice = back < ms && localOf(new Date(back), zone) === localOf(at, zone);
        if (back !== ms && !isTwice) wrong.push(at.toISOString());
      }
      expect(wrong).toEqual([]);
    },
  );
});
