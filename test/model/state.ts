import type { Settings } from '../../domain/settings.ts';
import { sum, worth } from './arithmetic.ts';

/** A part of a line's deferred revenue. */
export interface Part {
  readonly on: string;
  amount: number;
  readonly booked: boolean;
}

export interface Line {
  readonly key: number;
  readonly quantity: number;
  readonly price: number;
  readonly net: number;
  /** What allowances and charges of the line add to quantity x price. */
  readonly extra: number;
  readonly group: string;
  readonly parts: Part[];
}

/** Amounts of a tax group; `items` is what allowances and charges of the whole document add to its net. */
export interface Sums {
  readonly net: number;
  readonly tax: number;
  readonly items: number;
}

/** What a credit note or a discount took of a group: struck when that is canceled or unwound. */
export interface Taking extends Sums {
  readonly by: string;
  readonly group: string;
}

/** What a credit note (or, the other way, a correction) took of a line. */
export interface LineTaking {
  readonly by: string;
  readonly key: number;
  readonly net: number;
  readonly quantity: number;
  readonly price: number;
  readonly byCorrection: boolean;
  /** The line of the note or correction that takes it. */
  readonly at: number;
}

export interface Discount {
  readonly by: string;
  readonly gross: number;
  readonly parts: readonly { readonly group: string; readonly net: number; readonly tax: number }[];
  /** Booked to discounts in full: the tax stays. */
  readonly untaxed: boolean;
  /** Taken from what was deferred, by line and day. */
  readonly deferred: readonly { readonly key: number; readonly on: string; readonly amount: number }[];
}

export interface Doc {
  readonly id: string;
  readonly side: 'invoice' | 'credit';
  readonly type: 'standard' | 'credit_note' | 'cancellation' | 'correction' | 'replacement';
  status: 'open' | 'paid' | 'canceled' | 'settled';
  readonly customer: string;
  lines: Line[];
  groups: Map<string, Sums>;
  readonly rounding: number;
  balance: number;
  readonly payments: Map<string, number>;
  creditUsed: number;
  discounts: Discount[];
  takings: Taking[];
  lineTakings: LineTaking[];
  /** Revenue taken from what was recognised already, by who and line. */
  recognisedTaken: { readonly by: string; readonly key: number; readonly amount: number }[];
  /** Of a credit note: the invoice; of a correction: what it corrects. */
  readonly about?: string;
  /** The request that it takes back. */
  readonly counters?: string;
  /** Offset a credit note, or was made to cancel something: nothing ever happens to it. */
  readonly closed: boolean;
  replaced: boolean;
  /** Of a credit note: nothing of it was disposed of or cleared. */
  whole: boolean;
  refunded: number;
}

export interface Paid {
  readonly id: string;
  readonly doc: string;
  readonly amount: number;
  readonly ofFreeBalance: boolean;
  reversed: boolean;
}

export interface Applied {
  readonly kind: string;
  readonly doc: string;
  readonly made: readonly string[];
}

/** The whole state: documents, one signed integer (debit more than 0) an account, and what was asked for. One currency. */
export interface Model {
  readonly digits: number;
  readonly settings: Settings;
  readonly docs: Map<string, Doc>;
  readonly ledger: Map<string, number>;
  readonly payments: Map<string, Paid>;
  readonly payouts: Map<string, { readonly customer: string; readonly amount: number; state: 'requested' | 'confirmed' | 'failed' }>;
  readonly applied: Map<string, Applied>;
} // prettier-ignore

export const emptyModel = (digits: number, settings: Settings): Model => ({
  digits, settings, docs: new Map(), ledger: new Map(), payments: new Map(), payouts: new Map(), applied: new Map(),
}); // prettier-ignore

export function post(model: Model, moves: Readonly<Record<string, number>>): void {
  if (sum(Object.values(moves)) !== 0)
    throw new Error(`the model posts what does not balance: ${JSON.stringify(moves)}`);
  for (const [account, minor] of Object.entries(moves))
    model.ledger.set(account, (model.ledger.get(account) ?? 0) + minor);
}

/** What an account of a customer holds, more than 0: 2100, 2150, 2160. */
export const held = (model: Model, account: '2100' | '2150' | '2160', customer: string): number =>
  -(model.ledger.get(`${account}/${customer}`) ?? 0) || 0;

export function docOf(model: Model, id: string): Doc {
  const found = model.docs.get(id);
  if (!found) throw new Error(`the model has no ${id}`);
  return found;
}

export const netOf = (doc: Pick<Doc, 'groups'>): number => sum([...doc.groups.values()].map(({ net }) => net));
export const taxOf = (doc: Pick<Doc, 'groups'>): number => sum([...doc.groups.values()].map(({ tax }) => tax));
export const grossOf = (doc: Pick<Doc, 'groups'>): number => netOf(doc) + taxOf(doc);
export const cashOf = (doc: Doc): number => sum(doc.payments.values());
export const waitingOf = (lines: readonly Line[]): number =>
  sum(lines.flatMap(({ parts }) => parts.filter(({ booked }) => !booked).map(({ amount }) => amount)));

/** Credit notes of an invoice that count, oldest first. */
export const notesOf = (model: Model, doc: Doc): readonly Doc[] =>
  [...model.docs.values()].filter(
    (one) => one.side === 'credit' && one.type === 'credit_note' && one.about === doc.id && one.status !== 'canceled',
  );
export const correctionsOf = (model: Model, doc: Doc): readonly Doc[] =>
  [...model.docs.values()].filter(
    (one) => one.side === 'invoice' && one.type === 'correction' && one.about === doc.id && one.status !== 'canceled',
  );

export const rateOf = (group: string): number => Number(group.split(' ')[1]);

export const newLine = (
  key: number,
  { quantity, price, net, group }: Pick<Line, 'quantity' | 'price' | 'net' | 'group'>,
  digits: number,
): Line => ({ key, quantity, price, net, group, parts: [], extra: net - worth(quantity, price, digits) });

/** A document of which nothing is known but its amounts. */
export const newDoc = (
  of: Pick<Doc, 'id' | 'side' | 'type' | 'customer' | 'lines' | 'groups'> & Partial<Doc>,
): Doc => ({
  status: 'open', rounding: 0, balance: grossOf(of) + (of.rounding ?? 0), payments: new Map(), creditUsed: 0, discounts: [],
  takings: [], lineTakings: [], recognisedTaken: [], closed: false, replaced: false, whole: true, refunded: 0, ...of,
}); // prettier-ignore
