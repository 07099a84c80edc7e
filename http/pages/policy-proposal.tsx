import { ulid } from 'ulid';
import { z } from 'zod';
import { encodeId } from '../../domain/canonical.ts';
import { Refused } from '../../domain/errors.ts';
import { policyDiff } from '../../domain/policy-diff.ts';
import { policyHashOf, policyText } from '../../domain/policy.ts';
import { activePolicy, nextPolicyVersion, policyIn, policyOfVersion } from '../../store/policies.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';
import { parseAs } from '../parse.ts';
import { answerPolicy, policyRecordOf } from '../policy-view.ts';
import { unfilledNow, proposed, requireEditor } from '../propose.ts';
import { idempotencyKey } from '../schemas/correction.ts';
import { policyVersion, proposalBody } from '../schemas/policy.ts';
import { noOf, type Again } from './policy-no.ts';
import { keptFor, readKept } from './policy-kept.ts';
import { ProposePage, proposePath } from './policy-propose.tsx';
import { RevertPage } from './policy-revert.tsx';
import { draftIn, draftOf, mergedIn, tried, type Draft } from './policy-try.ts';

const ofVersion = z.strictObject({ version: policyVersion });
const fromVersion = z.object({ from: policyVersion.optional() });
/** The fields are named by the policy itself, so they are read by what was shown (`draftIn`). */
const proposalForm = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const revertForm = z.strictObject({ key: idempotencyKey, reason: z.string().optional() });

/** Who works on the policy tries a version, proposes it, or goes back to one. */
export const proposalPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/policy/propose', caller: 'person', query: fromVersion }).shownBy(async ({ viewer, query: { from } }) => {
    await requireEditor(deps, viewer.principal);
    const { store, nowMs } = deps;
    const kept = from === undefined ? readKept(keptFor(viewer, proposePath, nowMs())) : undefined;
    if (kept) return triedShown(deps, viewer, { ...kept, fields: {}, shown: {}, key: ulid() });
    const [base, next] = await Promise.all([activePolicy(store, new Date(nowMs())), nextPolicyVersion(store)]);
    const start = from === undefined ? base : await policyOfVersion(store, from);
    const draft = draftOf({ ...start, version: next }, { key: ulid() });
    return proposeShown(viewer, next, { tried: { draft, base: base.version, findings: [] } });
  }),
  page({ method: 'post', path: '/policy/propose', caller: 'person', form: proposalForm }).shownBy(async ({ viewer, form }, c) => {
    await requireEditor(deps, viewer.principal);
    const { deed, tried: hash, ...sent } = form;
    const draft = draftIn(sent, ulid());
    return deed === 'propose' && typeof hash === 'string' ? proposeTried(deps, c, viewer, { draft, hash }) : triedShown(deps, viewer, draft);
  }),
  page({ method: 'get', path: '/policy/:version/revert', caller: 'person', params: ofVersion }).shownBy(async ({ viewer, params }) => {
    await requireEditor(deps, viewer.principal);
    const reason = keptFor(viewer, `/policy/${encodeId(params.version)}/revert`, deps.nowMs());
    return revertShown(deps, viewer, { ...params, key: ulid(), reason });
  }),
  page({ method: 'post', path: '/policy/:version/revert', caller: 'person', params: ofVersion, form: revertForm }).shownBy(async ({ viewer, params, form }, c) => {
    await requireEditor(deps, viewer.principal);
    try {
      return await taken(deps, c, viewer, { key: form.key, body: { reverts: params.version, reason: form.reason } });
    } catch (error) {
      return revertShown(deps, viewer, { ...params, ...form, ...keptKey(form.key, noOf(error, c, deps)) });
    }
  }),
]; // prettier-ignore

/** Proposes as `POST /v1/policies` does, and leads to the version. */
async function taken(deps: Deps, c: Ctx, { principal }: Viewer, { key, body }: { readonly key: string; readonly body: object }): Promise<Shown> {
  const view = await proposed(deps, { principal, authAtMs: c.get('authAtMs') }, key, parseAs(proposalBody, body));
  answerPolicy(view); // it may have ended at once, by a rule
  return { goTo: `/policy/${encodeId(view.version)}` };
} // prettier-ignore

/** The same key again is the same proposal; one that stands for another one is of no use any more. */
const keptKey = (key: string, no: Again): Again & { readonly key: string } => ({
  ...no,
  key: no.refused.some(({ code }) => code === 'REQUEST_ID_REUSED') ? ulid() : key,
});

interface Showing {
  readonly tried: Parameters<typeof ProposePage>[0]['tried'];
  readonly isChanged?: boolean;
}

const proposeShown = (viewer: Viewer, next: string, { tried: result, isChanged = false }: Showing, no?: Again): Shown => ({
  title: 'Propose a change of the policy',
  body: <ProposePage viewer={viewer} tried={result} next={next} isChanged={isChanged} refused={no?.refused ?? []} />,
  ...(no ? { status: no.status } : result.findings.length > 0 ? { status: 422 as const } : {}),
}); // prettier-ignore

async function triedShown(deps: Deps, viewer: Viewer, draft: Draft, more: { readonly isChanged?: boolean; readonly no?: Again } = {}): Promise<Shown> {
  const [next, result] = [await nextPolicyVersion(deps.store), await tried(deps, draft)];
  return proposeShown(viewer, next, { tried: result, isChanged: more.isChanged === true }, more.no);
} // prettier-ignore

/** What was looked at is what is proposed: a text that differs from what was tried is tried again. */
async function proposeTried(deps: Deps, c: Ctx, viewer: Viewer, { draft, hash }: { readonly draft: Draft; readonly hash: string }): Promise<Shown> {
  const { policy, findings } = mergedIn(draft);
  if (!policy || findings.length > 0 || policyHashOf(policyText(policy)) !== hash)
    return triedShown(deps, viewer, draft, { isChanged: true });
  try {
    return await taken(deps, c, viewer, { key: draft.key, body: { policy, reason: draft.reason } });
  } catch (error) {
    const { key, ...no } = keptKey(draft.key, noOf(error, c, deps));
    return triedShown(deps, viewer, { ...draft, key }, { no });
  }
} // prettier-ignore

interface Reverting extends Partial<Again> {
  readonly version: string;
  readonly key: string;
  readonly reason?: string | undefined;
}

/** What going back to a version changes. Throws POLICY_NOT_FOUND for one that was not in force before. */
async function revertShown(
  deps: Deps,
  viewer: Viewer,
  { version, key, reason, refused = [], status }: Reverting,
): Promise<Shown> {
  const record = await policyRecordOf(deps.store, version);
  if (record.state !== 'superseded')
    throw new Refused('POLICY_NOT_FOUND', { detail: `Version ${version} was not in force before.` });
  const policy = policyIn(record);
  const base = await activePolicy(deps.store, new Date(deps.nowMs()));
  const [next, findings] = [await nextPolicyVersion(deps.store), await unfilledNow(deps, policy)];
  const body = (
    <RevertPage
      viewer={viewer}
      version={version}
      next={next}
      base={base.version}
      policy={policy}
      diff={policyDiff(base, policy)}
      findings={findings}
      refused={refused}
      form={{ key, reason }}
    />
  );
  return { title: `Go back to policy version ${version}`, body, ...(status === undefined ? {} : { status }) };
}
