import type { InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import { accounts, entries, entry } from './journal.ts';
import { negate } from './made.ts';
import { documentMoves } from './moves.ts';
import { changeOf, touched, type PlannedDocument } from './plan.ts';
import { draftPlan, noEffects, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';
import { mirrorOf } from './reversal.ts';

/** The open credit note that a cancellation left over: the document itself, or the oldest of a canceled invoice (X14). */
export function strayNote({ document, creditNotes, original }: Facts): InvoiceDocument | undefined {
  if (document.class === 'credit')
    return document.status === 'open' && isWhole(document) && original?.document.status === 'canceled'
      ? document
      : undefined;
  return document.status === 'canceled'
    ? creditNotes.find((note) => note.status === 'open' && isWhole(note))
    : undefined;
}

/** Rows that come from the document itself; any other row on a credit means that part of it is gone. */
const ownRows: readonly string[] = ['invoice', 'rounding'];
export const isWhole = ({ rows }: Pick<InvoiceDocument, 'rows'>): boolean =>
  rows.every((row) => ownRows.includes(row.kind));

/**
 * Plans the correction of a stray credit note (R49, R50): a correction invoice of its amounts offsets it; both end at 0 and
 * nothing is paid out. Example E9. The rules have found that there is one.
 */
export function planCorrectCreditNote(facts: Facts, request: CorrectionRequest): Drafted {
  const note = strayNote(facts);
  if (!note) throw new TypeError('planned without a stray credit note');
  const id = `${request.requestId}.1`;
  const { currency, totals } = note;
  const openMinor = negate(note.balanceMinor);
  const correction: PlannedDocument = {
    ...mirrorOf(note),
    id,
    type: 'correction',
    typeCode: facts.settings.typeCodes.correction,
    status: 'paid',
    rows: [
      { kind: 'invoice', amountMinor: negate(totals.grossMinor) },
      ...(totals.roundingMinor === 0 ? [] : [{ kind: 'rounding', amountMinor: negate(totals.roundingMinor) } as const]),
      { kind: 'clearing', amountMinor: negate(openMinor), ref: note.id },
    ],
    links: { correctionOf: note.id },
  };
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: Math.abs(totals.grossMinor),
    changes: [
      {
        ...changeOf(note, 'settled', [{ kind: 'clearing', amountMinor: openMinor, ref: id }]),
        correctedBy: id,
      },
      ...touched(note.id === facts.document.id ? facts.original?.document : facts.document),
    ],
    documents: [correction],
    journal: entries([
      entry('correction', currency, documentMoves(correction)),
      entry('rounding', currency, [
        [accounts.receivable, negate(totals.roundingMinor), id],
        [accounts.rounding, totals.roundingMinor],
      ]),
      entry('clearing', currency, [
        [accounts.receivable, openMinor, note.id],
        [accounts.receivable, negate(openMinor), id],
      ]),
    ]),
  });
}
