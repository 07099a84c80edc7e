import { applyAccount, book, groupsOf, issue, settle } from './booking.ts';
import { split, sum, worth } from './arithmetic.ts';
import {
  cashOf, docOf, grossOf, netOf, newDoc, post, taxOf, waitingOf, type Doc, type Line, type Model, type Sums,
} from './state.ts'; // prettier-ignore
import { wayOf } from './why-not.ts';

export const negated = (groups: ReadonlyMap<string, Sums>): Map<string, Sums> =>
  new Map([...groups].map(([name, { net, tax, items }]) => [name, { net: -net, tax: -tax, items: -items }]));

export const negatedLines = (lines: readonly Line[]): Line[] =>
  lines.map((line) => ({ ...line, price: -line.price, net: -line.net, extra: -line.extra, parts: [] }));

/** Takes all off that hangs on a document, reverses it where its amounts stand now, and clears the pair (rule 7, R77). */
function reverse(model: Model, doc: Doc, id: string): void {
  for (const [ref, linked] of doc.payments) {
    doc.payments.delete(ref);
    post(model, { [`1200/${doc.id}`]: linked, [`2150/${doc.customer}`]: -linked });
  }
  post(model, { [`1200/${doc.id}`]: doc.creditUsed, [`2100/${doc.customer}`]: -doc.creditUsed });
  doc.creditUsed = 0;
  giveBackDiscounts(model, doc);
  const waiting = waitingOf(doc.lines);
  post(model, {
    '4000': netOf(doc) - waiting,
    '2300': waiting,
    '2200': taxOf(doc),
    '4990': doc.rounding,
    [`1200/${doc.id}`]: -grossOf(doc) - doc.rounding,
  });
  for (const line of doc.lines) line.parts.splice(0, Infinity, ...line.parts.filter(({ booked }) => booked));
  doc.status = 'canceled';
  doc.balance = 0;
  const side = doc.side === 'invoice' ? 'credit' : 'invoice';
  const lines = negatedLines(doc.lines);
  const { customer } = doc;
  model.docs.set(id, newDoc({ id, side, type: 'cancellation', customer, lines, groups: negated(doc.groups), status: 'settled', balance: 0 })); // prettier-ignore
}

function giveBackDiscounts(model: Model, doc: Doc): void {
  for (const { by, gross, parts, deferred } of doc.discounts) {
    const [tax, late] = [sum(parts.map((part) => part.tax)), sum(deferred.map(({ amount }) => amount))];
    post(model, { [`1200/${doc.id}`]: gross, '4900': tax + late - gross, '2300': -late, '2200': -tax });
    for (const { key, on, amount } of deferred) {
      const part = doc.lines.find((line) => line.key === key)?.parts.find((one) => !one.booked && one.on === on);
      if (part) part.amount += amount;
    }
    doc.takings = doc.takings.filter((taking) => taking.by !== by);
    doc.recognisedTaken = doc.recognisedTaken.filter((taken) => taken.by !== by);
  }
  doc.discounts = [];
}

export function cancel(model: Model, doc: Doc, requestId: string, payout: boolean): void {
  const cash = cashOf(doc);
  reverse(model, doc, `${requestId}.1`);
  if (doc.side === 'credit') strike(docOf(model, doc.about ?? ''), doc.id);
  if (doc.type === 'correction') strike(docOf(model, doc.about ?? ''), doc.id);
  if (payout && cash > 0) {
    post(model, { [`2150/${doc.customer}`]: cash, [`2160/${doc.customer}`]: -cash });
    model.payouts.set(`${requestId}.payout`, { customer: doc.customer, amount: cash, state: 'requested' });
  }
}

/** What a canceled document took counts no more. */
function strike(invoice: Doc, by: string): void {
  invoice.takings = invoice.takings.filter((one) => one.by !== by);
  invoice.lineTakings = invoice.lineTakings.filter((one) => one.by !== by);
}

/** How a line is to read from now on, in the model's units. */
export interface LineWish {
  readonly line: Line;
  readonly quantity?: number;
  readonly price?: number;
  readonly remove?: true;
}

const itemsOf = (doc: Doc): Map<string, number> =>
  new Map([...doc.groups].filter(([, { items }]) => items !== 0).map(([name, { items }]) => [name, items]));

