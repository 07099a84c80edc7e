import { documentIdOf, customerIdOf } from '../../domain/document.ts';
import {
  chargeback,
  confirmPayout,
  failPayout,
  finaliseInvoice,
  importInvoice,
  openCredit,
  openNote,
  pay,
  unlink,
} from '../model/booking.ts';
import { portion, sum } from '../model/arithmetic.ts';
import { leftOf } from '../model/left.ts';
import { emptyModel, newLine, notesOf, type Doc } from '../model/state.ts';
import { paymentIdOf } from '../../domain/booking.ts';
import { askCorrection } from './ask.ts';
import { isLive, picked, type Run, type Step } from './pick.ts';
import type { Operation, Sequence } from './operations.ts';
import type { Answer, BooksState, Target } from './target.ts';
import { plain, taxOf, written } from './write.ts';
import { aDocument } from '../support/documents.ts'; // prettier-ignore

export const digitsOf = { EUR: 2, JPY: 0, KWD: 3 } as const;
const seller = 'DE100';

export const startRun = ({ currency, settings }: Sequence, target: Target, prefix = ''): Run => ({
  model: emptyModel(digitsOf[currency], settings), target, currency, digits: digitsOf[currency], prefix, step: 0,
}); // prettier-ignore

export const customerOf = (run: Pick<Run, 'prefix'>, customer: number): string =>
  customerIdOf(seller, `${run.prefix}B${customer}`);

const nth = <T>(all: Iterable<T>, index: number): T | undefined => {
  const list = [...all];
  return list[index % list.length];
};

/** Does one operation to both; `before` is the state that it starts from. */
export async function take(run: Run, operation: Operation, before: BooksState): Promise<Step | undefined> {
  run.step += 1;
  const { model, target } = run;
  switch (operation.op) {
    case 'import':
    case 'finalise':
      return invoice(run, operation);
    case 'open credit': {
      const customerId = customerOf(run, operation.customer);
      openCredit(model, customerId, operation.amount);
      return step(operation, undefined, await target.openCredit({ customerId, currency: run.currency }, operation.amount)); // prettier-ignore
    }
    case 'open note':
      return note(run, operation);
    case 'pay': {
      const doc = picked(run, operation);
      if (!doc) return undefined;
      const id = paymentIdOf(doc.id, `p${run.step}`);
      const part = Math.max(portion(Math.max(doc.balance, 100), operation.share, 100), 1);
      const amount = operation.how === 'part' ? part : Math.max(doc.balance, 1) + (operation.how === 'over' ? part : 0);
      return step(operation, pay(model, doc.id, id, amount), await target.pay(doc.id, id, amount), doc.id);
    }
    case 'unlink':
    case 'chargeback': {
      const payment = nth(model.payments.values(), operation.payment);
      if (!payment) return undefined;
      const refunded = (doc: Doc): number => sum(notesOf(model, doc).map((one) => one.refunded));
      const expected = operation.op === 'unlink' ? unlink(model, payment.id, refunded) : chargeback(model, payment.id);
      return step(operation, expected, await (operation.op === 'unlink' ? target.unlink(payment.id) : target.reverse(payment.id)), payment.id); // prettier-ignore
    }
    case 'confirm payout':
    case 'fail payout': {
      const id = nth(model.payouts.keys(), operation.payout);
      if (id === undefined) return undefined;
      const confirms = operation.op === 'confirm payout';
      const expected = confirms ? confirmPayout(model, id) : failPayout(model, id);
      return step(operation, expected, await (confirms ? target.confirmPayout(id) : target.failPayout(id)), id);
    }
    default:
      return askCorrection(run, operation, before);
  }
}

export const step = (operation: { readonly op: string }, expected: Answer, answered: Answer, asked?: unknown): Step => ({
  label: operation.op, expected, answered, asked,
}); // prettier-ignore

async function invoice(run: Run, operation: Extract<Operation, { op: 'import' | 'finalise' }>): Promise<Step> {
  const { model, target, currency, digits, prefix } = run;
  const number = `${prefix}INV-${run.step}`;
  const id = documentIdOf(seller, number);
  const customer = customerOf(run, operation.customer);
  const made = written(operation, { currency, digits, number }, id, customer);
  const content = { ...made.content, buyer: { ...made.content.buyer, id: `${prefix}B${operation.customer}` } };
  if (operation.op === 'finalise') {
    finaliseInvoice(model, made.model);
    return step(operation, undefined, await target.finalise(content), number);
  }
  const open = Math.max(content.totals.payableMinor, 0);
  const creditUsed = portion(open, operation.creditPercent, 100);
  const paid = portion(open - creditUsed, operation.paidPercent, 100);
  const given = paid === 0 ? [] : [{ id: 'first', amountMinor: paid }];
  importInvoice(model, made.model, given.map(({ id: ref, amountMinor }) => ({ id: paymentIdOf(id, ref), amount: amountMinor })), creditUsed); // prettier-ignore
  return step(operation, undefined, await target.import(content, { payments: given, creditUsedMinor: creditUsed }), number); // prettier-ignore
}

/** A credit note from outside: some of what is left of one group, and it stays open. */
async function note(run: Run, operation: Extract<Operation, { op: 'open note' }>): Promise<Step | undefined> {
  const { model, target, digits, currency } = run;
  const doc = picked(run, operation);
  const line = doc && nth(doc.lines, operation.line);
  if (!doc || !line || doc.side === 'credit' || !isLive(doc)) return undefined;
  const left = leftOf(doc, line.group);
  const net = portion(Math.min(left.net, line.net), operation.share, 100);
  if (net <= 0) return undefined;
  const number = `${run.prefix}CN-${run.step}`;
  const id = documentIdOf(seller, number);
  const price = -net * 10 ** (6 - digits);
  const content = aDocument({
    number, currency, class: 'credit', buyerId: doc.customer.slice(doc.customer.indexOf(':') + 1),
    lines: [{ quantity: '1', unitPrice: plain(price, 6), ...taxOf(line.group) }],
  }); // prettier-ignore
  const credited = newLine(0, { quantity: 1_000, price, net: -net, group: line.group }, digits);
  const expected = openNote(model, { id, invoice: doc.id, group: line.group, line: credited }, left);
  return step(operation, expected, await target.finalise(content, doc.id), doc.id);
}
