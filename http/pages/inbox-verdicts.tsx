import { errors, isErrorCode } from '../../domain/errors.ts';
import type { CorrectionView } from '../../domain/request.ts';
import { requestHref } from '../console/addresses.ts';
import type { BulkVerdict } from '../bulk.ts';
import type { Formats } from '../console/formats.ts';
import { nextOf } from '../console/refusals.tsx';
import { amountsOf, deedOf, standingOf } from './inbox-words.ts';

interface Told {
  readonly word: string;
  readonly tone: string;
  readonly text: string;
}

/** What became of one of them, in a word and a sentence. */
function told(verdict: BulkVerdict): Told {
  switch (verdict.kind) {
    case 'refused': {
      const { code, message } = verdict.refusal;
      return { word: 'refused', tone: 'bad', text: `${message} ${nextOf(code)} (${code})` };
    }
    case 'already': {
      const { result, view } = verdict;
      const then = isErrorCode(result) ? `${errors[result].summary} (${result})` : standing(view);
      return { word: 'already decided', tone: '', text: `This was sent before. ${then}` };
    }
    case 'decided':
      return { ...wordOf(verdict.view), text: standing(verdict.view) };
  }
}

const standing = (view: CorrectionView): string =>
  view.state === 'open' ? 'Signed. It waits for more signatures.' : standingOf(view);

function wordOf({ state }: CorrectionView): Omit<Told, 'text'> {
  if (state === 'applied') return { word: 'approved and applied', tone: 'good' };
  if (state === 'open') return { word: 'signed', tone: 'warn' };
  if (state === 'rejected') return { word: 'rejected', tone: 'good' };
  return { word: state.replaceAll('-', ' '), tone: 'warn' };
}

/** A verdict for each, in the order in which they were shown. */
export const Verdicts = ({ title, verdicts, formats }: { readonly title: string; readonly verdicts: readonly BulkVerdict[]; readonly formats: Formats }) => {
  const words = new Map<string, number>();
  for (const { word } of verdicts.map(told)) words.set(word, (words.get(word) ?? 0) + 1);
  return (
    <>
      <h1>{title}</h1>
      <p role="status">{[...words].map(([word, count]) => `${count} ${word}`).join(', ')}.</p>
      <ul class="rows verdicts">
        {verdicts.map((verdict) => {
          const { word, tone, text } = told(verdict);
          const { record } = verdict;
          return (
            <li class="request-row">
              <h2>{record ? <a href={requestHref(record._id)}>{deedOf(record)}</a> : 'Unknown'}</h2>
              <p class="money">{record && amountsOf(record, formats).amount}</p>
              <p class="what">{text}</p>
              <p class="progress">
                <span class={`badge ${tone}`.trim()}>{word}</span>
              </p>
            </li>
          );
        })}
      </ul>
      <p class="actions">
        <a class="button" href="/inbox">Back to the inbox</a>
      </p>
    </>
  );
}; // prettier-ignore
