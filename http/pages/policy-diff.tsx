import { floorText, hoursText, whenText, whoText } from '../../client/render/policy.ts';
import type { Step } from '../../domain/gate.ts';
import type { Difference } from '../../domain/policy-diff.ts';
import type { BaseRow, Floor, Level } from '../../domain/policy.ts';
import type { Formats } from '../console/formats.ts';
import { Grid } from './policy-grid.tsx';

/** What fields are called in front of people. */
const fieldWords: Readonly<Record<string, string>> = {
  roles: 'who signs', quorum: 'how many sign', distinctUnits: 'from how many units', remindEveryMs: 'reminds every',
  escalateAfterMs: 'escalates after', escalateTo: 'may sign later, too', expireAfterMs: 'expires after', result: 'who signs', when: 'when',
  atLeast: 'needs at least', role: 'signed by', why: 'reason', step: 'its step', steps: 'steps', windowMs: 'within', times: 'times the limit',
  key: 'of', maxOpenMs: 'A request stays open at most', shadowDays: 'Days in which a version only watches',
  sampleRate: 'Share that is reviewed afterwards', kind: 'kind', reason: 'reason', band: 'band', payment: 'payment', ageDays: 'age in days',
  requester: 'asked by', facts: 'one of these is true', bulkItemsAbove: 'items of a bulk above', from: 'from', to: 'to',
}; // prettier-ignore

/** What lists are called, each with the words for one of their parts. */
const partWords: Readonly<Record<string, readonly [whole: string, part: string]>> = {
  bands: ['Bands', 'Limits of the bands in'], ladder: ['Levels', 'Level'], base: ['Base rows', 'Row'], floors: ['Floors', 'Floor'],
  cumulative: ['Sums of other corrections', 'Sums of one'], steps: ['steps', 'step'],
}; // prettier-ignore

/** Where a difference is, in words: `Level L1, step review, who signs` of `ladder.L1.steps.review.roles`. */
export function placeText(path: string): string {
  const [list = '', ...rest] = path.split('.');
  if (list === 'rates') return rest[0] === 'base' ? 'Base currency' : `Rate of ${rest[1] ?? 'all currencies'}`;
  if (list === 'caps') return rest[0] === 'learningMinor' ? `Learned rules may grant in ${rest[1] ?? 'all currencies'}` : 'Hard caps'; // prettier-ignore
  const words = partWords[list];
  if (!words) return fieldWords[list] ?? path;
  const [part, ...fields] = rest;
  if (part === undefined) return words[0];
  if (list === 'bands') return [`${words[1]} ${part}`, ...fields.map((at) => `B${at}`)].join(', ');
  const within = fields[0] === 'steps' && fields[1] !== undefined ? [`step ${fields[1]}`, ...fields.slice(2)] : fields;
  return [`${words[1]} ${part}`, ...within.map((field) => fieldWords[field] ?? field)].join(', ');
}

/** The parts of a value in words; what has none is shown as it is written in the policy. */
export function partsText(path: string, text: string, formats: Formats): readonly string[] {
  const value = JSON.parse(text) as unknown; // canonical JSON of our own
  const [list = '', part = '', ...rest] = path.split('.');
  if (list === 'bands' && Array.isArray(value))
    return value.map((minor, at) => `B${at} up to ${formats.money(Number(minor), part)}`);
  if (list === 'caps' && typeof value === 'number') return [formats.money(value, rest[0] ?? '')];
  if (typeof value === 'number') return [path.endsWith('Ms') ? hoursText(value) : formats.count(value)];
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return [wholeText(value) ?? text];
  return value.length === 0 ? ['nobody'] : value;
}

/** A row, floor, level or step that came or went as a whole. */
function wholeText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('roles' in value) return `${(value as Step).name}: ${whoText(value as Step)}`;
  if ('steps' in value) return (value as Level).steps.map(whoText).join(', then ') || 'nobody signs';
  if ('result' in value) return `${whenText((value as BaseRow).when)}: ${(value as BaseRow).result}`;
  if ('why' in value) return `${(value as Floor).why}: ${floorText(value as Floor)}`;
  return undefined;
}

/** As it was signed, or as it is told. */
type Said<T> = { readonly [K in keyof T]: T[K] | undefined } & Pick<Difference, 'path'>;

interface Props {
  readonly from: string;
  readonly to: string;
  readonly diff: readonly Said<Difference>[];
  readonly formats: Formats;
}

/** Everything in which a version differs from the one that it replaces, old and new marked by words, too. */
export const PolicyDiff = ({ from, to, diff, formats }: Props) =>
  diff.length === 0 ? (
    <p>It says what version {from} says.</p>
  ) : (
    <Grid
      caption={`${diff.length === 1 ? 'One change' : `${diff.length} changes`} from version ${from} to version ${to}`}
      columns={[{ title: 'Where' }, { title: `Before: version ${from}` }, { title: `After: version ${to}` }]}
      rows={diff.map(({ path, before, after }) => {
        const partsIn = (text: string | undefined) => (text === undefined ? [] : partsText(path, text, formats));
        return [
        <>
          {placeText(path)} <span class="code line">{path}</span>
        </>,
        before === undefined ? <i class="any">was not there</i> : <Parts of={partsText(path, before, formats)} but={partsIn(after)} as="del" />,
        after === undefined ? <i class="any">is taken out</i> : <Parts of={partsText(path, after, formats)} but={partsIn(before)} as="ins" />,
      ];})}
    />
  ); // prettier-ignore

/** The order of a ladder is a change in which no part is new. */
const Parts = ({ of, but, as: Mark }: { readonly of: readonly string[]; readonly but: readonly string[]; readonly as: 'del' | 'ins' }) => {
  const isReordered = of.every((part) => but.includes(part)) && of.length === but.length;
  return of.map((part) => <span class="line">{but.includes(part) && !isReordered ? part : <Mark>{part}</Mark>}</span>);
}; // prettier-ignore