function wished(model: Model, lines: readonly Line[], wishes: readonly LineWish[]): Line[] {
  return lines.flatMap((line) => {
    const wish = wishes.find((one) => one.line.key === line.key);
    if (wish?.remove) return [];
    const { quantity = line.quantity, price = line.price } = wish ?? {};
    const net = wish ? worth(quantity, price, model.digits) + line.extra : line.net;
    return [{ ...line, quantity, price, net, parts: wish ? rescaled(line, net) : line.parts.map((part) => ({ ...part })) }];
  }); // prettier-ignore
}

/** The schedule of a line whose net is another now: every part in proportion, by largest remainder. */
function rescaled({ parts }: Line, net: number): Line['parts'] {
  const amounts = split(Math.max(net, 0), parts.map(({ amount }) => amount)); // prettier-ignore
  return parts.map((part, index) => ({ ...part, amount: amounts[index] ?? 0 }));
}

/** In place (E11) or by cancellation and replacement (E12): the whole invoice as it is to be. */
export function rewrite(
  model: Model,
  doc: Doc,
  requestId: string,
  wishes: readonly LineWish[],
  lines: boolean,
): string | undefined {
  const items = itemsOf(doc);
  const inPlace = wished(model, doc.lines, wishes);
  if (inPlace.length === 0) return 'DOCUMENT_INVALID';
  const groups = wishes.length === 0 ? new Map(doc.groups) : groupsOf(inPlace, items); // a change of the head moves no amount
  if (grossOf({ groups }) < Math.min(grossOf(doc), 0)) return 'DOCUMENT_INVALID';
  const more = grossOf({ groups }) - grossOf(doc);
  if (wayOf(model, doc, lines) === 'in_place' && (more === 0 || doc.balance + more >= 0)) {
    rewriteInPlace(model, doc, inPlace, groups, more);
    return undefined;
  }
  reverseAndReplace(model, doc, requestId, wishes, items);
  return undefined;
}

function rewriteInPlace(model: Model, doc: Doc, lines: Line[], groups: Map<string, Sums>, more: number): void {
  const [tax, waiting] = [taxOf({ groups }) - taxOf(doc), waitingOf(lines) - waitingOf(doc.lines)];
  post(model, { [`1200/${doc.id}`]: more, '2200': -tax, '2300': -waiting, '4000': tax + waiting - more });
  doc.lines = lines;
  followCorrection(model, doc);
  doc.groups = groups;
  doc.balance += more;
  settle(doc);
}

/** What a correction changed of its invoice follows its own lines; units and prices stay as they were agreed with it. */
function followCorrection(model: Model, { id, type, about, lines }: Doc): void {
  const invoice = type === 'correction' ? model.docs.get(about ?? '') : undefined;
  if (!invoice) return;
  invoice.lineTakings = invoice.lineTakings.flatMap((taking) => {
    if (taking.by !== id) return [taking];
    const line = lines.find(({ key }) => key === taking.at);
    return line ? [{ ...taking, net: -line.net }] : [];
  });
}

function reverseAndReplace(model: Model, doc: Doc, requestId: string, wishes: readonly LineWish[], items: ReadonlyMap<string, number>): void {
  const { lines: before } = doc;
  const whole = wholeSchedules(doc);
  reverse(model, doc, `${requestId}.1`);
  if (doc.type === 'correction') strike(docOf(model, doc.about ?? ''), doc.id);
  const lines = wished(model, whole, wishes);
  doc.replaced = true;
  doc.lines = before;
  const { customer, rounding } = doc;
  issue(model, newDoc({ id: `${requestId}.2`, side: 'invoice', type: 'replacement', customer, rounding, lines, groups: wishes.length === 0 ? new Map(doc.groups) : groupsOf(lines, items) }));
} // prettier-ignore

const wholeSchedules = (doc: Doc): readonly Line[] =>
  doc.lines.map((line) => ({
    ...line,
    parts: line.parts.map((part) => {
      const back = doc.discounts.flatMap((one) => one.deferred.filter(({ key, on }) => key === line.key && on === part.on && !part.booked)); // prettier-ignore
      return { ...part, amount: part.amount + sum(back.map(({ amount }) => amount)) };
    }),
  }));

/** After a cancellation the same lines again (R52); what was deferred is revenue at once. */
export function issueAgain(model: Model, doc: Doc, requestId: string): void {
  const { customer, rounding, groups } = doc;
  const lines = doc.lines.map((line) => ({ ...line, parts: [] }));
  const again = newDoc({ id: `${requestId}.1`, side: 'invoice', type: 'replacement', customer, rounding, lines, groups: new Map(groups) }); // prettier-ignore
  book(model, again);
  applyAccount(model, again);
  doc.replaced = true;
}
