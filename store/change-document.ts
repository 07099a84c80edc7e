import type { UpdateFilter } from 'mongodb';
import type { Line } from '../domain/document.ts';
import type { PlannedChange } from '../domain/plan.ts';
import { toStored } from './database.ts';
import type { InvoiceRecord } from './records.ts';

/** The record as a change leaves it, but for version, number and audit head. */
export function changedRecord(before: InvoiceRecord, change: PlannedChange, postingDate: string): InvoiceRecord {
  const {
    canceledWith,
    replacedBy,
    creditedBy,
    correctedBy,
    creditFor,
    customerId,
    contentHash,
    paymentsInFlight,
    cleared = [],
  } = change;
  const { openCorrectionId: _open, ...kept } = before;
  const merged = { ...kept, ...change.set };
  const { links } = before;
  const after: InvoiceRecord = {
    ...merged,
    lines: linesAfter(merged.lines, change),
    status: change.toStatus,
    balanceMinor: change.toBalanceMinor,
    rows: [...before.rows, ...change.rowsAdded.map((row) => ({ ...row, on: row.on ?? postingDate }))],
    links: {
      ...links,
      ...(canceledWith === undefined ? {} : { canceledWith }),
      ...(replacedBy === undefined ? {} : { replacedBy }),
      ...(creditFor === undefined ? {} : { creditFor }),
      ...(creditedBy === undefined ? {} : { creditedBy: [...(links.creditedBy ?? []), creditedBy] }),
      ...(correctedBy === undefined ? {} : { correctedBy: [...(links.correctedBy ?? []), correctedBy] }),
    },
    ...(change.finalises ? { issueDate: postingDate } : {}),
    ...(customerId === undefined ? {} : { customerId }),
    ...(contentHash === undefined ? {} : { contentHash }),
    ...(paymentsInFlight === undefined ? {} : { paymentsInFlight }),
  };
  return Object.fromEntries(
    Object.entries(after).filter(([name]) => !cleared.some((field) => field === name)),
  ) as unknown as InvoiceRecord; // only optional fields are ever cleared
}

/** Schedules that the change replaces or stops. */
function linesAfter(lines: readonly Line[], { schedules = [], stopsRecognition }: PlannedChange): readonly Line[] {
  if (schedules.length === 0 && !stopsRecognition) return lines;
  return lines.map((line) => {
    const recognition = schedules.find((one) => one.lineId === line.id)?.recognition ?? line.recognition;
    if (!recognition) return line;
    return { ...line, recognition: stopsRecognition ? recognition.filter((part) => part.booked) : recognition };
  });
}

/** Fields of a change that are kept as links. */
const linkNames = ['canceledWith', 'replacedBy', 'creditedBy', 'correctedBy', 'creditFor'] as const;

/** The update that makes the stored document like `after`: only what the change touches is sent. */
export function updateOf(
  after: InvoiceRecord,
  change: PlannedChange,
  closesRequest: boolean,
): UpdateFilter<InvoiceRecord> {
  const { status, balanceMinor, version, auditHead, links, number, issueDate, customerId, paymentsInFlight } = after;
  const rows = after.rows.slice(after.rows.length - change.rowsAdded.length);
  const touchesLines = change.stopsRecognition || (change.schedules?.length ?? 0) > 0;
  const $set = toStored({
    status,
    balanceMinor,
    version,
    auditHead,
    ...(linkNames.some((name) => change[name] !== undefined) ? { links } : {}),
    ...change.set,
    ...(touchesLines ? { lines: after.lines } : {}),
    ...(change.finalises ? { number, issueDate } : {}),
    ...(change.customerId === undefined ? {} : { customerId }),
    ...(change.contentHash === undefined ? {} : { contentHash: change.contentHash }),
    ...(change.paymentsInFlight === undefined ? {} : { paymentsInFlight }),
  });
  const unset = [...(closesRequest ? ['openCorrectionId'] : []), ...(change.cleared ?? [])];
  return {
    $set,
    ...(rows.length === 0 ? {} : { $push: { rows: { $each: toStored(rows) } } }),
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((name) => [name, ''])) }),
  } as UpdateFilter<InvoiceRecord>; // the driver's type knows no computed field names
}
