import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { refusal } from '../domain/errors.ts';
import { auditRoutes } from './audit.ts';
import { commentRoutes } from './comments.ts';
import { isForPeople, mountConsole, nothingHere, refusedPage } from './console/console.ts';
import type { Deps, Env } from './context.ts';
import { correctionRoutes } from './corrections.ts';
import { decisionRoutes } from './decisions.ts';
import { delegationRoutes } from './delegations.ts';
import { directoryChangeRoutes } from './directory-changes.ts';
import { draftRoutes } from './drafts.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { invoiceRoutes } from './invoices.ts';
import { keyRoutes } from './keys.ts';
import { createLimits } from './limits.ts';
import { listRoutes } from './lists.ts';
import { knownHostsOnly } from './loopback.ts';
import { openApiRoute } from './openapi.ts';
import { paymentRoutes } from './payments.ts';
import { payoutRoutes } from './payouts.ts';
import { planRoutes } from './plans.ts';
import { policyRoutes } from './policies.ts';
import { principalRoutes } from './principals.ts';
import { onError, problem } from './problems.ts';
import { proofKeyRoutes } from './proof-keys.ts';
import { requestLog } from './request-log.ts';
import { mount, type Route } from './route.ts';
import { sessionRoutes } from './sessions.ts';
import { settingsRoutes } from './settings.ts';

export interface AppOptions extends Omit<Deps, 'limits'> {
  /** From one address; ten unless said otherwise. */
  readonly signInsPerMinute?: number | undefined;
}

/** The gateway without its socket: tests call `app.request()`, `main.ts` listens. */
export function createApp({ signInsPerMinute, ...given }: AppOptions): Hono<Env> {
  const deps: Deps = { ...given, limits: createLimits(given.nowMs, signInsPerMinute) };
  const app = new Hono<Env>();
  app.use(requestLog(deps.log, deps.nowMs));
  const { ofPrograms, ofPeople } = headersFor(deps);
  app.use((c, next) => (c.req.path.startsWith('/v1/') ? ofPrograms : ofPeople)(c, next));
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  });
  app.use(knownHostsOnly(deps));
  for (const one of routesOf(deps)) mount(app, deps, one);
  mountConsole(app, deps);
  app.notFound((c) => (isForPeople(c) ? nothingHere(c, deps) : problem(c, refusal('NOT_FOUND'))));
  app.onError((error, c) => (isForPeople(c) ? refusedPage(c, deps, error) : onError(error, c, deps.log)));
  return app;
}

/** Pages load what is ours alone, run no script that stands in them, and stand in no frame (approvals.md section 11). */
function headersFor({ publicUrl }: Pick<Deps, 'publicUrl'>) {
  const headers = {
    referrerPolicy: 'same-origin', // with no-referrer every form would say "Origin: null"
    strictTransportSecurity: publicUrl === undefined ? false : 'max-age=31536000', // loopback speaks plain HTTP
    xFrameOptions: 'DENY',
  } as const;
  const [none, own] = [["'none'"], ["'self'"]];
  const ofPeople = {
    defaultSrc: none, styleSrc: own, scriptSrc: own, imgSrc: own, connectSrc: own, formAction: own, baseUri: none, frameAncestors: none,
  }; // prettier-ignore
  return {
    ofPrograms: secureHeaders({ ...headers, contentSecurityPolicy: { defaultSrc: none, frameAncestors: none } }),
    ofPeople: secureHeaders({ ...headers, contentSecurityPolicy: ofPeople }),
  };
}

const subjects = [
  healthRoutes, invoiceRoutes, draftRoutes, paymentRoutes, payoutRoutes, correctionRoutes, planRoutes, listRoutes,
  decisionRoutes, commentRoutes, eventRoutes, settingsRoutes, keyRoutes, sessionRoutes, principalRoutes,
  directoryChangeRoutes, proofKeyRoutes, auditRoutes, delegationRoutes, policyRoutes,
]; // prettier-ignore

/** Everything that the gateway answers; the document lists the same. */
export function routesOf(deps: Deps): readonly Route[] {
  const routes: readonly Route[] = [...subjects.flatMap((of) => of(deps)), openApiRoute(() => routes)];
  return routes;
}
