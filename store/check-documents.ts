import { balanceOf } from '../domain/balance.ts';
import type { Links } from '../domain/document.ts';
import { adjustmentMinor, groupsLeft } from '../domain/left.ts';
import { documentOf } from './queries.ts';
import type { InvoiceRecord } from './records.ts';

type ById = ReadonlyMap<string, InvoiceRecord>;

/** What must hold of a document by itself and with its credit notes. */
export function checkDocument(record: InvoiceRecord, byId: ById): readonly string[] {
  const { _id, balanceMinor, status, rows, totals, class: documentClass } = record;
  const problems: string[] = [];
  const isDraft = status === 'draft' || status === 'discarded';
  if (balanceOf(rows) !== balanceMinor)
    problems.push(`${_id}: rows add up to ${balanceOf(rows)}, the balance is ${balanceMinor}`);
  if (status !== 'open' && balanceMinor !== 0) problems.push(`${_id}: ${status} with a balance of ${balanceMinor}`);
  if (status === 'open' && balanceMinor === 0) problems.push(`${_id}: open with nothing open`);
  const invoiced = balanceOf(rows.filter((row) => row.kind === 'invoice'));
  if (!isDraft && invoiced !== totals.grossMinor)
    problems.push(`${_id}: its rows say ${invoiced}, its gross is ${totals.grossMinor}`);
  if (documentClass === 'invoice' && !isDraft && status !== 'canceled') problems.push(...checkCredits(record, byId));
  return problems;
}

/** Credit notes and discounts stay within the invoice, in total and per rate group; credited in full, the tax is too. */
function checkCredits(record: InvoiceRecord, byId: ById): readonly string[] {
  const problems: string[] = [];
  const notes = (record.links.creditedBy ?? [])
    .flatMap((id) => byId.get(id) ?? [])
    .filter((note) => note.type === 'credit_note' && !['draft', 'discarded', 'canceled'].includes(note.status))
    .map(documentOf);
  const document = documentOf(record);
  const grossLeft =
    notes.reduce((sum, note) => sum + note.totals.grossMinor, document.totals.grossMinor) - adjustmentMinor(document);
  if (grossLeft < 0 && document.totals.grossMinor >= 0)
    problems.push(`${record._id}: credited ${-grossLeft} more than its gross`);
  const hasGrossOnly = record.rows.some((row) =>
    row.split?.some((part) => part.taxMinor === 0 && part.taxRate !== '0'),
  );
  for (const group of groupsLeft(document, notes)) {
    const name = `${record._id}: group ${group.taxCategory} ${group.taxRate ?? ''}`;
    const leftMinor = group.netMinor + group.taxMinor;
    if (group.creditedNetMinor > 0 && leftMinor < 0)
      problems.push(`${name} is credited ${-leftMinor} more than it has`);
    if (group.netMinor === 0 && group.taxMinor !== 0 && group.creditedNetMinor > 0 && !hasGrossOnly)
      problems.push(`${name} is credited in full, but ${group.taxMinor} of its tax`);
  }
  return problems;
}

/** Where each link has its other end. */
const pairs: readonly (readonly [keyof Links, keyof Links])[] = [
  ['canceledWith', 'cancels'],
  ['cancels', 'canceledWith'],
  ['creditFor', 'creditedBy'],
  ['correctionOf', 'correctedBy'],
  ['replaces', 'replacedBy'],
  ['replacedBy', 'replaces'],
];

export function checkLinks({ _id, links, status }: InvoiceRecord, byId: ById): readonly string[] {
  if (status === 'draft' || status === 'discarded') return []; // the other end is written when it is finalised
  return pairs.flatMap(([here, there]) => {
    const target = links[here];
    if (typeof target !== 'string') return [];
    const back = byId.get(target)?.links[there];
    const isThere = Array.isArray(back) ? back.includes(_id) : back === _id;
    return isThere ? [] : [`${_id}: ${here} has no other end`];
  });
}
