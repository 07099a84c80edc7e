import { buyerNames } from '../../store/queries.ts';
import { withQuery } from '../console/addresses.ts';
import { page, type Page } from '../console/page.tsx';
import { Empty, Pager } from '../console/parts.tsx';
import type { Deps } from '../context.ts';
import { requestsOf } from '../inbox.ts';
import { states } from '../schemas/list.ts';
import { ListFilters } from './inbox-filters.tsx';
import { filtersOf, listPageQuery, listQueryOf, usualList, type ListPageQuery } from './inbox-query.ts';
import { RequestRow } from './inbox-row.tsx';

/** All requests that whoever looks may see, open and over. */
export const requestListPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/corrections', caller: 'person', query: listPageQuery }).shownBy(
    async ({ viewer: { principal, formats }, query }, c) => {
      const nowMs = deps.nowMs();
      const { items, next } = await requestsOf(deps, c, principal, listQueryOf(query, nowMs));
      const customers = await buyerNames(
        deps.store,
        items.map(({ record }) => record.invoiceId),
      );
      const filters = filtersOf(query, usualList);
      const body = (
        <>
          <h1>Requests</h1>
          <StateTabs query={query} />
          <ListFilters query={query} isFiltered={Object.keys(filters).length > 0} />
          {items.length === 0 && <Nothing isFiltered={Object.keys(filters).length > 0} hasMore={next !== undefined} />}
          <ul class="rows">
            {items.map(({ record }) => (
              <RequestRow
                record={record}
                customer={customers.get(record.invoiceId)}
                formats={formats}
                nowMs={nowMs}
                ui={deps.temporalUi}
              />
            ))}
          </ul>
          <Pager path="/corrections" query={filters} next={next} />
        </>
      );
      return { title: 'Requests', body };
    },
  ),
];

const StateTabs = ({ query }: { readonly query: ListPageQuery }) => {
  const { state: _state, ...others } = filtersOf(query, usualList);
  return (
    <nav aria-label="States">
      <ul class="tabs">
        {[undefined, ...states].map((state) => (
          <li>
            <a
              href={withQuery('/corrections', { ...others, ...(state ? { state } : {}) })}
              aria-current={query.state === state ? 'page' : undefined}
            >
              {state ?? 'all'}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const Nothing = ({ isFiltered, hasMore }: { readonly isFiltered: boolean; readonly hasMore: boolean }) => (
  <Empty title={hasMore ? 'None of those looked at so far' : isFiltered ? 'Nothing here' : 'No request yet'}>
    <p>
      {hasMore && 'There are many requests that you may not see. Look further.'}
      {!hasMore && isFiltered && <a href="/corrections">Show all requests</a>}
      {!hasMore && !isFiltered && <a href="/invoices">Find an invoice to correct</a>}
    </p>
  </Empty>
);
