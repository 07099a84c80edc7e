import type { Child } from 'hono/jsx';
import { bulkMax } from '../../domain/bulk.ts';
import { Refused } from '../../domain/errors.ts';
import { buyerNames } from '../../store/queries.ts';
import { withQuery } from '../console/addresses.ts';
import { nextOf } from '../console/refusals.tsx';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Csrf, Pager } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import { bulkTermsOf, type BulkTerms } from '../bulk.ts';
import type { Ctx, Deps } from '../context.ts';
import { inboxOf, type Awaiting } from '../inbox.ts';
import { originOf } from '../loopback.ts';
import { statusOf } from '../problems.ts';
import type { Scanned } from '../scan.ts';
import { inboxCsv } from './inbox-csv.ts';
import { InboxFilters } from './inbox-filters.tsx';
import { filtersOf, inboxPageQuery, inboxQueryOf, usualInbox, type InboxPageQuery } from './inbox-query.ts';
import { Nothing, Views } from './inbox-parts.tsx';
import { RequestRow } from './inbox-row.tsx';
import { deedOf } from './inbox-words.ts';

/** Rows of a file, at most: it is made in one go. */
const fileRows = 1_000;

/** What awaits whoever looks, to be filtered, read, and decided one by one or many at once (approvals.md section 9). */
export const inboxPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/inbox', caller: 'person', query: inboxPageQuery }).shownBy(({ viewer, query }, c) =>
    shownUnless(query, c, async () => {
      const found = await inboxOf(deps, c, viewer.principal, inboxQueryOf(query, deps.nowMs()));
      const [terms, customers] = await Promise.all([
        bulkTermsOf(deps, found.items),
        buyerNames(
          deps.store,
          found.items.map(({ record }) => record.invoiceId),
        ),
      ]);
      return {
        status: 200,
        list: <List deps={deps} viewer={viewer} query={query} found={found} terms={terms} customers={customers} />,
      };
    }),
  ),
  page({ method: 'get', path: '/inbox.csv', caller: 'person', query: inboxPageQuery }).shownBy(
    async ({ viewer, query }, c) => {
      const nowMs = deps.nowMs();
      const { items } = await inboxOf(deps, c, viewer.principal, inboxQueryOf(query, nowMs, fileRows));
      const text = inboxCsv(items, nowMs, originOf(deps, c));
      return { file: { name: 'inbox.csv', type: 'text/csv; charset=utf-8', text } };
    },
  ),
];

type Listed = { readonly status: 200 | ReturnType<typeof statusOf>; readonly list: Child };

/** The page with its list; with what is wrong about a filter in its place, so that it can be put right. */
async function shownUnless(query: InboxPageQuery, c: Ctx, read: () => Promise<Listed>): Promise<Shown> {
  const { status, list } = await read().catch((error: unknown): Listed => {
    if (!(error instanceof Refused)) throw error;
    const { code, message } = error.refusal;
    c.set('code', code);
    return { status: statusOf(code), list: <p role="alert" class="note bad">{message} {nextOf(code)}</p> }; // prettier-ignore
  });
  const filters = filtersOf(query, usualInbox);
  const body = (
    <>
      <h1>Inbox</h1>
      <Views query={query} />
      <InboxFilters query={query} isFiltered={Object.keys(filters).length > 0} />
      {list}
    </>
  );
  return { title: 'Inbox', status, body };
}

interface ListProps {
  readonly deps: Deps;
  readonly viewer: Viewer;
  readonly query: InboxPageQuery;
  readonly found: Scanned<Awaiting>;
  readonly terms: BulkTerms;
  readonly customers: ReadonlyMap<string, string>;
}

const List = ({ deps, viewer, query, found: { items, next }, terms, customers }: ListProps) => {
  const filters = filtersOf(query, usualInbox);
  if (items.length === 0) return <Nothing query={query} hasMore={next !== undefined} pager={<Pager path="/inbox" query={filters} next={next} />} />; // prettier-ignore
  const nowMs = deps.nowMs();
  const canChoose = query.whose === undefined && items.some((item) => terms.whyNot(item) === undefined);
  const rows = (
    <ul class="rows">
      {items.map((item) => {
        const { record, himself, lenders } = item;
        const whyNot = terms.whyNot(item);
        const note = lenders.length > 0 && !himself ? `You may sign it for ${lenders.join(' or ')}.` : whyNot === undefined || query.whose === 'mine' ? undefined : `Opens singly: ${whyNot}.`; // prettier-ignore
        return (
          <RequestRow
            record={record}
            customer={customers.get(record.invoiceId)}
            formats={viewer.formats}
            nowMs={nowMs}
            ui={deps.temporalUi}
            pick={canChoose && <Pick requestId={record._id} deed={deedOf(record)} isOffered={whyNot === undefined} />}
            note={note}
          />
        );
      })}
    </ul>
  );
  return (
    <>
      {canChoose ? <Choosing viewer={viewer}>{rows}</Choosing> : rows}
      <Pager path="/inbox" query={filters} next={next} />
      <p class="hint">
        <a href={withQuery('/inbox.csv', filters)}>Download this list as CSV</a>, at most{' '}
        {viewer.formats.count(fileRows)} rows.
      </p>
    </>
  );
};

const Pick = ({ requestId, deed, isOffered }: { readonly requestId: string; readonly deed: string; readonly isOffered: boolean }) => (
  <div class="pick">
    {isOffered && (
      <label class="inline">
        <input type="checkbox" name="id" value={requestId} />
        <span class="visually-hidden">Choose {deed}</span>
      </label>
    )}
  </div>
); // prettier-ignore

/** Many at once: the next page shows what is chosen and asks again; nothing is decided here. */
const Choosing = ({ viewer, children }: { readonly viewer: Viewer; readonly children?: Child }) => (
  <form method="post" action="/inbox/bulk" class="choosing">
    <Csrf viewer={viewer} />
    <label class="inline needs-script">
      <input type="checkbox" data-check-all="id" />
      Choose all on this page
    </label>
    {children}
    <div class="sheet">
      <p class="hint">
        Up to {bulkMax} at once. The next page shows what you have chosen with its totals, and asks; nothing is decided
        before.
      </p>
      <p class="actions">
        <button name="command" value="approve">
          Approve the chosen…
        </button>
        <button name="command" value="reject" class="danger">
          Reject the chosen…
        </button>
      </p>
    </div>
  </form>
);
