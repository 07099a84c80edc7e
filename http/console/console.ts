import type { Hono } from 'hono';
import { refusal } from '../../domain/errors.ts';
import type { Ctx, Deps, Env } from '../context.ts';
import { homePages } from '../pages/home.tsx';
import { signInPages } from '../pages/sign-in.tsx';
import { Problem } from '../problems.ts';
import { mountAssets } from './assets.ts';
import { pageForError } from './error-page.tsx';
import { answered, mountPage, type Page } from './page.tsx';
import { viewerOf } from './viewer.ts';

const subjects = [homePages, signInPages];

/** Every page of the console. */
export const pagesOf = (deps: Deps): readonly Page[] => subjects.flatMap((of) => of(deps));

/** Puts the console into the gateway: its pages, and what they load. */
export function mountConsole(app: Hono<Env>, deps: Deps): void {
  for (const one of pagesOf(deps)) mountPage(app, deps, one);
  mountAssets(app);
}

/** Whether a "no" is for a browser that shows pages: the interface for programs is below /v1. */
export const isForPeople = (c: Ctx): boolean =>
  !c.req.path.startsWith('/v1/') && (c.req.header('accept') ?? '').includes('text/html');

/** A "no" from before any page was found, as a page; who is signed in is not asked for. */
export async function refusedPage(c: Ctx, deps: Deps, error: unknown): Promise<Response> {
  return answered(c, undefined, pageForError(error, c, deps, undefined));
}

export const nothingHere = async (c: Ctx, deps: Deps): Promise<Response> => {
  const viewer = await viewerOf(deps, c);
  return answered(c, viewer, pageForError(new Problem(refusal('NOT_FOUND'), {}), c, deps, viewer));
};
