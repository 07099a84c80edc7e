import { expect, test } from 'vitest';
import type { BalanceRow } from '../../domain/balance.ts';
import { medianDaysToPay, openBalances, type Paying } from '../../domain/paying.ts';

const invoice = (over: Partial<Paying>): Paying => ({
  class: 'invoice', status: 'paid', currency: 'EUR', issueDate: '2026-01-01', balanceMinor: 0, rows: [], ...over,
}); // prettier-ignore
const payment = (on: string, amountMinor = -100): BalanceRow => ({ kind: 'payment', amountMinor, on });

test('days to pay: the last payment of what is paid, in the median', () => {
  const after = (...days: readonly string[]): Paying => invoice({ rows: days.map((on) => payment(on)) });
  expect(medianDaysToPay([])).toBeUndefined();
  expect(medianDaysToPay([invoice({ rows: [{ kind: 'payment', amountMinor: -100 }] })])).toBeUndefined();
  expect(medianDaysToPay([after('2026-01-11', '2026-01-06')])).toBe(10);
  expect(medianDaysToPay([after('2026-01-11'), after('2026-01-02'), after('2026-03-02')])).toBe(10);
  expect(medianDaysToPay([after('2026-01-11'), after('2026-01-21')])).toBe(15);
  const unlinked = invoice({ rows: [payment('2026-01-11'), payment('2026-02-01', 100)] });
  expect(medianDaysToPay([unlinked, invoice({ status: 'open', rows: [payment('2026-01-31')] })])).toBe(10);
});

test('open balances by currency: credits count against them, what is closed does not', () => {
  const documents = [
    invoice({ status: 'open', balanceMinor: 500 }),
    invoice({ class: 'credit', status: 'open', balanceMinor: -200 }),
    invoice({ status: 'canceled', balanceMinor: 900 }),
    invoice({ status: 'open', currency: 'USD', balanceMinor: 70 }),
  ];
  expect(openBalances(documents)).toEqual([['EUR', 300], ['USD', 70]]); // prettier-ignore
});
