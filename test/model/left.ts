import { portion, split, sum, taxOn, within } from './arithmetic.ts';
import {
  cashOf, correctionsOf, grossOf, notesOf, rateOf, type Doc, type Line, type Model, type Sums,
} from './state.ts'; // prettier-ignore

/** What credit notes and discounts have left of a group. */
export function leftOf(doc: Doc, group: string): Sums {
  const all = doc.groups.get(group) ?? { net: 0, tax: 0, items: 0 };
  const taken = doc.takings.filter((one) => one.group === group);
  return {
    net: all.net - sum(taken.map(({ net }) => net)),
    tax: all.tax - sum(taken.map(({ tax }) => tax)),
    items: all.items - sum(taken.map(({ items }) => items)),
  };
}

export const creditable = (doc: Doc): number =>
  Math.max(grossOf(doc) - sum(doc.takings.map(({ net, tax }) => net + tax)), 0);

/** Cap of a refund (spec/domain.md section 4), also of an open credit note. */
export function refundable(model: Model, doc: Doc): number {
  const invoice = doc.side === 'credit' ? model.docs.get(doc.about ?? '') : doc;
  if (!invoice) return 0; // a cancellation: refused before any cap
  const cash = cashOf(invoice) - sum(notesOf(model, invoice).map(({ refunded }) => refunded));
  return Math.max(Math.min(cash, doc.side === 'credit' ? -doc.balance : creditable(doc)), 0);
}

/** A line as credit notes (and corrections) leave it. */
export function lineNow(doc: Doc, line: Line, inForce = false) {
  const taken = doc.lineTakings.filter(({ key, byCorrection }) => key === line.key && (inForce || !byCorrection));
  const of = (pick: (one: (typeof taken)[number]) => number): number => sum(taken.map(pick));
  return {
    quantity: line.quantity - of(({ quantity }) => quantity),
    price: line.price - of(({ price }) => price),
    net: line.net - of(({ net }) => net),
    byCount: of(({ net, quantity }) => (quantity === 0 ? 0 : net)),
    byAll: of(({ net }) => net),
  };
}

/** What so many units are worth that come back (rule 4). */
export function returnWorth(doc: Doc, line: Line, count: number, inForce = false): number {
  const now = lineNow(doc, line, inForce);
  if (count === now.quantity) return now.net;
  if (now.byAll !== now.byCount) return portion(now.net, count, now.quantity);
  return portion(line.net, line.quantity - now.quantity + count, line.quantity) - now.byCount;
}

/** A change of a line: `net` more than 0 takes from the invoice; deltas as they are kept; `unit` is the price it is written at. */
export interface Piece {
  readonly line: Line;
  readonly net: number;
  readonly quantity: number;
  readonly price: number;
  readonly written: { readonly quantity: number; readonly price: number };
}

export interface Body {
  readonly groups: Map<string, Sums>;
  readonly net: number;
  readonly tax: number;
}
const bodyOf = (groups: Map<string, Sums>): Body => ({
  groups,
  net: sum([...groups.values()].map(({ net }) => net)),
  tax: sum([...groups.values()].map(({ tax }) => tax)),
});

/** The amounts that pieces come to, more than 0 where they take from the invoice (rules 2 and 4, E14). */
export function takenBy(model: Model, doc: Doc, pieces: readonly Piece[]): Body {
  const groups = new Map<string, Sums>();
  for (const group of new Set(pieces.map(({ line }) => line.group))) {
    const asked = sum(pieces.filter(({ line }) => line.group === group).map(({ net }) => net));
    groups.set(group, more(doc, group, asked) ? increase(model, doc, group, asked) : decrease(doc, group, asked));
  }
  return bodyOf(takesLast(doc, groups) ? restOf(doc, groups) : groups);
}

/** Nothing would be left of the invoice in total: no group keeps anything either, whatever the lines were. */
function takesLast(doc: Doc, groups: ReadonlyMap<string, Sums>): boolean {
  const gross = (all: Iterable<Sums>): number => sum([...all].map(({ net, tax }) => net + tax));
  const onlyLess = [...groups].every(([group, { net, items }]) => !more(doc, group, net - items));
  return onlyLess && gross(groups.values()) > 0 && gross(groups.values()) === gross([...doc.groups.keys()].map((group) => leftOf(doc, group)));
} // prettier-ignore

