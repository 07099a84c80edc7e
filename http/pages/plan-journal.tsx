import { accountName, type NameOf } from '../../domain/document-words.ts';
import type { JournalEntry, Posting } from '../../domain/journal.ts';
import type { Formats } from '../console/formats.ts';
import { Scroll } from './plan-marks.tsx';

interface Props {
  readonly entries: readonly Pick<JournalEntry, 'kind' | 'currency' | 'postings'>[];
  readonly nameOf: NameOf;
  readonly formats: Formats;
  readonly caption?: string;
}

/** Bookings as debit and credit, an entry a group of rows. */
export const JournalTable = ({ entries, nameOf, formats, caption = 'Journal entries' }: Props) => (
  <Scroll label={caption}>
    <table class="journal">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">Account</th>
          <th scope="col" class="number">Debit</th>
          <th scope="col" class="number">Credit</th>
        </tr>
      </thead>
      {entries.map(({ kind, currency, postings }) => (
        <tbody>
          {debitsFirst(postings).map((posting, index) => (
            <tr>
              {index === 0 && (
                <th scope="rowgroup" rowspan={postings.length}>
                  {kind.replaceAll('_', ' ')} <small>{currency}</small>
                </th>
              )}
              <PostingCells posting={posting} currency={currency} nameOf={nameOf} formats={formats} />
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  </Scroll>
); // prettier-ignore

const debitsFirst = (postings: readonly Posting[]): readonly Posting[] => [
  ...postings.filter(({ side }) => side === 'debit'),
  ...postings.filter(({ side }) => side === 'credit'),
];

interface CellsProps extends Pick<Props, 'nameOf' | 'formats'> {
  readonly posting: Posting;
  readonly currency: string;
}

const PostingCells = ({ posting, currency, nameOf, formats }: CellsProps) => {
  const { account, documentId, side, amountMinor } = posting;
  const amount = formats.amount(amountMinor, currency);
  return (
    <>
      <td>
        <span class="code">{account}</span> {accountName(account)}
        {documentId !== undefined && <small> {nameOf(documentId)}</small>}
      </td>
      <td class="number">{side === 'debit' && amount}</td>
      <td class="number">{side === 'credit' && amount}</td>
    </>
  );
};
