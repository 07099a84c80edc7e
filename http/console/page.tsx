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

/** What a page is answered with: a whole page, a part of one for htmx, or the way to another page (303). */
export type Shown =
  | { readonly title: string; readonly body: Child; readonly status?: ContentfulStatusCode }
  | { readonly fragment: Child; readonly status?: ContentfulStatusCode }
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
        requireSameOrigin(c);
        viewer = await viewerOf(deps, c);
        if (!viewer && spec.caller === 'person') throw new Refused('LOGIN_REQUIRED');
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
  c.status(shown.status ?? 200);
  if ('fragment' in shown) return c.html(<>{shown.fragment}</>);
  const framed = (
    <Layout title={shown.title} viewer={viewer} path={c.req.path}>
      {shown.body}
    </Layout>
  );
  return c.html(html`<!doctype html>${framed}`);
}
