import { encodeId } from '../../domain/canonical.ts';
import { policySteps, type PolicyOutcome } from '../../domain/policy-change.ts';
import { Away, Facts, Moment, RunLink } from '../console/parts.tsx';
import type { VersionProps } from './policy-version.tsx';

/** How a version stands, in one sentence. */
export const Standing = ({ detail, outcome, viewer: { formats }, nowMs }: Pick<VersionProps, 'detail' | 'outcome' | 'viewer' | 'nowMs'>) => {
  const { version, state, activeFrom, activeUntil, waitingFor } = detail;
  if (waitingFor)
    return (
      <p class="lead" role="status">
        It waits for {waitingFor.roles.join(' or ')} (step {waitingFor.step + 1} of {waitingFor.steps}) and is not in force. It expires{' '}
        <Away at={waitingFor.dueAt} formats={formats} nowMs={nowMs} />, on <Moment at={waitingFor.dueAt} formats={formats} />.
      </p>
    );
  if (state === 'proposed')
    return <p class="lead" role="status">It is being taken in, or put in force; look again in a moment. <a href={`/policy/${encodeId(version)}`}>Look again</a></p>;
  if (activeFrom === undefined) return <p class="lead" role="status">{endedText(outcome)} It was never in force.</p>;
  return (
    <p class="lead" role="status">
      {activeUntil === undefined ? 'It is in force for every request that came in since ' : 'It was in force from '}
      <Moment at={activeFrom} formats={formats} />
      {activeUntil !== undefined && (
        <>
          {' '}to <Moment at={activeUntil} formats={formats} />
        </>
      )}
      .
    </p>
  );
}; // prettier-ignore

function endedText(outcome: PolicyOutcome | undefined): string {
  switch (outcome?.state) {
    case 'rejected':
      return `It was rejected by ${outcome.by}: ${outcome.comment}`;
    case 'withdrawn':
      return `It was withdrawn by ${outcome.by}: ${outcome.comment}`;
    case 'expired':
      return 'Nobody signed it in time.';
    case 'stale':
      return `It was proposed against version ${outcome.from}, and version ${outcome.inForce} was in force by then.`;
    case 'refused':
      return `It was refused: ${outcome.blockers.map(({ message }) => message).join(' ')}`;
    default:
      return 'It ended.';
  }
}

/** Who proposed it, why, and what it is known by. */
export const About = ({ viewer: { formats }, detail, runUrl }: Pick<VersionProps, 'viewer' | 'detail' | 'runUrl'>) => {
  const { author, proposedAt, reason, from, reverts, hash, planHash } = detail;
  const link = (version: string) => <a href={`/policy/${encodeId(version)}`}>version {version}</a>;
  return (
    <Facts
      rows={[
        ['Proposed by', <>{author}, <Moment at={proposedAt} formats={formats} /></>],
        ['Reason', reason],
        ['Goes back to', reverts === undefined ? undefined : link(reverts)],
        ['In the place of', from === undefined ? undefined : link(from)],
        ['Policy hash', <span class="code">{hash}</span>],
        ['Plan hash', planHash === undefined ? undefined : <span class="code">{planHash}</span>],
        ['Its run', runUrl === undefined ? undefined : <RunLink href={runUrl} />],
      ]}
    />
  );
}; // prettier-ignore

/** Both steps, signed or not. A version that a deployment began with has none. */
export const Signatures = ({ detail: { votes, waitingFor, planHash }, viewer: { formats } }: Pick<VersionProps, 'detail' | 'viewer'>) =>
  planHash === undefined ? null : (
    <>
      <h3>Signatures</h3>
      <ol class="signatures">
        {policySteps.map(({ name }, step) => {
          const vote = votes.find((one) => one.step === step);
          return (
            <li>
              <strong>{name}</strong>:{' '}
              {vote ? (
                <>
                  signed by {vote.by}, <Moment at={vote.at} formats={formats} />
                  {vote.comment !== undefined && `: ${vote.comment}`}
                </>
              ) : (
                (waitingFor?.step === step && 'waits for a signature') || (waitingFor ? 'comes after that' : 'not signed')
              )}
            </li>
          );
        })}
      </ol>
    </>
  ); // prettier-ignore
