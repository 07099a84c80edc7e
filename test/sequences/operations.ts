import fc from 'fast-check';
import { presets, type Settings } from '../../domain/settings.ts';

/** A line as it is written: thousandths, millionths, and one of the tax groups. */
export interface WrittenLine {
  readonly quantity: number;
  readonly price: number;
  readonly group: string;
}

export interface WrittenInvoice {
  readonly customer: number;
  readonly lines: readonly WrittenLine[];
  /** Allowance (below 0) or charge of the whole document, in percent of its first line. */
  readonly itemPercent: number;
  readonly rounding: number;
  /** Deferred revenue of the first line: so many parts, so many of them recognised. */
  readonly parts: number;
  readonly booked: number;
}

/** `of` picks a document: below 0 any of them, else one that is not at its end. Shares are percent and may exceed 100. */
interface Pick {
  readonly of: number;
}
export interface LinePick {
  readonly line: number;
  readonly share: number;
  readonly by: 'unit' | 'quantity' | 'net';
}
export interface LineChangePick {
  readonly line: number;
  readonly how: 'price_up' | 'price_down' | 'quantity_up' | 'quantity_down' | 'both_up' | 'both_down' | 'remove';
}

export type Operation =
  | ({ readonly op: 'import'; readonly paidPercent: number; readonly creditPercent: number } & WrittenInvoice)
  | ({ readonly op: 'finalise' } & WrittenInvoice)
  | { readonly op: 'open credit'; readonly customer: number; readonly amount: number }
  | ({ readonly op: 'open note'; readonly line: number; readonly share: number } & Pick)
  | ({ readonly op: 'pay'; readonly how: 'part' | 'full' | 'over'; readonly share: number } & Pick)
  | { readonly op: 'unlink' | 'chargeback'; readonly payment: number }
  | { readonly op: 'confirm payout' | 'fail payout'; readonly payout: number }
  | ({ readonly op: 'cancel'; readonly payout: boolean } & Pick)
  | ({ readonly op: 'refund' | 'credit'; readonly by: 'lines' | 'amount' | 'unused' | 'all'; readonly share: number; readonly lines: readonly LinePick[] } & Pick)
  | ({ readonly op: 'discount'; readonly share: number } & Pick)
  | ({ readonly op: 'correct-credit-note' } & Pick)
  | ({ readonly op: 'update lines'; readonly changes: readonly LineChangePick[]; readonly disposition: 'credit' | 'refund' } & Pick)
  | ({ readonly op: 'update head'; readonly field: 'notes' | 'dueDate' | 'billingAddress' } & Pick)
  | { readonly op: 'counter'; readonly request: number }; // prettier-ignore

/** A sequence in one currency under one combination of settings. */
export interface Sequence {
  readonly currency: 'EUR' | 'JPY' | 'KWD';
  readonly settings: Settings;
  readonly operations: readonly Operation[];
}

const group = fc.constantFrom('S 190', 'S 190', 'S 70', 'S 81', 'Z 0');
const units = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }).map((count) => count * 1_000) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12_000 }) },
);
const price = fc.oneof(
  fc.constantFrom(33_330_000, 24_950_000, 50_000_000, 7_770_000, 84_033_613, 1_005_000, 500_000),
  fc.integer({ min: 1, max: 3_000_000 }).map((price) => price * 100),
);
const line = fc.record({ quantity: units, price, group });
/** Mostly the second value of a pair, so that what is simple is common. */
const seldom = <T>(rare: fc.Arbitrary<T>, common: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(common) }, { weight: 1, arbitrary: rare });
const invoice = fc.record({
  customer: fc.constantFrom(0, 0, 1),
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  itemPercent: seldom(fc.integer({ min: -40, max: 20 }), 0),
  rounding: seldom(fc.integer({ min: -4, max: 4 }), 0),
  parts: seldom(fc.integer({ min: 1, max: 4 }), 0),
  booked: fc.nat(4),
});
const of = fc.oneof({ weight: 6, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.integer({ min: -20, max: -1 }) });
const share = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 101) },
);
const linePick = fc.record({ line: fc.nat(3), share, by: fc.constantFrom('unit', 'unit', 'quantity', 'net') });
const how = fc.constantFrom('price_up', 'price_down', 'quantity_up', 'quantity_down', 'both_up', 'both_down', 'remove');

