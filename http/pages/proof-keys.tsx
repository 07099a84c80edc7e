import { z } from 'zod';
import { jsonText } from '../../client/answer.ts';
import { fingerprintOf } from '../../domain/proof.ts';
import { hasRole } from '../../domain/principal.ts';
import type { ProofKeyRecord } from '../../store/approval-records.ts';
import { proofKeys, revokeProofKey } from '../../store/proof-keys.ts';
import { requireRole } from '../authenticate.ts';
import { page, type Page } from '../console/page.tsx';
import { Csrf, Moment } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { keyFileOf, revoker } from '../proof-keys.ts';
import { revocation } from '../schemas/proof-key.ts';
import { AuditTabs } from './audit.tsx';

const path = '/audit/keys';

/** The public keys that proofs are checked with, how to compare them, and what to do when a private one leaked. */
export const proofKeyPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path, caller: 'person' }).shownBy(async ({ viewer }) => {
    const keys = await proofKeys(deps.store);
    const body = (
      <>
        <h1>Proof keys</h1>
        <AuditTabs path={path} />
        <section class="sheet" aria-labelledby="compare">
          <h2 id="compare">Compare them another way</h2>
          <p>
            What this page says about its own keys proves nothing. Sit at the gateway, or phone somebody who does, and type{' '}
            <code>countersign doctor</code> (the key in use) or <code>countersign keys fingerprints</code> (all of them). Read the groups of
            four aloud: every one must be the same as below.
          </p>
          <p class="actions">
            <a class="button second" href={`${path}/export`}>
              Download the public keys
            </a>
            <span class="hint">Of {deps.deployment}; keep the file where the operators cannot write.</span>
          </p>
        </section>
        <ul class="rows">
          {keys.map((key) => (
            <ProofKey of={key} viewer={viewer} />
          ))}
        </ul>
      </>
    );
    return { title: 'Proof keys', body };
  }),
  page({ method: 'get', path: `${path}/export`, caller: 'person' }).shownBy(async () => ({
    file: { name: 'keys.json', type: 'application/json', text: jsonText(await keyFileOf(deps)) },
  })),
  page({
    method: 'post',
    path: `${path}/:kid/revoke`,
    caller: 'person',
    params: z.strictObject({ kid: z.string() }),
    form: revocation,
  }).shownBy(async ({ viewer: { principal }, params: { kid }, form: { reason } }) => {
    await requireRole(deps, principal, revoker);
    await revokeProofKey(deps.store, kid, { by: principal.id, reason, now: new Date(deps.nowMs()) });
    return { goTo: path };
  }),
]; // prettier-ignore

const states: Readonly<Record<ProofKeyRecord['state'], readonly [word: string, tone: string]>> = {
  current: ['in use', 'good'],
  next: ['the next one', ''],
  retired: ['used before', ''],
  revoked: ['revoked: what it signed counts no more', 'bad'],
};

const ProofKey = ({ of, viewer }: { readonly of: ProofKeyRecord; readonly viewer: Viewer }) => {
  const { _id, publicKey, state, createdAt, revokedAt, revokedBy, reason } = of;
  const [word, tone] = states[state];
  return (
    <li>
      <p>
        <strong class="number">{_id}</strong> <span class={`badge ${tone}`.trim()}>{word}</span>
      </p>
      <p class="fingerprint">{fingerprintOf(publicKey)}</p>
      <p class="hint">
        Published <Moment at={createdAt} formats={viewer.formats} />
        {revokedAt && (
          <>
            ; revoked <Moment at={revokedAt} formats={viewer.formats} /> by {revokedBy}
          </>
        )}
        {reason !== undefined && `: ${reason}`}
      </p>
      {state !== 'revoked' && hasRole(viewer.principal, 'operator') && <Revoke kid={_id} isInUse={state === 'current'} viewer={viewer} />}
    </li>
  );
}; // prettier-ignore

const Revoke = ({
  kid,
  isInUse,
  viewer,
}: {
  readonly kid: string;
  readonly isInUse: boolean;
  readonly viewer: Viewer;
}) => (
  <details>
    <summary>Its private half leaked</summary>
    <form method="post" action={`${path}/${encodeURIComponent(kid)}/revoke`}>
      <Csrf viewer={viewer} />
      <p>
        From then on nothing that it signed is applied. {isInUse && 'The gateway does not start again with it: '}
        {isInUse && <code>countersign keys rotate --reason …</code>}
        {isInUse && ', restart, then have open requests evaluated again.'} This cannot be taken back.
      </p>
      <label>
        Why
        <input name="reason" required maxlength={500} autocomplete="off" />
      </label>
      <button class="danger">Revoke {kid}</button>
    </form>
  </details>
);
