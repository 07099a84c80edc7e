import type { AllowanceCharge, InvoiceDocument, Line } from './document.ts';
import type { PlannedDocument } from './plan.ts';

/** The cancellation document: stored amounts copied with the other sign, quantities unchanged; prepaid is not mirrored. */
export function reverse(document: InvoiceDocument, id: string, toClearMinor: number): PlannedDocument {
  const { totals } = document;
  const isInvoice = document.class === 'invoice';
  const {
    number,
    issueDate,
    version: _version,
    openCorrectionId: _open,
    dueDate: _due,
    rows: _rows,
    ...kept
  } = document;
  return {
    ...kept,
    id,
    class: isInvoice ? 'credit' : 'invoice',
    type: 'cancellation',
    typeCode: isInvoice ? '381' : '383',
    status: 'settled',
    preceding: { number, issueDate },
    lines: document.lines.map(reverseLine),
    allowancesCharges: document.allowancesCharges.map(reverseItem),
    taxGroups: document.taxGroups.map((group) => ({
      ...group,
      baseMinor: negate(group.baseMinor),
      taxMinor: negate(group.taxMinor),
    })),
    totals: {
      linesMinor: negate(totals.linesMinor),
      allowancesMinor: negate(totals.allowancesMinor),
      chargesMinor: negate(totals.chargesMinor),
      netMinor: negate(totals.netMinor),
      taxMinor: negate(totals.taxMinor),
      grossMinor: negate(totals.grossMinor),
      prepaidMinor: 0,
      roundingMinor: negate(totals.roundingMinor),
      payableMinor: negate(totals.grossMinor + totals.roundingMinor),
    },
    rows: [
      { kind: 'invoice', amountMinor: negate(totals.grossMinor) },
      ...(totals.roundingMinor === 0 ? [] : [{ kind: 'rounding', amountMinor: negate(totals.roundingMinor) } as const]),
      { kind: 'clearing', amountMinor: toClearMinor, ref: document.id },
    ],
    balanceMinor: 0,
    links: { cancels: document.id, ...(isInvoice ? { creditFor: document.id } : {}) },
  };
}

const negate = (minor: number): number => -minor || 0;
const reverseItem = (item: AllowanceCharge): AllowanceCharge => ({
  ...item,
  amountMinor: negate(item.amountMinor),
  ...(item.baseMinor === undefined ? {} : { baseMinor: negate(item.baseMinor) }),
});

function reverseLine({ recognition: _schedule, ...line }: Line): Line {
  return {
    ...line,
    unitPrice: negatePrice(line.unitPrice),
    netMinor: negate(line.netMinor),
    allowancesCharges: line.allowancesCharges.map(reverseItem),
  };
}

/** On the text, so that the decimals stay as they were written. */
function negatePrice(price: string): string {
  if (/^[-+]?0*(?:\.0*)?$/.test(price)) return price;
  return price.startsWith('-') ? price.slice(1) : `-${price}`;
}
