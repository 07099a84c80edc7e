import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finaliseInvoice } from '../../domain/booking.ts';
import { balanceOf, creditUsedMinor, paidMinor } from '../../domain/balance.ts';
import { emptyAccount } from '../../domain/customer.ts';
import { imbalance } from '../../domain/journal.ts';
import { decimal } from '../../domain/money.ts';
import { lineNet, whyNotAddUp } from '../../domain/totals.ts';
import { debitsOf } from './notation.ts';
import { cancel, situation } from './random-document.ts';
import { seeded } from './seed.ts';
import { inTheBooks } from './situations.ts';

const property = seeded('plan');

const holds = (check: (all: ReturnType<typeof cancel>) => void): void =>
  fc.assert(
    fc.property(situation, (given) => check(cancel(given))),
    property,
  );

describe('for any document, what it carries and what hangs on it', () => {
  test('the random documents add up themselves, and cover what matters', () => {
    const seen = { credit: 0, deferred: 0, prepaid: 0, paid: 0 };
    fc.assert(
      fc.property(situation, ({ content, history }) => {
        expect(whyNotAddUp(content)).toBeUndefined();
        const { document } = inTheBooks(content, history);
        seen.credit += Number(content.class === 'credit');
        seen.deferred += Number(content.lines.some((line) => line.recognition?.some((part) => !part.booked)));
        seen.prepaid += Number(content.totals.prepaidMinor !== 0);
        seen.paid += Number(document.status === 'paid');
      }),
      property,
    );
    expect(Math.min(seen.credit, seen.deferred, seen.prepaid, seen.paid)).toBeGreaterThan(5);
  });

  test('every entry balances (R54)', () =>
    holds(({ journal, plan }) => {
      for (const entry of [...journal, ...plan.journal]) {
        expect(imbalance(entry)).toBe(0);
        expect(entry.postings.every(({ amountMinor }) => Number.isSafeInteger(amountMinor) && amountMinor > 0)).toBe(
          true,
        );
      }
    }));

  test('the 1200 sub-ledger of a document is its balance, before and after', () =>
    holds(({ document, journal, plan, canceled, by }) => {
      expect(debitsOf(journal)[`1200[${document.id}]`] ?? 0).toBe(document.balanceMinor);
      const after = debitsOf([...journal, ...plan.journal]);
      for (const of of [canceled, by]) {
        expect(after[`1200[${of.id}]`] ?? 0).toBe(balanceOf(of.rows));
        expect(balanceOf(of.rows)).toBe(of.balanceMinor);
      }
    }));

  test('both documents end at 0, one canceled, one settled (R30-R34)', () =>
    holds(({ plan, canceled, by }) => {
      expect([balanceOf(canceled.rows), canceled.status, balanceOf(by.rows), by.status]).toEqual([
        0,
        'canceled',
        0,
        'settled',
      ]);
      expect(plan.balancesAfter.map(({ balanceMinor }) => balanceMinor)).toEqual([0, 0]);
      expect([paidMinor(canceled.rows), creditUsedMinor(canceled.rows)]).toEqual([0, 0]);
    }));

  test('revenue, VAT, deferred revenue, rounding and receivable of it are all 0; bank is not touched (R77, R51)', () =>
    holds(({ document, journal, plan }) => {
      const left = debitsOf([...journal, ...plan.journal]);
      const paid = paidMinor(document.rows);
      const credit = creditUsedMinor(document.rows);
      const expected = { '1000': paid, '2150': -paid, '2100': -credit, '9999': credit };
      expect(left).toEqual(Object.fromEntries(Object.entries(expected).filter(([, minor]) => minor !== 0)));
      expect(debitsOf(plan.journal)['1000'] ?? 0).toBe(0);
    }));

  test('the customer gets back what was used and paid, and nothing else (R31, R40)', () =>
    holds(({ document, plan }) => {
      const [paid, credit] = [paidMinor(document.rows), creditUsedMinor(document.rows)];
      const [delta, ...others] = plan.customers;
      expect([delta?.freeDeltaMinor ?? 0, delta?.creditDeltaMinor ?? 0]).toEqual([paid, credit]);
      expect([delta?.payableDeltaMinor ?? 0, others]).toEqual([0, []]);
      expect(delta === undefined).toBe(paid === 0 && credit === 0);
    }));

  test('every amount is the original’s, negated; quantities stay (R27, PrestaShop 16879)', () =>
    holds(({ document, by }) => {
      const negated = (minor: number): number => -minor || 0;
      expect(by.lines.length).toBe(document.lines.length);
      for (const [index, line] of by.lines.entries()) {
        const original = document.lines[index];
        expect(line.quantity).toBe(original?.quantity);
        expect(
          decimal(line.unitPrice)
            .plus(decimal(original?.unitPrice ?? '0'))
            .eq(0),
        ).toBe(true);
        expect(line.netMinor).toBe(negated(original?.netMinor ?? 0));
        expect(lineNet(line, by.currency)).toBe(line.netMinor); // negative halves round the same way
        expect(line.allowancesCharges.map((item) => [item.kind, item.amountMinor, item.baseMinor])).toEqual(
          original?.allowancesCharges.map((item) => [
            item.kind,
            negated(item.amountMinor),
            negated(item.baseMinor ?? 0),
          ]),
        );
      }
      const groups = ({ taxGroups }: Pick<typeof document, 'taxGroups'>, sign: 1 | -1) =>
        taxGroups.map(({ taxCategory, taxRate, baseMinor, taxMinor }) => [
          taxCategory,
          taxRate,
          sign * baseMinor || 0,
          sign * taxMinor || 0,
        ]);
      expect(groups(by, 1)).toEqual(groups(document, -1));
      expect(by.allowancesCharges.map(({ amountMinor }) => amountMinor)).toEqual(
        document.allowancesCharges.map(({ amountMinor }) => negated(amountMinor)),
      );
      expect(by.totals.grossMinor).toBe(negated(document.totals.grossMinor));
      expect(whyNotAddUp(by)).toBeUndefined(); // and it is a document that would import itself
    }));
});

test('finalising uses credit first, then free balance, never above the open amount (R46)', () => {
  fc.assert(
    fc.property(situation, fc.nat(200_000), fc.nat(200_000), ({ content }, creditMinor, freeMinor) => {
      fc.pre(content.class === 'invoice');
      const account = { ...emptyAccount('c', content.currency), creditMinor, freeMinor, version: 4 };
      const { rows, balanceMinor, customer, journal, status } = finaliseInvoice('B', content, account);
      const openMinor = Math.max(content.totals.payableMinor, 0);
      const credit = Math.min(openMinor, creditMinor);
      const free = Math.min(openMinor - credit, freeMinor);
      expect([customer.creditDeltaMinor, customer.freeDeltaMinor]).toEqual([-credit || 0, -free || 0]);
      expect(customer.version).toBe(credit + free === 0 ? undefined : 4);
      expect(balanceMinor).toBe(content.totals.payableMinor - credit - free);
      expect(balanceOf(rows)).toBe(balanceMinor);
      expect(debitsOf(journal)['1200[B]'] ?? 0).toBe(balanceMinor);
      expect(status).toBe(balanceMinor === 0 ? 'paid' : 'open');
      expect(journal.every((entry) => imbalance(entry) === 0)).toBe(true);
    }),
    property,
  );
});
