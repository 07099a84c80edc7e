import { ulid } from 'ulid';
import { canonical } from '../../domain/canonical.ts';
import { Refused } from '../../domain/errors.ts';
import { openSigned, proofPrefixes } from '../../domain/proof.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import type { Deps } from '../context.ts';
import type { Viewer } from './viewer.ts';

/** What a person has in front of him, and is about to decide on. */
export interface ConfirmedPage {
  readonly requestId: string;
  readonly revision: number;
  readonly step: number;
  readonly planHash: string;
  /** Made with the page: sent twice it is one decision. */
  readonly decisionId: string;
  /** When the page was made, ms. */
  readonly renderedAtMs: number;
}

/** How long a page may be decided on, ms (approvals.md section 5). */
const pageMaxMs = 15 * 60_000;

type About = Omit<ConfirmedPage, 'decisionId' | 'renderedAtMs'>;
type Signing = Pick<Deps, 'signer' | 'deployment' | 'nowMs'>;

/**
 * The confirm token of a page (approvals.md section 5): signed by the gateway and bound to session, person, revision, step, plan,
 * decision and time, so nothing is kept until somebody decides; then `decision_attempts` keeps the decision id, which makes a
 * second POST the same decision.
 */
export function confirmTokenFor({ signer, deployment, nowMs }: Signing, { session, principal }: Viewer, about: About): string {
  const body = {
    ...about, v: 1, kid: signer.key.kid, deployment, session: session._id, person: principal.id, decisionId: ulid(),
    renderedAtMs: nowMs(),
  }; // prettier-ignore
  const { text, signature } = signer.sign(proofPrefixes.confirm, canonical(body));
  return `${Buffer.from(text).toString('base64url')}.${signature}`;
} // prettier-ignore

/**
 * Reads a token back. Throws CONFIRM_TOKEN_UNKNOWN for one that was not made here, CONFIRM_TOKEN_FOREIGN for one of another
 * session. One that is too old is told by `isExpired`: a repeat of what was decided in time still gets its answer.
 */
export function readConfirmToken({ signer, deployment, nowMs }: Signing, { session, principal }: Viewer, token: string): ConfirmedPage & { readonly isExpired: boolean } {
  const [encoded = '', signature = ''] = token.split('.');
  const text = Buffer.from(encoded, 'base64url').toString();
  const opened = openSigned(proofPrefixes.confirm, { text, signature }, [signer.key], verifyNatively);
  if (!opened.ok || opened.body['deployment'] !== deployment) throw new Refused('CONFIRM_TOKEN_UNKNOWN');
  const { session: of, person, ...page } = opened.body as unknown as ConfirmedPage & { session: string; person: string };
  if (of !== session._id || person !== principal.id) throw new Refused('CONFIRM_TOKEN_FOREIGN');
  const { requestId, revision, step, planHash, decisionId, renderedAtMs } = page;
  const isExpired = nowMs() - renderedAtMs > pageMaxMs;
  return { requestId, revision, step, planHash, decisionId, renderedAtMs, isExpired };
} // prettier-ignore
