import type { CorrectionView, CommittedDocument } from '../../domain/request.ts';
import type { CorrectionRecord } from '../../store/approval-records.ts';
import type { Formats } from '../console/formats.ts';
import { kindTitles } from './request-words.ts';

/** What people call the document of a request: its number, or its id where there was none at intake. */
export const numberOf = ({ request, invoiceId }: Pick<CorrectionRecord, 'request' | 'invoiceId'>): string =>
  request.label?.number || invoiceId;

/** `Cancel INV-7`. */
export const deedOf = (record: Pick<CorrectionRecord, 'request' | 'invoiceId'>): string =>
  `${kindTitles[record.request.kind]} ${numberOf(record)}`;

export const kindChoices = Object.entries(kindTitles).map(([value, text]) => ({ value, text }));

/** What is corrected, and the whole document where that is more; `EUR 50.00 of EUR 900.00`. */
export function amountsOf({ judged, request: { label } }: Pick<CorrectionRecord, 'judged' | 'request'>, formats: Formats): { readonly amount?: string; readonly of?: string } {
  const whole = label && formats.money(label.amountMinor, label.currency);
  if (!judged) return whole === undefined ? {} : { of: whole };
  const { exposureMinor, currency } = judged.facts;
  const amount = formats.money(exposureMinor, currency);
  return { amount, ...(whole === undefined || whole === amount ? {} : { of: whole }) };
} // prettier-ignore

const named = (documents: readonly CommittedDocument[]): string =>
  documents.map(({ number, id }) => number || id).join(', ');

/** How a request stands, or how it ended, in one sentence; what was written by its numbers. */
export function standingOf(view: CorrectionView): string {
  switch (view.state) {
    case 'applied':
      return view.documents.length === 0 ? 'Applied.' : `Applied: ${named(view.documents)}.`;
    case 'refused':
      return `Refused: ${view.blockers.map(({ message }) => message).join(' ')}`;
    case 'rejected':
    case 'withdrawn':
      return `${view.state === 'rejected' ? 'Rejected' : 'Withdrawn'} by ${view.by}: ${view.comment}`;
    case 'expired':
      return 'Nobody signed in time. Nothing was changed.';
    case 'stale':
      return 'The document had moved when it was to be applied. Nothing was changed.';
    case 'outdated':
      return 'The document has moved since it was planned: nobody can sign it until it is revised.';
    case 'needs-attention':
      return 'The servers did not answer for long; an operator goes on with it.';
    case 'applying':
      return 'Everybody has signed; it is being applied.';
    case 'evaluating':
    case 'replanning':
      return 'It is being planned.';
    default:
      return '';
  }
}

/** `1 correction`, `12 corrections`. */
export const countText = (count: number, one = 'correction', many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
