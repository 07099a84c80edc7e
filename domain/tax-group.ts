/** Whether the line's or document's tax group is this one. */
export const sameGroup = (
  a: { readonly taxCategory?: string; readonly taxRate?: string },
  b: { readonly taxCategory?: string; readonly taxRate?: string },
): boolean => a.taxCategory === b.taxCategory && sameRate(a.taxRate, b.taxRate);

/** Whole numbers are compared as they stand: an invoice of a thousand lines asks this very often. */
const sameRate = (a = '0', b = '0'): boolean =>
  a === b || ((a.includes('.') || b.includes('.')) && rateKey(a) === rateKey(b));

/** `19`, `19.0` and `19.00` are one rate; no rate (category O) counts as 0. */
export const rateKey = (rate: string | undefined): string =>
  (rate ?? '0').replace(/^(\d+)(?:\.0+|(\.\d*?[1-9])0+)$/, '$1$2').replace(/\.$/, '');
