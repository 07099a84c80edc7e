import { z } from 'zod';
import { policyRunUrl } from '../../client/ui-links.ts';
import { encodeId } from '../../domain/canonical.ts';
import { Refused } from '../../domain/errors.ts';
import { activePolicy, policyIn, waitingPolicies } from '../../store/policies.ts';
import { confirmTokenFor, readConfirmToken } from '../console/confirm.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';
import { isProposal, type ProposalRecord } from '../decidable.ts';
import { decidedOnPolicy } from '../decide-policy.ts';
import { offersTo } from '../detail.ts';
import { parseAs } from '../parse.ts';
import { listedPolicies, policyDetailOf, policyRecordOf, policyRowOf } from '../policy-view.ts';
import { editorsNow, unfilledNow } from '../propose.ts';
import { decisionBody } from '../schemas/decision.ts';
import { pageQuery } from '../schemas/page.ts';
import { policyVersion } from '../schemas/policy.ts';
import { mayDo, sightOf } from '../sight.ts';
import { gateOf } from '../view.ts';
import type { Deciding } from './policy-decide.tsx';
import { PolicyList } from './policy-list.tsx';
import { keptFor } from './policy-kept.ts';
import { noOf, type Again } from './policy-no.ts';
import { proposalPages } from './policy-proposal.tsx';
import { VersionPage } from './policy-version.tsx';

const ofVersion = z.strictObject({ version: policyVersion });
/** Addresses come from mails and programs that add to them: what is not known is not looked at. */
const ofList = z.object({ after: pageQuery.shape.after });
const ofDecided = z.object({ decided: z.string().optional().catch(undefined) });
/** What the buttons of a version say. Whether a comment is too long is said on the page, where it is kept. */
const decisionForm = z.strictObject({
  token: z.string().max(4_000),
  command: z.enum(['approve', 'reject', 'retract', 'withdraw']),
  comment: z.string().optional(),
  onBehalfOf: z.string().optional(),
});

/** Versions of the policy: read, tried, proposed, decided on (approvals.md sections 2 and 6). */
export const policyPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/policy', caller: 'person', query: ofList }).shownBy(
    async ({ viewer, query: { after } }) => ({
      title: 'Policy',
      body: await listBody(deps, viewer, after),
    }),
  ),
  ...proposalPages(deps), // before the versions: `propose` is none
  page({
    method: 'get', path: '/policy/:version', caller: 'person', params: ofVersion, query: ofDecided,
  }).shownBy(({ viewer, params: { version }, query: { decided } }, c) =>
    versionShown(deps, c, viewer, {
      version, comment: keptFor(viewer, `/policy/${encodeId(version)}`, deps.nowMs()), ...(decided === 'already' ? { isRepeat: true } : {}),
    }),
  ),
  page({ method: 'post', path: '/policy/:version', caller: 'person', params: ofVersion, form: decisionForm }).shownBy(
    async ({ viewer, params: { version }, form: { token, comment, ...said } }, c) => {
      try {
        const { requestId, isExpired, renderedAtMs: _at, ...shown } = readConfirmToken(deps, viewer, token);
        const { request, log } = await policyRecordOf(deps.store, version);
        if (request?.requestId !== requestId) throw new Refused('CONFIRM_TOKEN_UNKNOWN');
        const isKnown = log.some(({ decisionId }) => decisionId === shown.decisionId);
        if (isExpired && !isKnown) throw new Refused('CONFIRM_TOKEN_EXPIRED');
        const { input: _none, ...posted } = parseAs(decisionBody, { ...said, ...shown, ...(comment === undefined ? {} : { comment }) });
        await decidedOnPolicy(deps, c, viewer.principal, { ...posted, version });
        return { goTo: `/policy/${encodeId(version)}${isKnown ? '?decided=already' : ''}` };
      } catch (error) {
        return versionShown(deps, c, viewer, { version, comment, ...noOf(error, c, deps) });
      }
    },
  ),
]; // prettier-ignore

/** Versions of one page of the list. */
const versionsOfPage = 20;

async function listBody(deps: Deps, viewer: Viewer, after: string | undefined) {
  const { store } = deps;
  const nowMs = deps.nowMs();
  const list = await listedPolicies(deps, { limit: versionsOfPage, after });
  if (after !== undefined) return <PolicyList viewer={viewer} nowMs={nowMs} list={list} />;
  const policy = await activePolicy(store, new Date(nowMs));
  const [record, waiting, editors] = await Promise.all([
    policyRecordOf(store, policy.version),
    waitingPolicies(store),
    editorsNow(deps),
  ]);
  const now = {
    policy,
    row: policyRowOf(record, nowMs),
    waiting: waiting.map((one) => policyRowOf(one, nowMs)),
    editors,
  };
  return <PolicyList viewer={viewer} nowMs={nowMs} list={list} now={now} />;
}

interface Wanted extends Partial<Again> {
  readonly version: string;
  readonly comment?: string | undefined;
  readonly isRepeat?: true;
}

/** A version as it is now, with what was just refused, and the comment that was typed. */
async function versionShown(
  deps: Deps,
  c: Ctx,
  viewer: Viewer,
  { version, comment, refused = [], status, isRepeat }: Wanted,
): Promise<Shown> {
  const record = await policyRecordOf(deps.store, version);
  const nowMs = deps.nowMs();
  const policy = policyIn(record);
  const [findings, editors, deciding] = await Promise.all([
    record.state === 'proposed' ? unfilledNow(deps, policy) : [],
    editorsNow(deps),
    isProposal(record) ? decidingOn(deps, c, viewer, record) : undefined,
  ]);
  const body = (
    <VersionPage
      viewer={viewer}
      nowMs={nowMs}
      detail={policyDetailOf(record, nowMs)}
      policy={policy}
      outcome={record.outcome}
      findings={findings}
      runUrl={isProposal(record) && deps.temporalUi ? policyRunUrl(deps.temporalUi, version) : undefined}
      mayPropose={editors.includes(viewer.principal.id)}
      deciding={deciding}
      comment={comment}
      refused={refused}
      isRepeat={isRepeat === true}
    />
  );
  return { title: `Policy version ${version}`, body, ...(status === undefined ? {} : { status }) };
}

/** What the viewer may do about a proposal that waits, by the one judgement, with a token for exactly what is shown. */
async function decidingOn(deps: Deps, c: Ctx, viewer: Viewer, record: ProposalRecord): Promise<Deciding | undefined> {
  const { requestId, receivedAtMs } = record.request;
  const sight = await sightOf(deps, c, viewer.principal, receivedAtMs);
  const gate = gateOf(record, sight.nowMs);
  if (gate.state !== 'open') return undefined;
  const asked = { request: { requestId, kind: 'policy' as const, receivedAtMs } };
  const { revision, step, opening } = gate;
  const { planHash } = opening;
  return {
    ...offersTo(sight, asked, gate),
    token: confirmTokenFor(deps, viewer, { requestId, revision, step, planHash }),
    signers: sight.people
      .filter((person) => person.type === 'person' && mayDo({ ...sight, principal: person }, asked, gate, { command: 'approve' }))
      .map(({ id }) => id),
  };
} // prettier-ignore