const imported = fc.record({ op: fc.constant('import'), paidPercent: fc.constantFrom(0, 40, 100), creditPercent: seldom(fc.integer({ min: 1, max: 100 }), 0) }).chain((rest) => invoice.map((one) => ({ ...one, ...rest }))); // prettier-ignore

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: imported },
  { weight: 3, arbitrary: invoice.map((one) => ({ ...one, op: 'finalise' })) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('open credit'), customer: fc.nat(1), amount: fc.integer({ min: 1, max: 9_000 }) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('open note'), of, line: fc.nat(3), share }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('pay'), of, how: fc.constantFrom('part', 'full', 'over'), share: fc.integer({ min: 1, max: 99 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('unlink'), payment: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('chargeback'), payment: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('confirm payout', 'fail payout'), payout: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('cancel'), of, payout: fc.constantFrom(false, false, true) }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constantFrom('refund', 'credit'), of, by: fc.constantFrom('lines', 'lines', 'amount', 'unused', 'all'), share, lines: fc.uniqueArray(linePick, { minLength: 1, maxLength: 2, selector: (one) => one.line }) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('discount'), of, share }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('correct-credit-note'), of }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('update lines'), of, changes: fc.uniqueArray(fc.record({ line: fc.nat(3), how }), { minLength: 1, maxLength: 2, selector: (one) => one.line }), disposition: fc.constantFrom('credit', 'credit', 'refund') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('update head'), of, field: fc.constantFrom('notes', 'dueDate', 'billingAddress') }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('counter'), request: fc.nat(20) }) },
) as fc.Arbitrary<Operation>; // prettier-ignore

/** Stories that chance alone seldom tells: a note left over by a cancellation, a discount on the rest, a refund that is paid out. */
const story: fc.Arbitrary<readonly Operation[]> = fc.oneof(
  fc.record({ of: fc.nat(20), share }).map(({ of: doc, share: part }): readonly Operation[] => [
    { op: 'open note', of: doc, line: 0, share: part },
    { op: 'cancel', of: 1, payout: false },
    { op: 'correct-credit-note', of: 1 },
  ]),
  fc.record({ of: fc.nat(20), share }).map(({ of: doc, share: part }): readonly Operation[] => [
    { op: 'pay', of: doc, how: 'part', share: Math.min(part, 99) },
    { op: 'discount', of: doc, share: part },
  ]),
  fc.record({ of: fc.nat(20), share, op: fc.constantFrom('confirm payout', 'fail payout') }).map(({ of: doc, share: part, op }): readonly Operation[] => [
    { op: 'pay', of: doc, how: 'full', share: 1 },
    { op: 'refund', of: doc + 1, by: 'amount', share: part, lines: [{ line: 0, share: part, by: 'unit' }] },
    { op, payout: part },
  ]),
); // prettier-ignore

/** X1, X2, X4, X5, X14 and X15 in every combination, over both presets. */
const settings: fc.Arbitrary<Settings> = fc
  .record({
    preset: fc.constantFrom('strict', 'juston'),
    paid: fc.constantFrom(undefined, 'forbid', 'unlink'),
    whenCreditNotesExist: fc.constantFrom('block', 'allow', 'allow'),
    finalisedFiscal: fc.constantFrom('revise', 'in_place'),
    allowUnpaid: fc.boolean(),
    document: fc.constantFrom('adjustment', 'adjustment', 'credit_note'),
    tax: fc.constantFrom('reduce', 'reduce', 'gross_only'),
    partiallyPaid: fc.constantFrom('payout', 'offset_first'),
  } as const)
  .map(({ preset, paid, whenCreditNotesExist, finalisedFiscal, allowUnpaid, document, tax, partiallyPaid }) => {
    const base = presets[preset];
    return {
      ...base,
      cancel: { ...base.cancel, paid: paid ?? base.cancel.paid, whenCreditNotesExist },
      update: { finalisedFiscal },
      discount: { allowUnpaid, document, tax },
      refund: { partiallyPaid },
    };
  });

/** Sequences begin with an invoice: without one nothing else can happen. */
export const sequence = (maxLength: number): fc.Arbitrary<Sequence> =>
  fc.record({
    currency: fc.constantFrom('EUR', 'EUR', 'JPY', 'KWD'),
    settings,
    operations: fc
      .tuple(
        fc.oneof(
          invoice.map((one): Operation => ({ ...one, op: 'finalise' })),
          imported as fc.Arbitrary<Operation>,
        ),
        fc.array(
          fc.oneof(
            { weight: 5, arbitrary: operation.map((one): readonly Operation[] => [one]) },
            { weight: 1, arbitrary: story },
          ),
          { minLength: Math.trunc(maxLength / 3), maxLength: maxLength - 1, size: 'max' },
        ),
      )
      .map(([first, others]) => [first, ...others.flat().slice(0, maxLength - 1)]),
  });
