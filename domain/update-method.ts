import { paidMinor, paymentState } from './balance.ts';
import type { Facts } from './facts.ts';
import type { CorrectionInput } from './input.ts';
import { discountsOf } from './moves.ts';
import { isNonFiscal, type HeaderEdit } from './update-header.ts';

/** How an update is carried out (X2): on the document itself, by cancellation and replacement, or by what differs. */
export type UpdateMethod = 'in_place' | 'revision' | 'difference';

/** The method that the facts and the settings leave for a change of this kind. */
export function methodOf(
  { document, creditNotes, settings }: Facts,
  edit: Pick<HeaderEdit, 'fields'>,
  input: CorrectionInput,
): UpdateMethod {
  if (document.status === 'draft') return 'in_place';
  const touchesLines = (input.change ?? []).length + (input.add ?? []).length > 0;
  const fiscalHead = edit.fields.some((field) => !isNonFiscal(field));
  if (!touchesLines && !fiscalHead) return 'in_place';
  if (!fiscalHead && (paidMinor(document.rows) !== 0 || creditNotes.length > 0)) return 'difference';
  const movesCustomer = edit.fields.some((field) => field === 'buyer' || field === 'currency');
  if (settings.update.finalisedFiscal === 'revise' || input.method === 'revise' || movesCustomer) return 'revision';
  // A discount was split over the lines as they were: the revision takes it back with them, and says so.
  const fits = !touchesLines || discountsOf(document.rows).length === 0;
  return fits && paymentState(document) === 'unpaid' && document.status === 'open' ? 'in_place' : 'revision';
}
