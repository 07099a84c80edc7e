import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import { Refused } from '../../domain/errors.ts';
import { bodyMaxBytes, type Ctx, type Deps, type Env } from '../context.ts';
import { atMost } from '../bodies.ts';
import { parseAs } from '../parse.ts';
import { Problem } from '../problems.ts';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { pageForError } from './error-page.tsx';
import { fieldsOf, readForm } from './forms.ts';
import { Layout } from './layout.tsx';
import { requireSameOrigin } from './same-origin.ts';
import { viewerOf, type Viewer } from './viewer.ts';

/** What a page of the console is: how it is asked for, and by whom. GET and HEAD never change anything. */
export interface PageSpec {
  readonly method: 'get' | 'post';
  /** As Hono writes it: `/corrections/:requestId`. */
  readonly path: string;
  /** A person who is signed in; or anybody, signed in or not. */
  readonly caller: 'person' | 'anybody';
  readonly params?: z.ZodType;
  /** Fields that are left empty are not there; one that stands twice is a list. */
  readonly query?: z.ZodType;
  /** Of a POST; the token against forged forms is checked and taken out before. */
  readonly form?: z.ZodType;
  /** Of the one POST that mail programs send, which have no page and no Origin: what it does is guarded by its address alone (RFC 8058). */
  readonly isFromAnywhere?: true;
  /** Asked for by a page itself and not by its reader: it does not count as one of the session's pages, nor as its use. */
  readonly uncounted?: true;
  /** Called before anything is read; throws RATE_LIMITED. */
  readonly count?: (viewer: Viewer) => void;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a page is made from, read and checked. */
export interface PageInput<S extends PageSpec> {
  readonly viewer: S['caller'] extends 'person' ? Viewer : Viewer | undefined;
  readonly params: Parsed<S['params']>;
  readonly query: Parsed<S['query']>;
  readonly form: Parsed<S['form']>;
}

/** htmx stops asking when it is told so: nothing more happens to what is over. */
export const stopAsking = 286;

/** What a page is answered with: a whole page, a part of one for htmx, a file to keep, or the way to another page (303). */
export type Shown =
  | { readonly title: string; readonly body: Child; readonly status?: ContentfulStatusCode }
  | { readonly fragment: Child; readonly status?: ContentfulStatusCode | typeof stopAsking }
  | { readonly file: { readonly name: string; readonly type: string; readonly text: string } }
  | { readonly goTo: string };

export interface Page {
  readonly spec: PageSpec;
  readonly handle: (c: Ctx, deps: Deps) => Promise<Response>;
}

/** What a page is, to be bound to what it shows. Every "no" is thrown, as Refused or Problem, and shown as a page of its own. */
export const page = <const S extends PageSpec>(spec: S) => ({
  shownBy: (show: (input: PageInput<S>, c: Ctx) => Promise<Shown>): Page => ({
    spec,
    handle: async (c, deps) => {
      let viewer: Viewer | undefined;
      try {
        if (!spec.isFromAnywhere) requireSameOrigin(deps, c);
        viewer = await viewerFor(deps, c, spec);
        if (viewer && !spec.uncounted) deps.limits.countPage(viewer.session._id);
        if (viewer) spec.count?.(viewer);
        const input = {
          viewer,
          params: spec.params && parseAs(spec.params, c.req.param()),
          query: spec.query && parseAs(spec.query, fieldsOf(new URL(c.req.url).searchParams)),
          form: spec.form && (await readForm(c, spec.form, viewer?.csrf)),
        } as PageInput<S>; // parsed by the schemas of S
        return await answered(c, viewer, await show(input, c));
      } catch (error) {
        return answered(c, viewer, pageForError(error, c, deps, viewer));
      }
    },
  }),
});

/** Who asks. Whoever may not act any more can still go to the pages that are for anybody, and so to another sign-in. */
async function viewerFor(deps: Deps, c: Ctx, { caller, uncounted }: PageSpec): Promise<Viewer | undefined> {
  try {
    const viewer = await viewerOf(deps, c, { isUse: uncounted !== true });
    if (!viewer && caller === 'person') throw new Refused('LOGIN_REQUIRED');
    return viewer;
  } catch (error) {
    if (caller === 'anybody' && error instanceof Refused) return undefined;
    throw error;
  }
}

/** Puts a page into the gateway. */
export function mountPage(app: Hono<Env>, deps: Deps, { spec, handle }: Page): void {
  const tooLarge = atMost(bodyMaxBytes, (c, refused) =>
    answered(c, undefined, pageForError(new Problem(refused, {}), c, deps, undefined)),
  );
  app.on(spec.method.toUpperCase(), [spec.path], tooLarge, (c) => handle(c, deps));
}

/** Answers with what is shown, in the frame that all pages share. */
export async function answered(c: Ctx, viewer: Viewer | undefined, shown: Shown): Promise<Response> {
  if ('goTo' in shown) {
    if (c.req.header('hx-request') === undefined) return c.redirect(shown.goTo, 303);
    c.header('HX-Redirect', shown.goTo); // htmx would follow a 303 by itself and put a whole page into a part of one
    return c.body(null, 204);
  }
  if ('fragment' in shown) {
    c.status((shown.status ?? 200) as ContentfulStatusCode); // 286 is htmx's own
    return c.html(<>{shown.fragment}</>);
  }
  if ('file' in shown) {
    const name = shown.file.name.replaceAll(/[^\w.-]/g, '_'); // numbers of invoices have any sign, names of files have not
    return c.body(shown.file.text, 200, { 'Content-Type': shown.file.type, 'Content-Disposition': `attachment; filename="${name}"` }); // prettier-ignore
  }
  c.status(shown.status ?? 200);
  const framed = (
    <Layout title={shown.title} viewer={viewer} path={c.req.path}>
      {shown.body}
    </Layout>
  );
  return c.html(html`<!doctype html>${framed}`);
}
