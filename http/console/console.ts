import type { Hono } from 'hono';
import { refusal } from '../../domain/errors.ts';
import type { Ctx, Deps, Env } from '../context.ts';
import { auditPages } from '../pages/audit.tsx';
import { auditWatchPages } from '../pages/audit-watch.tsx';
import { delegationPages } from '../pages/delegations.tsx';
import { commandLinePages } from '../pages/command-line.tsx';
import { homePages } from '../pages/home.tsx';
import { requestPages } from '../pages/request.tsx';
import { keyPages } from '../pages/keys.tsx';
import { mePages } from '../pages/me.tsx';
import { peoplePages } from '../pages/people.tsx';
import { personChangePages } from '../pages/person-change.tsx';
import { personPages } from '../pages/person.tsx';
import { proofKeyPages } from '../pages/proof-keys.tsx';
import { settingsChangePages } from '../pages/settings-form.tsx';
import { settingsPages } from '../pages/settings.tsx';
import { bulkPages } from '../pages/inbox-bulk.tsx';
import { requestListPages } from '../pages/inbox-requests.tsx';
import { inboxPages } from '../pages/inbox.tsx';
import { correctPages } from '../pages/correct.tsx';
import { invoicePages } from '../pages/invoice.tsx';
import { policyPages } from '../pages/policy.tsx';
import { messagePages } from '../pages/messages.tsx';
import { signInPages } from '../pages/sign-in.tsx';
import { Problem } from '../problems.ts';
import { mountAssets } from './assets.ts';
import { pageForError } from './error-page.tsx';
import { answered, mountPage, type Page } from './page.tsx';
import { viewerOf } from './viewer.ts';

const subjects = [
  homePages, signInPages, commandLinePages, inboxPages, bulkPages, requestListPages, requestPages, invoicePages, correctPages, policyPages,
  peoplePages, personPages, personChangePages, delegationPages, auditPages, auditWatchPages, proofKeyPages, settingsPages,
  settingsChangePages, keyPages, mePages, messagePages,
]; // prettier-ignore

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
