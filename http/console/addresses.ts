import { encodeId } from '../../domain/canonical.ts';
import type { Kind } from '../../domain/input.ts';

/** Where documents and requests have their pages. */
export const invoicesPath = '/invoices';
export const invoiceHref = (id: string): string => `${invoicesPath}/${encodeId(id)}`;
export const correctHref = (id: string, kind?: Kind): string =>
  `${invoiceHref(id)}/correct${kind === undefined ? '' : `/${kind}`}`;
export const requestHref = (requestId: string, part = ''): string => `/corrections/${encodeId(requestId)}${part}`;

export function withQuery(href: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? href : `${href}?${text}`;
}
