import { seesAll } from '../../domain/may-see.ts';
import { invoiceHref, invoicesPath } from '../console/addresses.ts';
import type { PropsWithChildren } from 'hono/jsx';
import { z } from 'zod';
import { correctionRunUrl } from '../../client/ui-links.ts';
import { bodyOfEntry } from '../../domain/audit.ts';
import { Refused } from '../../domain/errors.ts';
import type { NameOf } from '../../domain/document-words.ts';
import type { Store } from '../../store/database.ts';
import { contentOf } from '../../store/money-records.ts';
import { findInvoice, latestEntries } from '../../store/queries.ts';
import type { InvoiceRecord } from '../../store/records.ts';
import { versionsOf } from '../../store/versions.ts';
import { page, type Page } from '../console/page.tsx';
import type { Deps } from '../context.ts';
import { listInvoices } from '../invoice-list.ts';
import { aroundInvoice, toldAround } from '../invoice-view.ts';
import { parseAs } from '../parse.ts';
import { statusOf } from '../problems.ts';
import { invoiceQuery } from '../schemas/invoice-list.ts';
import { invoiceName } from '../schemas/scalars.ts';
import { Lines, Sums } from './invoice-content.tsx';
import { DocumentGraph } from './invoice-graph.tsx';
import { Timeline, Versions } from './invoice-history.tsx';
import { InvoiceList } from './invoice-list.tsx';
import { BalanceTable, Journal, Payments } from './invoice-money.tsx';
import { Head, Particulars } from './invoice-page.tsx';
import { titleOf } from './invoice-words.ts';

/** Documents: the list, and one with everything around it. */
export const invoicePages = (deps: Deps): readonly Page[] => [listPage(deps), invoicePage(deps)];

const listPage = (deps: Deps): Page =>
  page({ method: 'get', path: invoicesPath, caller: 'person', query: z.record(z.string(), z.string()) }).shownBy(
    async ({ viewer, query: asked }) => {
      const title = 'Invoices';
      try {
        const found = await listInvoices(deps, parseAs(invoiceQuery, asked));
        return { title, body: <InvoiceList asked={asked} found={found} problems={[]} viewer={viewer} /> };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const { refusal } = error;
        const body = <InvoiceList asked={asked} found={{ items: [] }} problems={[refusal]} viewer={viewer} />;
        return { title, status: statusOf(refusal.code), body };
      }
    },
  );

const place = z.string().regex(/^[1-9]\d{0,5}$/).transform(Number).optional(); // prettier-ignore

const invoicePage = (deps: Deps): Page =>
  page({
    method: 'get',
    path: `${invoicesPath}/:id`,
    caller: 'person',
    params: z.strictObject({ id: invoiceName }),
    /** Which lines are shown, and before which version and which entry the histories begin. */
    query: z.strictObject({ lines: place, versions: place, history: place }),
  }).shownBy(async ({ viewer: { formats, principal }, params, query: at }) => {
    const sees = seesAll(principal);
    const record = await findInvoice(deps.store, params.id);
    const [around, versions, entries] = await Promise.all([
      aroundInvoice(deps.store, record),
      versionsAt(deps.store, record, at.versions),
      entriesAt(deps.store, record, at.history),
    ]);
    const view = toldAround(around);
    const { document } = around;
    const nameOf = namesIn(view);
    const href = (part: 'lines' | 'versions' | 'history', from: number | undefined): string | undefined =>
      from === undefined ? undefined : `${invoiceHref(document.id)}?${part}=${from}#${part}`;
    const hasRun = view.openRequest !== undefined || entries.shown.some((entry) => bodyOfEntry(entry).requestId !== undefined);
    const run = hasRun && deps.temporalUi ? correctionRunUrl(deps.temporalUi, document.id) : undefined;
    const body = (
      <article class="invoice">
        <Head document={document} view={view} sees={sees} formats={formats} run={run} />
        <Particulars document={document} view={view} formats={formats} />
        <Sheet id="lines" title="Lines and totals">
          <Lines document={document} formats={formats} page={at.lines ?? 1} href={(one) => href('lines', one)} />
          <Sums document={document} formats={formats} />
        </Sheet>
        <Sheet title="Documents and links">
          <DocumentGraph document={document} linked={view.linked} formats={formats} />
        </Sheet>
        <Sheet title="Balance and money">
          <BalanceTable view={view} nameOf={nameOf} formats={formats} />
          <Payments view={view} formats={formats} />
        </Sheet>
        <Sheet title="Books">
          <Journal entries={around.journal} nameOf={nameOf} formats={formats} />
        </Sheet>
        <Sheet id="versions" title="Earlier versions">
          <Versions sees={sees} versions={versions.shown} now={versions.now} formats={formats} older={href('versions', versions.older)} />
        </Sheet>
        <Sheet id="history" title="What happened">
          <Timeline sees={sees} entries={entries.shown} formats={formats} older={href('history', entries.older)} />
        </Sheet>
      </article>
    );
    return { title: titleOf(document), body };
  }); // prettier-ignore

const Sheet = ({ id, title, children }: PropsWithChildren<{ readonly id?: string; readonly title: string }>) => (
  <section class="sheet" id={id}>
    <h2>{title}</h2>
    {children}
  </section>
);

/** Documents by their number, payments by the name that who told of them gave them. */
function namesIn({ document, linked, payments }: ReturnType<typeof toldAround>): NameOf {
  const names = new Map([
    ...payments.map(({ id, reference = id }) => [id, reference] as const),
    ...[document, ...linked].map((one) => [one.id, titleOf(one)] as const),
  ]);
  return (id) => names.get(id) ?? id;
}

const versionsPerPage = 5;

/** Some earlier versions, with what followed the first of them: the document as it is now, or the last of the page before. */
async function versionsAt(store: Store, record: InvoiceRecord, below: number | undefined) {
  const found = await versionsOf(store, record._id, {
    limit: versionsPerPage + 2,
    below: below === undefined ? undefined : below + 1,
  });
  const isNext = below !== undefined && found[0]?.version === below;
  const now = isNext && found[0] ? found[0].content : contentOf(record);
  const shown = found.slice(isNext ? 1 : 0).slice(0, versionsPerPage);
  const last = shown.at(-1);
  const isMore = found.length > shown.length + (isNext ? 1 : 0);
  return { shown, now, older: isMore ? last?.version : undefined };
}

const entriesPerPage = 30;

async function entriesAt(store: Store, { _id }: InvoiceRecord, below: number | undefined) {
  const found = await latestEntries(store, _id, { limit: entriesPerPage + 1, below });
  const shown = found.slice(0, entriesPerPage);
  return { shown, older: found.length > shown.length ? shown.at(-1)?.seq : undefined };
}
