import type { Child, PropsWithChildren } from 'hono/jsx';
import { seesAll } from '../../domain/may-see.ts';
import { requestHref } from './addresses.ts';
import { csrfField } from './forms.ts';
import type { Formats } from './formats.ts';
import type { Viewer } from './viewer.ts';

/** Small parts that pages are made of. What they say, they say in words: colour only repeats it. */

/** Stands in every form that is posted. */
export const Csrf = ({ viewer }: { readonly viewer: Viewer }) => (
  <input type="hidden" name={csrfField} value={viewer.csrf} />
);

const tones: Readonly<Record<string, string>> = {
  open: 'warn', evaluating: 'warn', replanning: 'warn', applying: 'warn', outdated: 'bad', 'needs-attention': 'bad', applied: 'good',
  refused: 'bad', rejected: 'bad', expired: 'bad', stale: 'bad', withdrawn: '', paid: 'good', settled: 'good', canceled: '', draft: 'warn',
  discarded: '', active: 'good', proposed: 'warn', superseded: '', suspended: 'warn', revoked: 'bad', waiting: 'warn', confirmed: 'good',
  failed: 'bad', requested: 'warn', overdue: 'bad',
}; // prettier-ignore

/** A state of a request, a document, a person or a version, as its word. */
export const Badge = ({ state }: { readonly state: string }) => (
  <span class={`badge ${tones[state] ?? ''}`.trim()}>{state.replaceAll(/[_-]/g, ' ')}</span>
);

interface At {
  readonly at: string | Date | number;
  readonly formats: Formats;
}

/** A time of day with its zone. */
export const Moment = ({ at, formats }: At) => <time datetime={new Date(at).toISOString()}>{formats.moment(at)}</time>;

/** How far away a time is, in words; the time itself on hover and for machines. */
export const Away = ({ at, formats, nowMs }: At & { readonly nowMs: number }) => (
  <time datetime={new Date(at).toISOString()} title={formats.moment(at)}>
    {formats.away(at, nowMs)}
  </time>
);

/** Names and values; what is undefined is left out. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [name: string, value: Child | undefined])[] }) => (
  <dl class="facts">
    {rows.flatMap(([name, value]) => (value === undefined ? [] : [<dt>{name}</dt>, <dd>{value}</dd>]))}
  </dl>
);

/** There is nothing: what that means, and what to do next. */
export const Empty = ({ title, children }: PropsWithChildren<{ readonly title: string }>) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
);

/** The next page of a list by its cursor; what is filtered stays. */
export const Pager = ({ path, query, next }: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly next: string | undefined }) =>
  next === undefined ? null : (
    <p class="actions">
      <a class="button second" rel="next" href={`${path}?${new URLSearchParams({ ...query, after: next }).toString()}`}>
        More
      </a>
    </p>
  ); // prettier-ignore

interface Choice {
  readonly value: string;
  readonly text: string;
}

/** One of several, the one that is chosen first. */
export const Choose = ({ name, label, choices, chosen, any }: { readonly name: string; readonly label: string; readonly choices: readonly Choice[]; readonly chosen?: string | undefined; readonly any?: string }) => (
  <label>
    {label}
    <select name={name}>
      {any !== undefined && <option value="">{any}</option>}
      {choices.map(({ value, text }) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
); // prettier-ignore

/** The way to the run in the Temporal UI, where one is known. */
export const RunLink = ({ href }: { readonly href: string | undefined }) =>
  href === undefined ? null : (
    <a href={href} rel="noreferrer">
      See its run in Temporal
    </a>
  );

/** The way to a request that may be somebody else's: for who may not see it, what it is called. */
export const RequestLink = ({ viewer, requestId, children, ...marks }: PropsWithChildren<{ readonly viewer: Viewer; readonly requestId: string; readonly class?: string }>) =>
  seesAll(viewer.principal) ? (
    <a href={requestHref(requestId)} {...marks}>
      {children}
    </a>
  ) : (
    <span {...marks}>{children}</span>
  ); // prettier-ignore
