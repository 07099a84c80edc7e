import type { Child } from 'hono/jsx';

interface Column {
  readonly title: string;
  readonly isNumber?: true;
}

interface Props {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Child[])[];
  /** As wide as what is in it. */
  readonly isNarrow?: boolean;
}

/**
 * A table that scrolls by itself where it is wider than the window; on a phone each row of a wide one becomes a block of named
 * values, so that nothing of it is out of sight. The roles say what it is however it is drawn. The first cell of a row names it.
 */
export const Grid = ({ caption, columns, rows, isNarrow = false }: Props) => (
  <div class="scroll" tabindex={0} role="region" aria-label={caption}>
    <table class={isNarrow ? 'fit' : 'stack'} role="table">
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, isNumber }) => (
            <th scope="col" role="columnheader" class={isNumber && 'number'}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((cells) => (
          <tr role="row">
            {cells.map((cell, at) => (at === 0 ? <th scope="row" role="rowheader">{cell}</th> : <Cell of={cell} column={columns[at]} />))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
); // prettier-ignore

const Cell = ({ of, column }: { readonly of: Child; readonly column: Column | undefined }) => (
  <td role="cell" data-title={column?.title} class={column?.isNumber && 'number'}>
    {of}
  </td>
);
