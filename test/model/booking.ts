import { sum, taxOn } from './arithmetic.ts';
import {
  docOf, grossOf, held, netOf, newDoc, post, taxOf, waitingOf, type Doc, type Line, type Model, type Sums,
} from './state.ts'; // prettier-ignore

/** What an invoice says when it is written: lines, allowances by group. */
export interface Written {
  readonly id: string;
  readonly customer: string;
  readonly lines: Line[];
  /** What allowances and charges of the whole document add to a group. */
  readonly items: ReadonlyMap<string, number>;
  readonly rounding: number;
}

/** Tax groups of lines and allowances (rule 2). */
export function groupsOf(lines: readonly Line[], items: ReadonlyMap<string, number>): Map<string, Sums> {
  const groups = new Map<string, Sums>();
  for (const group of new Set([...lines.map((line) => line.group), ...items.keys()])) {
    const added = items.get(group) ?? 0;
    const net = sum(lines.filter((line) => line.group === group).map((line) => line.net)) + added;
    groups.set(group, { net, tax: taxOn(net, Number(group.split(' ')[1])), items: added });
  }
  return groups;
}

/** Posts what a document is worth: an invoice and a credit alike, each in its sign (IA, NU). */
export function book(model: Model, doc: Doc): void {
  const waiting = waitingOf(doc.lines);
  model.docs.set(doc.id, doc);
  post(model, {
    [`1200/${doc.id}`]: grossOf(doc) + doc.rounding,
    '4990': -doc.rounding,
    '4000': -(netOf(doc) - waiting),
    '2300': -waiting,
    '2200': -taxOf(doc),
  });
}

export const settle = (doc: Doc): void => {
  if (doc.status === 'open' || doc.status === 'paid') doc.status = doc.balance === 0 ? 'paid' : 'open';
};

/** Customer credit first, then free balance, never above what is open (R46). */
export function applyAccount(model: Model, doc: Doc): void {
  const credit = Math.min(held(model, '2100', doc.customer), Math.max(doc.balance, 0));
  post(model, { [`2100/${doc.customer}`]: credit, [`1200/${doc.id}`]: -credit });
  doc.creditUsed += credit;
  doc.balance -= credit;
  const free = Math.min(held(model, '2150', doc.customer), Math.max(doc.balance, 0));
  post(model, { [`2150/${doc.customer}`]: free, [`1200/${doc.id}`]: -free });
  if (free > 0) link(model, doc, { id: `${doc.id}/+free`, amount: free, ofFreeBalance: true });
  settle(doc);
}

/** Makes an invoice on the way of a correction or as a new one: booked, then paid from the account. */
export function issue(model: Model, doc: Doc): Doc {
  book(model, doc);
  applyAccount(model, doc);
  return doc;
}

export const finaliseInvoice = (model: Model, { items, ...written }: Written): Doc =>
  issue(model, newDoc({ ...written, side: 'invoice', type: 'standard', groups: groupsOf(written.lines, items) }));

interface Linked {
  readonly id: string;
  readonly amount: number;
  readonly ofFreeBalance: boolean;
}

function link(model: Model, doc: Doc, { id, amount, ofFreeBalance }: Linked, linked = amount): void {
  model.payments.set(id, { id, doc: doc.id, amount, ofFreeBalance, reversed: false });
  if (linked > 0) doc.payments.set(id, linked);
  doc.balance -= linked;
}

/** An invoice that comes with what was paid, and with credit that its customer brought along. */
export function importInvoice(
  model: Model,
  { items, ...written }: Written,
  payments: readonly { readonly id: string; readonly amount: number }[],
  creditUsed: number,
): void {
  const groups = groupsOf(written.lines, items);
  const doc = newDoc({ ...written, side: 'invoice', type: 'standard', groups, creditUsed });
  book(model, doc);
  for (const { id, amount } of payments) {
    post(model, { '1000': amount, [`1200/${doc.id}`]: -amount });
    link(model, doc, { id, amount, ofFreeBalance: false });
  }
  post(model, { '9999': creditUsed, [`1200/${doc.id}`]: -creditUsed });
  doc.balance -= creditUsed;
  settle(doc);
}

