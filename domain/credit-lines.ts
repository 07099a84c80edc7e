import { checked, completed, type CreditParts, type CreditSource } from './credit-body.ts';
import type { Line } from './document.ts';
import { refusal, Refused, type Refusal } from './errors.ts';
import { quantityIn } from './figures.ts';
import type { LineShare } from './input.ts';
import { linesLeft, netOfReturn, type LineLeft } from './left.ts';
import { exactLine, negate, negatePrice, priceOf } from './made.ts';
import { decimal, formatMoney, fromMinor, parseAmount, toMinor } from './money.ts';
import { between0And } from './share.ts';

/**
 * Credit of shares of lines. Refuses LINE_NOT_FOUND (named twice, too), EXCEEDS_CREDITABLE; throws AMOUNT_FORMAT, MALFORMED;
 * each with the field.
 */
export function creditByLines(source: CreditSource, wanted: readonly LineShare[]): CreditParts | Refusal {
  const { document, creditNotes } = source;
  const left = new Map(linesLeft(document, creditNotes).map((one) => [one.line.id, one]));
  const lines: Line[] = [];
  for (const [index, share] of wanted.entries()) {
    const here = left.get(share.lineId);
    if (!here) return refusal('LINE_NOT_FOUND', { param: `lines[${index}].lineId`, detail: share.lineId });
    if (share.quantity !== undefined && share.net !== undefined)
      throw new Refused('MALFORMED', { param: `lines[${index}]`, detail: 'By quantity or by net, not both.' });
    const made =
      share.quantity === undefined
        ? byNet(here, share, `lines[${index}].net`, document.currency)
        : byQuantity(here, share.quantity, `lines[${index}].quantity`, document.currency);
    if ('code' in made) return made;
    lines.push(made);
    left.delete(share.lineId); // named twice: not found the second time
  }
  return creditOf(source, lines);
}

function byQuantity(left: LineLeft, quantity: string, param: string, currency: string): Line | Refusal {
  if (decimal(quantityIn(quantity, param)).gt(decimal(left.quantity)))
    return refusal('EXCEEDS_CREDITABLE', { param, detail: `${left.quantity} of ${left.line.quantity} are left.` });
  const { allowancesCharges: _items, recognition: _schedule, corrects: _corrects, ...line } = left.line;
  return exactLine(
    {
      ...line,
      quantity,
      unitPrice: negatePrice(left.unitPrice),
      netMinor: negate(netOfReturn(left, quantity, currency)),
      corrects: { lineId: line.id, quantityDelta: `-${quantity}` },
    },
    currency,
    -1,
  );
}

function byNet(left: LineLeft, share: LineShare, param: string, currency: string): Line | Refusal {
  const netMinor = parseAmount(share.net, currency, param);
  if (netMinor === 0) throw new Refused('AMOUNT_FORMAT', { param, detail: 'It is more than 0.' });
  if (netMinor > left.netMinor)
    return refusal('EXCEEDS_CREDITABLE', { param, detail: `${formatMoney(left.netMinor, currency)} is left.` });
  return amountLine(left.line, netMinor, currency);
}

/**
 * Credit of the unused share of every line's net (R4, E17): net x days / of, rounded once a line, at most what is left.
 * Throws AMOUNT_FORMAT for a share that is none.
 */
export function creditByTime(
  source: CreditSource,
  { days, of }: { readonly days: number; readonly of: number },
): CreditParts | Refusal {
  if (![days, of].every((count) => Number.isSafeInteger(count) && count > 0) || days > of)
    throw new Refused('AMOUNT_FORMAT', { param: 'unused', detail: 'Whole days, more than 0 and at most all of them.' });
  const { document, creditNotes } = source;
  const lines = linesLeft(document, creditNotes).flatMap(({ line, netMinor }) => {
    const share = fromMinor(line.netMinor, document.currency).times(days).div(of);
    const shareMinor = between0And(netMinor, toMinor(share, document.currency));
    return shareMinor === 0 ? [] : [amountLine(line, shareMinor, document.currency)];
  });
  return creditOf(source, lines);
}

/** A reduction of a line by a net amount: one unit at minus the amount. */
function amountLine(line: Line, netMinor: number, currency: string): Line {
  const { allowancesCharges: _items, recognition: _schedule, corrects: _corrects, baseQuantity: _base, ...kept } = line;
  return { ...kept, quantity: '1', unitPrice: priceOf(negate(netMinor), currency), netMinor: negate(netMinor), allowancesCharges: [], corrects: { lineId: line.id } }; // prettier-ignore
}

const creditOf = (source: CreditSource, lines: readonly Line[]): CreditParts | Refusal =>
  checked(completed(source, lines, -1));
