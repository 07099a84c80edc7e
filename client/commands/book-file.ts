import { customerIdOf } from '../../domain/document.ts';
import { contentHashOf } from '../../domain/document-identity.ts';
import { Refused, type Refusal } from '../../domain/errors.ts';
import type { ReadCustomer, ReadDocument, ReadFile } from '../../integrations/read-document.ts';
import type { Store } from '../../store/database.ts';
import { recordDocument } from '../../store/record.ts';
import { recordOpeningCredit } from '../../store/record-credit.ts';
import type { FileReport, RefusedItem, ReportedRow } from '../render/import.ts';

export interface Booking {
  readonly store: Store;
  readonly journalEnabled: boolean;
  readonly now: Date;
  /** After each document, booked or not. */
  readonly tick: () => void;
}

/** Books what was read from a file, credits first because documents use them; what a rule refuses is listed, the rest goes on. */
export async function bookFile(file: string, read: ReadFile, booking: Booking): Promise<FileReport> {
  const refused: RefusedItem[] = read.rejected
    .filter(({ rows }) => rows === undefined)
    .map(({ place, number, refusal }) => ({ place, ...(number === undefined ? {} : { number }), refusal }));
  const reportedRows: ReportedRow[] = read.rejected.flatMap(({ rows = [], number, refusal }) =>
    rows.map((row) => ({ row, ...(number === undefined ? {} : { number }), refusal })),
  );
  let customers = 0;
  for (const customer of read.customers) {
    const booked = await orRefusal(() => bookCredit(customer, booking));
    if (typeof booked === 'string') customers += 1;
    else refused.push({ place: customer.place, refusal: booked });
  }
  const counts = { imported: 0, unchanged: 0 };
  for (const document of read.documents) {
    const booked = await orRefusal(() => bookDocument(document, booking));
    if (typeof booked === 'string') counts[booked] += 1;
    else refused.push({ place: document.place, number: document.content.number, refusal: booked });
    booking.tick();
  }
  const warnings = read.documents.flatMap(({ place, warnings: texts }) => texts.map((text) => ({ place, text })));
  return { file, ...counts, customers, refused, reportedRows, warnings };
}

type Booked = 'imported' | 'unchanged';

const bookDocument = (
  { content, history, transmittedOn }: ReadDocument,
  { store, now, journalEnabled }: Booking,
): Promise<Booked> =>
  recordDocument(
    store,
    {
      content,
      history,
      ...(transmittedOn === undefined ? {} : { transmittedOn }),
      contentHash: contentHashOf(content, history),
      actor: 'import',
    },
    now,
    journalEnabled,
  );

function bookCredit(customer: ReadCustomer, { store, now, journalEnabled }: Booking): Promise<Booked> {
  const { sellerId, customerId, currency, creditMinor } = customer;
  const buyerId = customerId.slice(customerIdOf(sellerId, '').length);
  return recordOpeningCredit(store, { sellerId, buyerId, currency, creditMinor }, now, journalEnabled);
}

async function orRefusal(book: () => Promise<Booked>): Promise<Booked | Refusal> {
  try {
    return await book();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
