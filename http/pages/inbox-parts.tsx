import type { Child } from 'hono/jsx';
import { withQuery } from '../console/addresses.ts';
import { Empty } from '../console/parts.tsx';
import { filtersOf, usualInbox, type InboxPageQuery } from './inbox-query.ts';

const views = [
  ['For me', {}], ['Overdue', { overdue: 'true' }], ['Delegated to me', { whose: 'delegated' }],
  ['Outdated', { state: 'outdated' }], ['Asked for by me', { whose: 'mine' }],
] as const; // prettier-ignore

/** The questions that are asked most, each an address. */
export const Views = ({ query }: { readonly query: InboxPageQuery }) => {
  const { whose, overdue, state } = filtersOf(query, usualInbox);
  const now = withQuery('/inbox', { ...(overdue ? { overdue } : {}), ...(whose ? { whose } : {}), ...(state ? { state } : {}) }); // prettier-ignore
  return (
    <nav aria-label="Views">
      <ul class="tabs">
        {views.map(([name, filters]) => {
          const href = withQuery('/inbox', filters);
          return (
            <li>
              <a href={href} aria-current={href === now ? 'page' : undefined}>
                {name}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
};

/** An empty list says what that means and where to go on. */
export const Nothing = ({ query, hasMore, pager }: { readonly query: InboxPageQuery; readonly hasMore: boolean; readonly pager: Child }) => {
  if (hasMore)
    return (
      <Empty title="None of those looked at so far">
        <p>There are many requests that you may not sign. Look further.</p>
        {pager}
      </Empty>
    );
  if (query.after !== undefined) return <Empty title="No more"><p><a href="/inbox">Back to the beginning</a></p></Empty>;
  if (Object.keys(filtersOf(query, usualInbox)).length > 0)
    return (
      <Empty title="Nothing here">
        <p>No request fits these filters. <a href="/inbox">Show everything that awaits you</a>.</p>
      </Empty>
    );
  return (
    <Empty title="Nothing awaits you">
      <p>What you may sign stands here as soon as somebody asks for it.</p>
      <p>
        <a href="/inbox?whose=mine">What you asked for</a>, <a href="/corrections">all requests</a>, or{' '}
        <a href="/invoices">find an invoice to correct</a>.
      </p>
    </Empty>
  );
}; // prettier-ignore
