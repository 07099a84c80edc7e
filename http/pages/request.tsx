import { z } from 'zod';
import { Refused } from '../../domain/errors.ts';
import { isClosed } from '../../domain/request.ts';
import { requestHref } from '../console/addresses.ts';
import { commented } from '../comments.ts';
import { page, stopAsking, type Page } from '../console/page.tsx';
import type { Deps } from '../context.ts';
import { requireRole } from '../authenticate.ts';
import { retried } from '../decisions.ts';
import { detailOf } from '../detail.ts';
import { parseAs } from '../parse.ts';
import { Problem, statusOf } from '../problems.ts';
import { signersOf } from '../request-facts.ts';
import { commentBody } from '../schemas/decision.ts';
import { requestId } from '../schemas/scalars.ts';
import { seenBy } from '../sight.ts';
import { gateOf } from '../view.ts';
import { decided, decisionForm, shownRequest } from './request-decide.tsx';
import { keptFor } from './policy-kept.ts';
import { flashOf } from './request-flash.ts';
import { Progress, shownOf, whyLocked } from './request-progress.tsx';

const ofRequest = z.strictObject({ requestId });
/** Addresses come from mails and programs that add to them: what is not known is not looked at. */
const looking = z.object({
  lines: z.coerce.number().int().min(1).max(100_000).catch(1),
  decided: z.string().max(40).optional().catch(undefined),
  again: z.string().optional().catch(undefined),
});
const watching = z.object({
  state: z.string().catch(''),
  plan: z.string().catch(''),
  revision: z.coerce.number().catch(0),
  step: z.coerce.number().catch(0),
});

/** One request, what can be said to it, and how it goes on. */
export const requestPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/corrections/:requestId', caller: 'person', params: ofRequest, query: looking }).shownBy(
    async ({ viewer, params, query }, c) => {
      const seen = await seenBy(deps, c, viewer.principal, params.requestId);
      const said = query.decided === undefined ? undefined : await flashOf(deps, seen, viewer, query.decided, query.again !== undefined);
      const draft = keptFor(viewer, requestHref(params.requestId), deps.nowMs());
      const kept = draft ? { comment: draft } : {};
      return shownRequest(deps, viewer, seen, { kept, said, lines: query.lines });
    },
  ),
  page({
    method: 'post', path: '/corrections/:requestId/decisions', caller: 'person', params: ofRequest, form: decisionForm,
  }).shownBy(({ viewer, params, form }, c) => decided(deps, c, viewer, params.requestId, form)),
  page({
    method: 'get', path: '/corrections/:requestId/progress', caller: 'person', params: ofRequest, query: watching, uncounted: true,
  }).shownBy(async ({ viewer, params, query }, c) => {
    const seen = await seenBy(deps, c, viewer.principal, params.requestId);
    const { nowMs } = seen.sight;
    const gate = gateOf(seen.record, nowMs);
    const detail = await detailOf(deps, seen);
    const now = { detail, gate, signers: signersOf(seen, gate), formats: viewer.formats, nowMs };
    const locks = whyLocked(query, shownOf(now));
    const fragment = (
      <>
        {locks !== undefined && (
          <p class="note" data-locks={locks}>
            {locks} <a id="open-again" href={requestHref(params.requestId)}>Open the page again</a>
          </p>
        )}
        <Progress {...now} />
      </>
    );
    return { fragment, ...(isClosed(detail.state) ? { status: stopAsking } : {}) };
  }),
  ...sayingPages(deps),
]; // prettier-ignore

const sayingPages = (deps: Deps): readonly Page[] => [
  page({
    method: 'post', path: '/corrections/:requestId/comments', caller: 'person', params: ofRequest,
    form: z.strictObject({ text: z.string().optional() }),
  }).shownBy(async ({ viewer, params, form }, c) => {
    const seen = await seenBy(deps, c, viewer.principal, params.requestId);
    try {
      await commented(deps, viewer.principal, params.requestId, parseAs(commentBody, form).text);
      return { goTo: `${requestHref(params.requestId)}#progress-title` };
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Problem)) throw error;
      const { refusal } = error;
      c.set('code', refusal.code);
      const said = { tone: 'bad', text: 'Your comment was not kept.', refusals: [refusal] } as const;
      return { ...(await shownRequest(deps, viewer, seen, { said, unsaid: form.text })), status: statusOf(refusal.code) };
    }
  }),
  page({
    method: 'post', path: '/corrections/:requestId/retry', caller: 'person', params: ofRequest, form: z.strictObject({}),
  }).shownBy(async ({ viewer, params }) => {
    await requireRole(deps, viewer.principal, { role: 'operator', personWho: 'starts a request again' });
    await retried(deps, params.requestId);
    return { goTo: requestHref(params.requestId) };
  }),
]; // prettier-ignore
