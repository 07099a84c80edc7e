import type { TakenPart } from './balance.ts';
import type { InvoiceDocument, Line, Recognition } from './document.ts';
import { takenParts } from './left.ts';
import { sumMinor } from './money.ts';
import { shares } from './share.ts';
import type { PlannedChange } from './plan.ts';

type Schedules = NonNullable<PlannedChange['schedules']>;

export interface Taken {
  /** More than 0; `booked` parts were recognised and come from 4000, the others from 2300. */
  readonly parts: readonly TakenPart[];
  readonly schedules: Schedules;
}

const sumOf = (parts: readonly Recognition[]): number => sumMinor(parts.map((part) => part.amountMinor));

/**
 * Takes net amounts from lines with deferred revenue: each is split by what is recognised and what is not (largest
 * remainder), and the unrecognised part shortens the schedule in proportion (R63, R77, E16a). Lines without a schedule give
 * nothing: all of their revenue is on 4000. Amounts are minor units, 0 or more.
 */
export function takeFrom(
  document: InvoiceDocument,
  notes: readonly InvoiceDocument[],
  amounts: ReadonlyMap<string, number>,
  today: string,
): Taken {
  const taken = takenParts(document, notes);
  const parts: TakenPart[] = [];
  const schedules: { lineId: string; recognition: readonly Recognition[] }[] = [];
  for (const line of document.lines) {
    const amountMinor = amounts.get(line.id) ?? 0;
    if (amountMinor <= 0 || !line.recognition) continue;
    const waiting = line.recognition.filter((part) => !part.booked);
    const before = taken.filter((part) => part.lineId === line.id && part.booked);
    const recognisedMinor = sumOf(line.recognition.filter((part) => part.booked)) - sumOf(before);
    const [fromRevenue = 0, fromDeferred = 0] = shares(amountMinor, [recognisedMinor, sumOf(waiting)]);
    const deferredMinor = Math.min(fromDeferred, sumOf(waiting));
    const bookedMinor = fromRevenue + (fromDeferred - deferredMinor);
    const each = shares(
      deferredMinor,
      waiting.map((part) => part.amountMinor),
    );
    parts.push(
      ...waiting.flatMap((part, index) => partOf(line, part.on, each[index] ?? 0, false)),
      ...partOf(line, today, bookedMinor, true),
    );
    if (deferredMinor > 0) schedules.push({ lineId: line.id, recognition: shortened(line.recognition, each) });
  }
  return { parts, schedules };
}

const partOf = (line: Line, on: string, amountMinor: number, booked: boolean): readonly TakenPart[] =>
  amountMinor === 0 ? [] : [{ lineId: line.id, on, amountMinor, booked }];

function shortened(recognition: readonly Recognition[], takes: readonly number[]): readonly Recognition[] {
  let next = 0;
  return recognition
    .map((part) => {
      if (part.booked) return part;
      const left = part.amountMinor - (takes[next] ?? 0);
      next += 1;
      return { ...part, amountMinor: left };
    })
    .filter((part) => part.booked || part.amountMinor !== 0);
}

/** Schedules with parts given back: what a credit note or a discount took and what is not recognised meanwhile. */
export function givenBack(document: Pick<InvoiceDocument, 'lines'>, parts: readonly TakenPart[]): Schedules {
  const waiting = parts.filter((part) => !part.booked);
  return document.lines
    .filter((line) => line.recognition && waiting.some((part) => part.lineId === line.id))
    .map((line) => ({
      lineId: line.id,
      recognition: waiting
        .filter((part) => part.lineId === line.id)
        .reduce<readonly Recognition[]>(returned, line.recognition ?? []),
    }));
}

function returned(recognition: readonly Recognition[], { on, amountMinor }: TakenPart): readonly Recognition[] {
  const at = recognition.findIndex((part) => !part.booked && part.on === on);
  if (at < 0) return [...recognition, { on, amountMinor, booked: false }];
  return recognition.map((part, index) =>
    index === at ? { ...part, amountMinor: part.amountMinor + amountMinor } : part,
  );
}

/** A schedule for a line whose net is another now, each part in proportion. */
export function rescaled(recognition: readonly Recognition[], netMinor: number): readonly Recognition[] {
  const sign = netMinor < 0 ? -1 : 1;
  const parts = shares(
    Math.abs(netMinor),
    recognition.map((part) => Math.abs(part.amountMinor)),
  );
  return recognition.map((part, index) => ({ ...part, amountMinor: sign * (parts[index] ?? 0) || 0 }));
}

/** The document's lines with schedules replaced. */
export const withSchedules = (lines: readonly Line[], schedules: Schedules): readonly Line[] =>
  lines.map((line) => {
    const found = schedules.find((one) => one.lineId === line.id);
    return found ? { ...line, recognition: found.recognition } : line;
  });
