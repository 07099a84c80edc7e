import type { InvoiceDocument } from '../../domain/document.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { Kind } from '../../domain/input.ts';
import { bodyFrom, type Typed } from './correct-fields.ts';

/** How fields of a line are called in a form, by their names in a body. */
const lineFields: Readonly<Record<string, string>> = {
  unitPrice: 'price', description: 'text', taxCategory: 'category', taxRate: 'rate',
}; // prettier-ignore

/** The fields of the form that refusals name by their paths in the body: `change[0].unitPrice` is `price:LINE`. */
export function wrongFields(
  problems: readonly Refusal[],
  kind: Kind,
  typed: Typed,
  document: InvoiceDocument,
): ReadonlySet<string> {
  const params = problems.flatMap(({ param }) => param ?? []);
  const isForeign = problems.some(({ code }) => code === 'UNKNOWN_FIELD'); // no form of this kind has it
  if (isForeign || params.length === 0) return new Set(params);
  const body = bodyFrom(kind, typed, document);
  return new Set(params.map((param) => fieldOf(param, body)));
}

function fieldOf(param: string, body: Readonly<Record<string, unknown>>): string {
  const [, list = '', index = '', field = ''] = /^(lines|change|add)\[(\d+)\]\.(\w+)$/.exec(param) ?? [];
  if (list === 'add') return `add:${Number(index) + 1}:${field}`;
  const lines = body[list] as readonly { readonly lineId: string }[] | undefined;
  const lineId = lines?.[Number(index)]?.lineId;
  if (lineId !== undefined) return `${lineFields[field] ?? field}:${lineId}`;
  if (param === 'unused.of') return 'of';
  if (param.startsWith('unused')) return 'days';
  return param.replace(/^set\./, '').replace(/^billingAddress/, 'address');
}
