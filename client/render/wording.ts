import { formatMoney } from '../../domain/money.ts';
import type { Style } from '../terminal.ts';

/** `1,250.00`: for columns whose currency stands elsewhere. */
export const amountText = (minor: number, currency: string): string =>
  formatMoney(minor, currency).slice(currency.length + 1);

/** An argument as a person can paste it into a shell. */
export const quoted = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;

export const commandLine = (...words: readonly string[]): string => ['countersign', ...words.map(quoted)].join(' ');

/** `2026-01-05 10:00 UTC`; what is no moment stays as it is. */
export function momentText(at: string | Date | number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const minuteMs = 60_000;

/** `3 d 4 h`, `5 h 10 min`, `2 d`: the two largest units, without one that is zero; at least a minute. */
export function durationText(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / minuteMs));
  const units = [[Math.floor(minutes / 1440), 'd'], [Math.floor(minutes / 60) % 24, 'h'], [minutes % 60, 'min']] as const; // prettier-ignore
  const first = units.findIndex(([count]) => count > 0);
  const shown = units.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** `in 2 d 3 h` or `overdue by 5 min`. */
export function untilText(dueAt: string, nowMs: number): string {
  const leftMs = new Date(dueAt).getTime() - nowMs;
  return leftMs >= 0 ? `in ${durationText(leftMs)}` : `overdue by ${durationText(-leftMs)}`;
}

export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `ar-approver or finance-approver`. */
export const anyOf = (names: readonly string[]): string => names.join(' or ');

const styles: Readonly<Record<string, Style>> = {
  open: 'yellow', evaluating: 'yellow', applying: 'yellow', paid: 'green', applied: 'green', canceled: 'dim', settled: 'dim',
  refused: 'red', rejected: 'red', expired: 'red', stale: 'red', 'needs-attention': 'red', withdrawn: 'dim',
  active: 'green', revoked: 'dim', draft: 'yellow', discarded: 'dim', requested: 'yellow', confirmed: 'green', failed: 'red',
  in_flight: 'yellow', linked: 'green', free: 'yellow', reversed: 'dim',
}; // prettier-ignore

/** A status of a document or a state of a request, in its colour. */
export const status = (text: string): { readonly text: string; readonly style: Style } => ({
  text,
  style: styles[text] ?? 'bold',
});
