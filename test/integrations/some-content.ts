import fc from 'fast-check';
import type { Address, AllowanceCharge, DocumentContent, Line, Party, TaxGroup } from '../../domain/document.ts';
import { computeTaxGroups, computeTotals, lineNet } from '../../domain/totals.ts';
import { inSign, turned } from '../../integrations/numbers.ts';
import { present, someOf } from '../../integrations/present.ts';
import { identified } from '../../integrations/read-document.ts';

const text = fc
  .string({ unit: fc.oneof(fc.constantFrom('a', 'B', ' ', '<', '&', '"', "'", '>', 'é', '€', '🧾', '\n', ']'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), minLength: 1, maxLength: 12 })
  // oxlint-disable-next-line no-control-regex -- what the parsers refuse
  .map((value) => value.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, 'x').trim())
  .filter((value) => value !== '' && value.isWellFormed()); // prettier-ignore
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const date = fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const fixed = (min: number, max: number, places: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((units) => (units / 10 ** places).toFixed(places));

/** Every category of EN 16931; twice S, because a group is category and rate. */
const tax = fc.constantFrom(
  { taxCategory: 'S', taxRate: '19' },
  { taxCategory: 'S', taxRate: '7.5' },
  { taxCategory: 'Z', taxRate: '0' },
  { taxCategory: 'E', taxRate: '0' },
  { taxCategory: 'AE', taxRate: '0.00' },
  { taxCategory: 'K', taxRate: '0' },
  { taxCategory: 'G', taxRate: '0' },
  { taxCategory: 'L', taxRate: '7' },
  { taxCategory: 'M', taxRate: '4' },
  { taxCategory: 'O' },
);
const exemption = fc
  .record({ exemptionReason: maybe(text), exemptionReasonCode: maybe(fc.constantFrom('VATEX-EU-AE', 'VATEX-EU-O')) })
  .map(present);
const exempt: ReadonlySet<string> = new Set(['E', 'AE', 'K', 'G', 'O']);

const address: fc.Arbitrary<Address> = fc
  .record({ lines: maybe(fc.array(text, { minLength: 1, maxLength: 4 })), city: text, postalCode: maybe(text), region: maybe(text), country: maybe(fc.constantFrom('DE', 'France')) })
  .map(present); // prettier-ignore

const party: fc.Arbitrary<Party> = fc
  .record({
    name: maybe(text),
    vatId: maybe(text),
    legalId: maybe(text),
    partyId: text,
    email: maybe(text),
    endpoint: maybe(fc.record({ scheme: fc.constantFrom('0088', ''), id: text })),
    contact: fc.record({ name: maybe(text), phone: maybe(text) }).map(someOf),
    address: maybe(address),
  })
  .map((fields) => identified(present(fields), 'party')); // prettier-ignore

const allowanceCharge = (sign: 1 | -1): fc.Arbitrary<AllowanceCharge> =>
  fc
    .record({
      kind: fc.constantFrom('allowance' as const, 'charge' as const),
      amountMinor: fc.integer({ min: -500, max: 5_000 }).map((minor) => inSign(minor, sign)),
      baseMinor: maybe(fc.integer({ min: 0, max: 9_000 }).map((minor) => inSign(minor, sign))),
      percent: maybe(fixed(0, 10_000, 2)),
      reason: maybe(text),
      reasonCode: maybe(fc.constantFrom('95', 'FC')),
    })
    .map(present);

const line = (sign: 1 | -1, currency: string): fc.Arbitrary<Omit<Line, 'id'>> =>
  fc
    .record({
      description: text,
      itemId: maybe(text),
      quantity: fixed(1, 100_000, 2),
      unitCode: fc.constantFrom('C62', 'H87', 'MON'),
      unitPrice: fixed(-20_000, 9_000_000, 4).map((price) => (sign === -1 ? turned(price) : price)),
      baseQuantity: maybe(fc.constantFrom('1', '100', '0.5')),
      allowancesCharges: fc.array(allowanceCharge(sign), { maxLength: 2 }),
      tax,
      corrects: maybe(
        fc
          .record({
            lineId: text,
            quantityDelta: maybe(fixed(-900_000, 900_000, 3)),
            priceDelta: maybe(fixed(-90_000, 90_000, 6)),
          })
          .map(present),
      ),
      stated: maybe(fc.integer({ min: -500_000, max: 500_000 })), // a net that does not multiply out must survive too
    })
    .map(({ tax: group, stated, ...fields }) => {
      const amounts = present(fields);
      return { ...amounts, ...group, netMinor: stated ?? lineNet(amounts, currency) };
    });

type Kind = Pick<DocumentContent, 'class' | 'type' | 'typeCode'>;

/** Every class and type (spec/domain.md section 1), under the usual code and others that may be held. */
const kinds: readonly Kind[] = [
  { class: 'invoice', type: 'standard', typeCode: '380' },
  { class: 'invoice', type: 'standard', typeCode: '386' },
  { class: 'invoice', type: 'cancellation', typeCode: '383' },
  { class: 'invoice', type: 'cancellation', typeCode: '380' },
  { class: 'invoice', type: 'correction', typeCode: '383' },
  { class: 'invoice', type: 'correction', typeCode: '384' },
  { class: 'invoice', type: 'replacement', typeCode: '384' },
  { class: 'credit', type: 'cancellation', typeCode: '381' },
  { class: 'credit', type: 'cancellation', typeCode: '380' },
  { class: 'credit', type: 'credit_note', typeCode: '381' },
  { class: 'credit', type: 'credit_note', typeCode: '396' },
  { class: 'credit', type: 'credit_note', typeCode: '380' },
];

/** Documents as the parsers make them and corrections book them: consistent, in the sign of their class. */
export const someContent = (...currencies: readonly string[]): fc.Arbitrary<DocumentContent> =>
  fc
    .tuple(fc.constantFrom(...kinds), fc.constantFrom(...currencies))
    .chain(([kind, currency]) => contentOf(kind, currency));

function contentOf(kind: Kind, currency: string): fc.Arbitrary<DocumentContent> {
  const sign = kind.class === 'credit' ? -1 : 1;
  return fc
    .record({
      number: text,
      seller: party,
      buyer: party,
      issueDate: date,
      supplyDate: maybe(date),
      dueDate: maybe(date),
      paymentTerms: maybe(text),
      orderId: maybe(text),
      buyerReference: maybe(text),
      costCenter: maybe(text),
      delivery: fc.record({ name: maybe(text), address: maybe(address) }).map(someOf),
      notes: maybe(fc.array(text, { minLength: 1, maxLength: 2 })),
      preceding: maybe(fc.record({ number: text, issueDate: maybe(date) }).map(present)),
      lines: fc.array(line(sign, currency), { minLength: 1, maxLength: 5 }),
      allowancesCharges: fc.array(
        fc.tuple(allowanceCharge(sign), tax).map(([item, group]) => ({ ...item, ...group })),
        { maxLength: 3 },
      ),
      exemption,
      prepaidMinor: fc.integer({ min: 0, max: 9_999 }).map((minor) => inSign(minor, sign)),
      roundingMinor: fc.integer({ min: -99, max: 99 }),
    })
    .map(({ lines, exemption: reasons, prepaidMinor, roundingMinor, ...header }): DocumentContent => {
      const fields = present(header);
      const numbered = lines.map((one, at) => ({ id: String(at + 1), ...one }));
      const body = { currency, lines: numbered, allowancesCharges: fields.allowancesCharges };
      const taxGroups = computeTaxGroups(body).map((group): TaxGroup =>
        exempt.has(group.taxCategory) ? { ...group, ...reasons } : group,
      );
      const totals = computeTotals({ ...body, taxGroups }, prepaidMinor, roundingMinor || 0);
      return { ...kind, ...fields, ...body, taxGroups, totals };
    })
    .filter(({ totals }) => (sign === 1 ? totals.grossMinor >= 0 : totals.grossMinor <= 0));
}