export const openCredit = (model: Model, customer: string, amount: number): void =>
  post(model, { '9999': amount, [`2100/${customer}`]: -amount });

/** A credit note of one group that stays open; its lines are nobody's lines. Answers why it is not possible. */
export function openNote(
  model: Model,
  note: { readonly id: string; readonly invoice: string; readonly group: string; readonly line: Line },
  left: Sums,
): string | undefined {
  const invoice = docOf(model, note.invoice);
  const [net, tax] = [-note.line.net, taxOn(-note.line.net, Number(note.group.split(' ')[1]))];
  const rest = grossOf(invoice) - sum(invoice.takings.map((one) => one.net + one.tax));
  if (net > left.net || tax > left.tax || net + tax > Math.max(rest, 0)) return 'EXCEEDS_CREDITABLE';
  const doc = newDoc({
    id: note.id, side: 'credit', type: 'credit_note', customer: invoice.customer, about: invoice.id, lines: [note.line],
    groups: new Map([[note.group, { net: -net, tax: -tax, items: 0 }]]),
  }); // prettier-ignore
  book(model, doc);
  invoice.takings.push({ by: note.id, group: note.group, net, tax, items: 0 });
  return undefined;
}

/** Money comes: what is open takes it, the rest is free. */
export function pay(model: Model, docId: string, id: string, amount: number): string | undefined {
  const doc = docOf(model, docId);
  if (doc.side === 'credit') return 'NOT_AN_INVOICE';
  const linked = doc.status === 'open' && !doc.closed ? Math.min(Math.max(doc.balance, 0), amount) : 0;
  link(model, doc, { id, amount, ofFreeBalance: false }, linked);
  post(model, { '1000': amount, [`1200/${doc.id}`]: -linked, [`2150/${doc.customer}`]: linked - amount });
  settle(doc);
  return undefined;
}

export function unlink(model: Model, paymentId: string, refunded: (doc: Doc) => number): string | undefined {
  const payment = model.payments.get(paymentId);
  const doc = docOf(model, payment?.doc ?? '');
  const linked = doc.payments.get(paymentId) ?? 0;
  if (linked === 0 || sum(doc.payments.values()) - linked < refunded(doc)) return 'PAYMENT_STATE';
  doc.payments.delete(paymentId);
  doc.balance += linked;
  post(model, { [`1200/${doc.id}`]: linked, [`2150/${doc.customer}`]: -linked });
  settle(doc);
  return undefined;
}

/** The bank takes a payment back. */
export function chargeback(model: Model, paymentId: string): string | undefined {
  const payment = model.payments.get(paymentId);
  const doc = docOf(model, payment?.doc ?? '');
  if (!payment || payment.reversed || payment.ofFreeBalance) return 'PAYMENT_STATE';
  const linked = doc.payments.get(paymentId) ?? 0;
  const free = payment.amount - linked;
  if (free > held(model, '2150', doc.customer)) return 'FREE_BALANCE_USED';
  payment.reversed = true;
  doc.payments.delete(paymentId);
  doc.balance += linked;
  post(model, { [`1200/${doc.id}`]: linked, [`2150/${doc.customer}`]: free, '1000': -payment.amount });
  if (linked > 0) settle(doc);
  return undefined;
}

export function confirmPayout(model: Model, id: string): string | undefined {
  const payout = model.payouts.get(id);
  if (!payout || payout.state === 'confirmed') return 'PAYOUT_STATE';
  payout.state = 'confirmed';
  post(model, { [`2160/${payout.customer}`]: payout.amount, '1000': -payout.amount });
  return undefined;
}

export function failPayout(model: Model, id: string): string | undefined {
  const payout = model.payouts.get(id);
  if (payout?.state !== 'requested') return 'PAYOUT_STATE';
  payout.state = 'failed';
  return undefined;
}
