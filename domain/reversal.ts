import type { AllowanceCharge, InvoiceDocument, Line } from './document.ts';
import { keptOf, negate, negatePrice } from './made.ts';
import type { PlannedDocument } from './plan.ts';

type Mirror = Pick<PlannedDocument, 'class' | 'lines' | 'allowancesCharges' | 'taxGroups' | 'totals' | 'balanceMinor'> &
  ReturnType<typeof keptOf>;

/** A document's stored amounts copied with the other sign and class, quantities unchanged; prepaid is not mirrored. */
export function mirrorOf(document: InvoiceDocument): Mirror {
  const { totals } = document;
  return {
    ...keptOf(document),
    class: document.class === 'invoice' ? 'credit' : 'invoice',
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
    balanceMinor: 0,
  };
}

/** The cancellation document, cleared with what it cancels. */
export function reverse(
  document: InvoiceDocument,
  id: string,
  toClearMinor: number,
  creditCode: string,
): PlannedDocument {
  const { totals } = document;
  const isInvoice = document.class === 'invoice';
  return {
    ...mirrorOf(document),
    id,
    type: 'cancellation',
    typeCode: isInvoice ? '381' : creditCode,
    status: 'settled',
    rows: [
      { kind: 'invoice', amountMinor: negate(totals.grossMinor) },
      ...(totals.roundingMinor === 0 ? [] : [{ kind: 'rounding', amountMinor: negate(totals.roundingMinor) } as const]),
      { kind: 'clearing', amountMinor: toClearMinor, ref: document.id },
    ],
    links: { cancels: document.id, ...(isInvoice ? { creditFor: document.id } : {}) },
  };
}

const reverseItem = (item: AllowanceCharge): AllowanceCharge => ({
  ...item,
  amountMinor: negate(item.amountMinor),
  ...(item.baseMinor === undefined ? {} : { baseMinor: negate(item.baseMinor) }),
});

function reverseLine({ recognition: _schedule, corrects: _corrects, ...line }: Line): Line {
  return {
    ...line,
    unitPrice: negatePrice(line.unitPrice),
    netMinor: negate(line.netMinor),
    allowancesCharges: line.allowancesCharges.map(reverseItem),
  };
}
