import type { Child, PropsWithChildren } from 'hono/jsx';

/** Marks of a before and after: `del`, `ins` and words, so that nobody needs the colours (spec/approvals.md section 9). */

interface Values {
  readonly was: Child | undefined;
  readonly now: Child | undefined;
  /** Neither is there: what stands in the cell then. */
  readonly none?: string;
}

/** `from open to canceled`; one that stays stands alone, one that comes or goes is named so. */
export const Becomes = ({ was, now, none = '' }: Values) => {
  if (was === undefined && now === undefined) return <>{none}</>;
  if (was === now) return <>{now}</>;
  if (was === undefined) return <ins>{now}</ins>;
  if (now === undefined) return <del>{was}</del>;
  return (
    <>
      <span class="was">
        from <del>{was}</del>
      </span>{' '}
      <span class="is">
        to <ins>{now}</ins>
      </span>
    </>
  );
};

/** A wide table that scrolls by itself, also by keyboard. */
export const Scroll = ({ label, children }: PropsWithChildren<{ readonly label: string }>) => (
  <div class="scroll" tabindex={0} role="region" aria-label={label}>
    {children}
  </div>
);
