import { paymentState, type BalanceRow } from './balance.ts';
import type { Line } from './document.ts';
import type { CorrectionInput, Kind } from './input.ts';
import type { Settings } from './settings.ts';

/** What the default kind is chosen by. */
export interface EventTarget {
  readonly rows: readonly BalanceRow[];
  readonly balanceMinor: number;
  readonly lines: readonly Pick<Line, 'id'>[];
}

/**
 * What an event that takes back all of an order asks for, by what is paid on the invoice (spec/domain.md section 3; R2, R76,
 * X10): unpaid it is canceled; paid it is refunded, or canceled with payout where `cancel.paid` says "unlink"; partly paid
 * every unit is returned, which clears the open part and pays the rest out, or again canceled with payout.
 */
export function kindOfFullReturn(
  { lines, ...invoice }: EventTarget,
  { cancel }: Pick<Settings, 'cancel'>,
): { readonly kind: Kind; readonly input?: CorrectionInput } {
  const state = paymentState(invoice);
  if (state === 'unpaid') return { kind: 'cancel' };
  if (cancel.paid === 'unlink') return { kind: 'cancel', input: { payout: true } };
  if (state === 'paid') return { kind: 'refund' };
  const change = lines.map(({ id }) => ({ lineId: id, remove: true as const }));
  return { kind: 'update', input: { change, disposition: 'refund' } };
}