const restOf = (doc: Doc, groups: ReadonlyMap<string, Sums>): Map<string, Sums> =>
  new Map([...doc.groups.keys()].map((group) => {
    const { net, tax } = leftOf(doc, group);
    const made = groups.get(group) ?? { net: 0, items: 0 };
    return [group, { net, tax, items: net - (made.net - made.items) }];
  })); // prettier-ignore

/** Less of a group that is below zero is a credit of it; more of any other is an increase. */
const more = (doc: Doc, group: string, asked: number): boolean =>
  asked < 0 && leftOf(doc, group).net + creditedOf(doc, group).net >= 0;

/** What was credited of a group; a discount that is booked in full to 4900 counts with the tax that it did not lower. */
function creditedOf(doc: Doc, group: string): Pick<Sums, 'net' | 'tax'> {
  const [all, left] = [doc.groups.get(group), leftOf(doc, group)];
  return { net: (all?.net ?? 0) - left.net, tax: (all?.tax ?? 0) - left.tax };
}

function increase(model: Model, doc: Doc, group: string, asked: number): Sums {
  const issued = [doc, ...correctionsOf(model, doc)].map((one) => one.groups.get(group));
  const credited = creditedOf(doc, group);
  const base = sum(issued.map((one) => one?.net ?? 0)) - credited.net;
  const tax = sum(issued.map((one) => one?.tax ?? 0)) - credited.tax;
  return { net: asked, tax: Math.min(tax - taxOn(base - asked, rateOf(group)), 0), items: 0 }; // more net never has less tax
}

function decrease(doc: Doc, group: string, asked: number): Sums {
  const left = leftOf(doc, group);
  const lines = sum(doc.lines.filter((line) => line.group === group).map((line) => lineNow(doc, line).net));
  const share = asked === lines || lines === 0 ? left.items : portion(left.items, asked, lines);
  const net = within(left.net, asked + share);
  return { net, tax: taxTaken(doc, group, net), items: net - asked };
}

/** Cumulative tax (rule 4). A discount that lowered no tax is no part of it. */
function taxTaken(doc: Doc, group: string, net: number): number {
  const left = leftOf(doc, group);
  if (net === left.net) return left.tax;
  const credited = creditedOf(doc, group);
  const tax = taxOn(credited.net + net, rateOf(group)) - credited.tax;
  return within(left.tax, tax);
}

/** A gross amount over the groups (rule 5); net and tax of a share are cumulative, and all that is left takes every group's rest. */
export function takenByGross(doc: Doc, gross: number): Body {
  const groups = [...doc.groups.keys()].toSorted((a, b) => rateOf(a) - rateOf(b));
  const rests = groups.map((group) => leftOf(doc, group));
  const grosses = rests.map(({ net, tax }) => net + tax);
  const shares = sum(grosses) === gross ? grosses : split(gross, grosses);
  const taken = new Map<string, Sums>();
  for (const [index, group] of groups.entries()) {
    const [share = 0, rest] = [shares[index], rests[index]];
    const isGone = rest?.net === 0 && rest.tax === 0; // no line for a group that is worth nothing
    if (!rest || isGone || (share === 0 && sum(grosses) !== gross)) continue;
    if (share === rest.net + rest.tax) taken.set(group, { net: rest.net, tax: rest.tax, items: 0 });
    else taken.set(group, partOf(doc, group, share, rest));
  }
  return bodyOf(taken);
}

function partOf(doc: Doc, group: string, share: number, rest: Sums): Sums {
  const credited = creditedOf(doc, group);
  const all = portion(credited.net + credited.tax + share, 1_000, 1_000 + rateOf(group));
  const net = Math.max(Math.min(all - credited.net, rest.net, share), share - rest.tax, 0);
  return { net, tax: share - net, items: 0 };
}
