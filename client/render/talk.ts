import type { Look } from '../terminal.ts';
import type { RequestDetail, RevisionView, SaidView } from '../request-views.ts';
import { heading } from './document.ts';
import { table } from './table.ts';
import { momentText } from './wording.ts';

/** `ben for carla` where a right was lent. */
export const signer = ({ by, for: from }: Pick<SaidView, 'by' | 'for'>): string =>
  from === undefined ? by : `${by} for ${from}`;

/** What people said to a request: earlier plans with what became of them, words, and for those who watch every attempt. */
export function talk({ revisions, comments, attempts = [] }: RequestDetail, look: Look): readonly string[] {
  const past = revisions.filter(({ replacedAt }) => replacedAt !== undefined);
  const current = revisions.filter(({ replacedAt, said }) => replacedAt === undefined && said.length > 0);
  return [
    ...past.flatMap((one) => [heading(`Plan ${one.revision}, replaced`, look), saidTable(one, look)]),
    ...current.flatMap((one) => [heading(past.length === 0 ? 'Decisions' : `Plan ${one.revision}`, look), saidTable(one, look)]),
    ...(comments.length === 0 ? [] : [heading('Comments', look), ...comments.map(({ by, at, text }) => `  ${by} (${momentText(at)}): ${text}`)]),
    ...(attempts.length === 0 ? [] : [heading('Attempts to decide', look), attemptTable(attempts, look)]),
  ];
} // prettier-ignore

const saidTable = ({ planHash, said }: RevisionView, look: Look): string =>
  said.length === 0
    ? `  plan ${planHash.slice(0, 12)}: nobody said anything`
    : table(
        [{ title: 'who' }, { title: 'what' }, { title: 'step', align: 'right' }, { title: 'when' }, { title: 'words', flexible: true }],
        said.map((one) => [signer(one), one.command, String(one.step + 1), momentText(one.at), one.comment ?? '']),
        look,
      ); // prettier-ignore

const attemptTable = (attempts: NonNullable<RequestDetail['attempts']>, look: Look): string =>
  table(
    [{ title: 'who' }, { title: 'what' }, { title: 'came to' }, { title: 'when' }],
    attempts.map(({ by, command, result, at }) => [by, command, result, momentText(at)]),
    look,
  );
