import fc from 'fast-check';
import type { History } from '../../domain/booking.ts';
import type { AllowanceCharge, DocumentContent, Line, Recognition } from '../../domain/document.ts';
import { whyNot } from '../../domain/blockers.ts';
import { decimal } from '../../domain/money.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aDocument, type LineInput } from '../support/documents.ts';
import { committed, factsOf, inTheBooks, planned } from './situations.ts';

/** A document as an import may bring it, with what happened to it before. */
export interface Situation {
  readonly content: DocumentContent;
  readonly history: History;
}

const groups = [
  { taxCategory: 'S', taxRate: '19' },
  { taxCategory: 'S', taxRate: '7.00' },
  { taxCategory: 'S', taxRate: '8.1' },
  { taxCategory: 'Z', taxRate: '0' },
  { taxCategory: 'O' },
] as const;
const group = fc.constantFrom(...groups);

/** A decimal string of up to so many places, as people write it. */
const decimals = (min: number, max: number, places: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 0, max: places }))
    .map(([whole, used]) => decimal(String(whole)).div(decimal('10').pow(used)).toFixed(used));

const allowanceCharge = (sign: 1 | -1): fc.Arbitrary<AllowanceCharge> =>
  fc
    .record({ kind: fc.constantFrom('allowance', 'charge'), amountMinor: fc.integer({ min: 0, max: 5_000 }) })
    .map(({ kind, amountMinor }) => ({ kind, amountMinor: sign * amountMinor || 0, baseMinor: sign * 10_000 }));

const line = (sign: 1 | -1): fc.Arbitrary<LineInput> =>
  fc
    .record(
      {
        quantity: decimals(1, 100_000, 4).filter((text) => !decimal(text).eq(0)),
        unitPrice: fc.oneof({ weight: 5, arbitrary: decimals(0, 1_000_000, 6) }, { weight: 1, arbitrary: decimals(-100_000, 0, 6) }),
        baseQuantity: fc.constantFrom('1', '3', '12', '1000'),
        allowancesCharges: fc.array(allowanceCharge(sign), { maxLength: 2 }),
        group,
      },
      { requiredKeys: ['quantity', 'unitPrice', 'allowancesCharges', 'group'] },
    )
    .map(({ group: of, unitPrice, ...rest }) => ({
      ...rest,
      ...of,
      unitPrice: sign === 1 ? unitPrice : decimal(unitPrice).times(-1).toFixed(),
    })); // prettier-ignore

/** Spreads a line's net over days, some of them in the books. */
function scheduled(of: Line, parts: readonly boolean[]): Line {
  if (parts.length === 0) return of;
  const each = Math.trunc(of.netMinor / parts.length) || 0; // no -0
  const recognition = parts.map((booked, index): Recognition => ({
    on: `2026-0${index + 1}-28`,
    amountMinor: index === 0 ? of.netMinor - each * (parts.length - 1) : each,
    booked,
  }));
  return { ...of, recognition };
}

/** Invoices with all that can hang on them, and credits. */
export const situation: fc.Arbitrary<Situation> = fc
  .constantFrom<1 | -1>(1, 1, 1, -1)
  .chain((sign) =>
    fc.record({
      sign: fc.constant(sign),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      lines: fc.array(line(sign), { minLength: 1, maxLength: 8 }),
      allowancesCharges: fc.array(fc.tuple(allowanceCharge(sign), group), { maxLength: 3 }),
      schedules: fc.array(fc.array(fc.boolean(), { maxLength: 3 }), { minLength: 8, maxLength: 8 }),
      prepaidMinor: fc.constantFrom(0, 0, 0, 1, 777),
      roundingMinor: fc.constantFrom(0, 0, -4, 3),
      payments: fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 3 }),
      paysAll: fc.boolean(),
      creditUsedMinor: fc.constantFrom(0, 0, 3_000, 1),
    }),
  )
  .map(({ sign, currency, allowancesCharges, schedules, payments, paysAll, creditUsedMinor, ...input }) => {
    const isInvoice = sign === 1;
    const made = aDocument({
      ...input,
      currency,
      class: isInvoice ? 'invoice' : 'credit',
      prepaidMinor: isInvoice ? input.prepaidMinor : 0,
      allowancesCharges: allowancesCharges.map(([item, of]) => ({ ...item, ...of })),
    });
    const content = { ...made, lines: made.lines.map((of, index) => scheduled(of, schedules[index] ?? [])) };
    if (!isInvoice) return { content, history: { payments: [], creditUsedMinor: 0 } };
    const openMinor = made.totals.payableMinor - creditUsedMinor - payments.reduce((sum, paid) => sum + paid, 0);
    const all = paysAll && openMinor > 0 ? [...payments, openMinor] : payments;
    return {
      content,
      history: { creditUsedMinor, payments: all.map((amountMinor, n) => ({ id: `p${n}`, amountMinor })) },
    };
  });

/** Everything about one random document and its cancellation; a credit of 0 is settled at once and cannot be canceled. */
export function cancel({ content, history }: Situation, settings: Settings = presets.juston) {
  const { document, journal } = inTheBooks(content, history);
  const facts = factsOf(document, settings);
  fc.pre(whyNot('cancel', facts).length === 0);
  const plan = planned(facts);
  return { document, journal, facts, plan, ...committed(document, plan) };
}
