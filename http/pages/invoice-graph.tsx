import { kindOf } from '../../domain/document-words.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { invoiceHref } from '../console/addresses.ts';
import { Badge } from '../console/parts.tsx';
import type { Formats } from '../console/formats.ts';
import type { Told } from '../route.ts';
import type { invoiceView } from '../schemas/invoice.ts';
import { titleOf } from './invoice-words.ts';
import { Scroll } from './plan-marks.tsx';

type Linked = Told<typeof invoiceView>['linked'][number];
type Drawn = Pick<InvoiceDocument, 'id' | 'number' | 'class' | 'type' | 'status'>;

/** What a document is about stands to the left of it, what came of it to the right. */
const about: readonly Linked['relation'][] = ['cancels', 'replaces', 'correction of', 'credit for'];

const rank = ({ relation }: Linked): number => (about.includes(relation) ? 0 : 1);

const nodesMax = 20;
const node = { width: 208, height: 48, gap: 14 } as const;
/** Between two columns: room for the words of a link. */
const between = 112;
const lettersMax = 25;
const cut = (text: string): string => (text.length > lettersMax ? `${text.slice(0, lettersMax - 1)}…` : text);

const heightOf = (count: number): number => Math.max(count, 1) * (node.height + node.gap) - node.gap;

interface Props {
  readonly document: InvoiceDocument;
  readonly linked: readonly Linked[];
  readonly formats: Formats;
}

/** A document and those that it is linked with, as a picture and as a table that says the same. */
export const DocumentGraph = ({ document, linked, formats }: Props) => {
  if (linked.length === 0) return <p class="hint">It stands alone: no other document is about it.</p>;
  const all = linked.toSorted((a, b) => rank(a) - rank(b) || (titleOf(a) < titleOf(b) ? -1 : 1));
  const drawn = all.slice(0, nodesMax);
  const before = drawn.filter(({ relation }) => about.includes(relation));
  const after = drawn.filter(({ relation }) => !about.includes(relation));
  const height = heightOf(Math.max(before.length, after.length));
  const own = { x: before.length === 0 ? 0 : node.width + between, y: (height - node.height) / 2 };
  const width = own.x + node.width + (after.length === 0 ? 0 : between + node.width);
  const placed = (ones: readonly Linked[], x: number) =>
    ones.map((one, index) => ({ one, x, y: (height - heightOf(ones.length)) / 2 + index * (node.height + node.gap) }));
  return (
    <>
      <div class="scroll graph">
        <svg width={width + 2} height={height + 2} viewBox={`-1 -1 ${width + 2} ${height + 2}`} aria-hidden="true" focusable="false">
          {placed(before, 0).map(({ one, x, y }) => (
            <Edge from={{ x: x + node.width, y }} to={own} word={one.relation} anchor="start" />
          ))}
          {placed(after, own.x + node.width + between).map(({ one, x, y }) => (
            <Edge from={{ x: own.x + node.width, y: own.y }} to={{ x, y }} word={one.relation} anchor="end" />
          ))}
          <Node document={document} x={own.x} y={own.y} isOwn />
          {[...placed(before, 0), ...placed(after, own.x + node.width + between)].map(({ one, x, y }) => (
            <Node document={one} x={x} y={y} />
          ))}
        </svg>
      </div>
      {linked.length > nodesMax && <p class="hint">The picture shows {nodesMax} of {formats.count(linked.length)}.</p>}
      <LinkTable document={document} linked={all} formats={formats} />
    </>
  );
}; // prettier-ignore

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A link between the sides of two nodes, its word at the outer one. */
const Edge = ({ from, to, word, anchor }: { readonly from: Point; readonly to: Point; readonly word: string; readonly anchor: 'start' | 'end' }) => {
  const [a, b] = [from.y + node.height / 2, to.y + node.height / 2];
  const middle = (from.x + to.x) / 2;
  return (
    <>
      <path class="edge" fill="none" d={`M${from.x} ${a}C${middle} ${a} ${middle} ${b} ${to.x} ${b}`} />
      <text class="word" x={anchor === 'start' ? from.x + 8 : to.x - 8} y={(anchor === 'start' ? a : b) - 6} text-anchor={anchor}>
        {word}
      </text>
    </>
  );
}; // prettier-ignore

const Node = ({ document, x, y, isOwn = false }: Point & { readonly document: Drawn; readonly isOwn?: boolean }) => {
  const name = titleOf(document);
  const drawn = (
    <>
      <title>{name}</title>
      <rect x={x} y={y} width={node.width} height={node.height} rx="8" />
      <text class="name" x={x + 12} y={y + 20}>
        {cut(name)}
      </text>
      <text x={x + 12} y={y + 37}>
        {cut(`${kindOf(document)}, ${document.status}`)}
      </text>
    </>
  );
  // The table below has the same links for the keyboard.
  return isOwn ? <g class="node own">{drawn}</g> : <a class="node" href={invoiceHref(document.id)} tabindex={-1}>{drawn}</a>; // prettier-ignore
};

const tableMax = 100;

const LinkTable = ({ document, linked, formats }: Props) => (
  <Scroll label="Linked documents">
    <table>
      <caption>
        {titleOf(document)} and its documents; balances in {document.currency}
        {linked.length > tableMax && `, the first ${tableMax} of ${formats.count(linked.length)}`}
      </caption>
      <thead>
        <tr>
          <th scope="col">This document</th>
          <th scope="col">Number</th>
          <th scope="col">Document</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">
            Balance
          </th>
        </tr>
      </thead>
      <tbody>
        {linked.slice(0, tableMax).map((one) => (
          <tr>
            <td>{wordsOf[one.relation]}</td>
            <th scope="row">
              <a href={invoiceHref(one.id)}>{titleOf(one)}</a>
            </th>
            <td>{kindOf(one)}</td>
            <td>
              <Badge state={one.status} />
            </td>
            <td class="number">{formats.amount(one.balanceMinor, document.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
);

/** The relation as a sentence about the document that the page is about. */
const wordsOf: Readonly<Record<Linked['relation'], string>> = {
  'canceled with': 'is canceled with',
  cancels: 'cancels',
  'credit for': 'is a credit for',
  'credited by': 'is credited by',
  'correction of': 'is a correction of',
  'corrected by': 'is corrected by',
  replaces: 'replaces',
  'replaced by': 'is replaced by',
};
