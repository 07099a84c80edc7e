import { encodeId } from '../../domain/canonical.ts';
import { commentMax, type CommandName } from '../../domain/decision.ts';
import { Choose, Csrf } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Told } from '../route.ts';
import type { policyDetail } from '../schemas/policy.ts';

/** What somebody may do about a proposal now. */
export interface Deciding {
  readonly token: string;
  /** What the judgement would take from the viewer now, himself or in whose right. */
  readonly may: readonly CommandName[];
  readonly for: readonly string[];
  /** Who could approve it now. */
  readonly signers: readonly string[];
}

interface Props extends Deciding {
  readonly viewer: Viewer;
  readonly detail: Told<typeof policyDetail>;
  /** What was typed before. */
  readonly comment: string | undefined;
}

/** What can be decided here, on buttons that say the deed; or who can decide. */
export const Decide = ({ viewer, detail, token, may, for: lenders, signers, comment }: Props) => {
  const { version, author, waitingFor } = detail;
  const offered = may.some((one) => one !== 'revise' && one !== 'reevaluate') || lenders.length > 0;
  if (!waitingFor) return null;
  return (
    <section class="sheet" id="decide">
      <h2>Your decision</h2>
      {author === viewer.principal.id && <p>You proposed it, so others sign it.</p>}
      {!may.includes('approve') && lenders.length === 0 && (
        <p>
          {signers.length === 0
            ? `Nobody can sign this step now: it takes ${waitingFor.roles.join(' or ')}, and nobody who has proposed or signed it. Ask a directory-admin.`
            : `It can be signed now by ${signers.join(', ')}.`}
        </p>
      )}
      {!offered && comment !== undefined && <p>You wrote: {comment}</p>}
      {offered && (
        <form method="post" action={`/policy/${encodeId(version)}`}>
          <Csrf viewer={viewer} />
          <input type="hidden" name="token" value={token} />
          {lenders.length > 0 && (
            <Choose name="onBehalfOf" label="In whose right" any={may.includes('approve') ? 'My own' : 'Choose'} choices={lenders.map((value) => ({ value, text: `For ${value}` }))} />
          )}
          <label>
            Comment, for the others{may.includes('reject') || may.includes('withdraw') ? '; to reject or withdraw say why' : ''}
            <textarea name="comment" maxlength={commentMax} rows={3}>
              {comment}
            </textarea>
          </label>
          <p class="actions">
            {(may.includes('approve') || lenders.length > 0) && (
              <button name="command" value="approve">
                {approveText(detail)}
              </button>
            )}
            {may.includes('reject') && (
              <button name="command" value="reject" class="danger">
                Reject policy version {version} for good
              </button>
            )}
            {may.includes('retract') && (
              <button name="command" value="retract" class="second">
                Take my signature back
              </button>
            )}
            {may.includes('withdraw') && (
              <button name="command" value="withdraw" class="danger">
                Withdraw policy version {version}
              </button>
            )}
          </p>
          <p class="hint">A tap is final. To approve, your sign-in must not be older than five minutes.</p>
        </form>
      )}
    </section>
  );
}; // prettier-ignore

/** What the signature does: the last one puts the version in force. */
function approveText({ version, waitingFor }: Props['detail']): string {
  if (waitingFor && waitingFor.step + 1 < waitingFor.steps)
    return `Approve policy version ${version}: then a controller signs`;
  return `Approve policy version ${version}: in force at once`;
}
