import { bookDocument, type History } from '../../domain/booking.ts';
import { hashValue } from '../../domain/canonical.ts';
import {
  customerIdOf,
  documentIdOf,
  type DocumentContent,
  type InvoiceDocument,
  type Line,
} from '../../domain/document.ts';
import { computeTaxGroups, computeTotals, lineNet } from '../../domain/totals.ts';
import type { Principal } from '../../domain/principal.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { insidersOf } from '../../domain/request.ts';
import { requestIdOf } from '../../domain/canonical.ts';
import { currentSettings } from '../../store/settings.ts';
import { recordDocument } from '../../store/record.ts';
import { recordOpeningCredit } from '../../store/record-credit.ts';
import type { Store } from '../../store/database.ts';

export type LineInput = Partial<Omit<Line, 'netMinor'>> & Pick<Line, 'quantity' | 'unitPrice' | 'taxRate'>;

export interface ContentInput {
  readonly number?: string;
  readonly class?: DocumentContent['class'];
  readonly currency?: string;
  readonly sellerId?: string;
  readonly buyerId?: string;
  readonly lines?: readonly LineInput[];
  /** Allowances and charges of the whole document. */
  readonly allowancesCharges?: DocumentContent['allowancesCharges'];
  readonly orderId?: string;
  readonly issueDate?: string;
  readonly preceding?: DocumentContent['preceding'];
  readonly prepaidMinor?: number;
  readonly roundingMinor?: number;
}

/** INV-A of spec/domain.md section 6: net 124.94, tax 20.75, gross 145.69. */
export const linesOfA: readonly LineInput[] = [
  { quantity: '3', unitPrice: '33.33', taxRate: '19' },
  { quantity: '1', unitPrice: '24.95', taxRate: '7' },
];
/** INV-B: gross 59.50. */
export const linesOfB: readonly LineInput[] = [{ quantity: '1', unitPrice: '50.00', taxRate: '19' }];
/** One line without tax, for an exact gross. */
export const grossOf = (amount: string): readonly LineInput[] => [
  { quantity: '1', unitPrice: amount, taxRate: '0', taxCategory: 'Z' },
];

/** A document as an import would read it; a credit takes lines with negative prices. */
export function aDocument(input: ContentInput = {}): DocumentContent {
  const { currency = 'EUR', class: documentClass = 'invoice' } = input;
  const lines = (input.lines ?? linesOfA).map((line, index): Line => {
    const full = {
      id: String(index + 1),
      description: `item ${index + 1}`,
      allowancesCharges: [],
      taxCategory: 'S',
      ...line,
    };
    return { ...full, netMinor: lineNet(full, currency) };
  });
  const summed = { lines, allowancesCharges: input.allowancesCharges ?? [], currency };
  const taxGroups = computeTaxGroups(summed);
  return {
    class: documentClass,
    type: documentClass === 'invoice' ? 'standard' : 'credit_note',
    typeCode: documentClass === 'invoice' ? '380' : '381',
    number: input.number ?? 'INV-A',
    seller: { id: input.sellerId ?? 'DE100', name: 'Seller' },
    buyer: { id: input.buyerId ?? 'B1', name: 'Buyer' },
    issueDate: input.issueDate ?? '2026-01-15',
    ...(input.orderId === undefined ? {} : { orderId: input.orderId }),
    ...(input.preceding === undefined ? {} : { preceding: input.preceding }),
    ...summed,
    taxGroups,
    totals: computeTotals({ ...summed, taxGroups }, input.prepaidMinor, input.roundingMinor),
  };
}

export const noHistory: History = { payments: [], creditUsedMinor: 0 };

/** The document in the books, without a store: for pure tests. */
export function booked(content: DocumentContent, history: Partial<History> = {}): InvoiceDocument {
  const id = documentIdOf(content.seller.id, content.number);
  const { rows, balanceMinor, status } = bookDocument(id, content, { ...noHistory, ...history });
  const sellerId = content.seller.id;
  return {
    ...content,
    id,
    sellerId,
    customerId: customerIdOf(sellerId, content.buyer.id),
    rows,
    balanceMinor,
    status,
    links: {},
    version: 1,
  };
}

/** Puts a document into the store, with credit for it to use where it uses some; answers its id. */
export async function put(store: Store, input: ContentInput = {}, history: Partial<History> = {}): Promise<string> {
  const content = aDocument(input);
  const full = { ...noHistory, ...history };
  const now = new Date();

  const { settings } = await currentSettings(store);
  if (full.creditUsedMinor > 0)
    await recordOpeningCredit(
      store,
      {
        sellerId: content.seller.id,
        buyerId: content.buyer.id,
        currency: content.currency,
        creditMinor: full.creditUsedMinor,
      },
      now,
      settings.journal.enabled,
    );
  await recordDocument(
    store,
    { content, history: full, contentHash: hashValue('test', { content, full }), actor: 'test' },
    now,
    settings.journal.enabled,
  );
  return documentIdOf(content.seller.id, content.number);
}

/** A request as the gateway would make it. */
export function aRequest(
  invoiceId: string,
  over: Partial<CorrectionRequest> & { key?: string; by?: Principal } = {},
): CorrectionRequest {
  const {
    key = `key-${Math.random()}`,
    by = { id: 'maria', type: 'person', roles: [], email: 'maria@example.com' },
    ...rest
  } = over;
  return {
    requestId: requestIdOf([by.id, key]),
    kind: 'cancel',
    invoiceId,
    reason: { code: 'duplicate' },
    requester: { id: by.id, type: by.type, ...(by.email === undefined ? {} : { email: by.email }) },
    requesters: [by.id],
    insiders: insidersOf(by.id, by.email),
    origin: { via: 'api' },
    bodyHash: hashValue('test', { invoiceId }),
    receivedAtMs: Date.now(),
    ...rest,
  };
}
