import { hashText } from './canonical.ts';
import type { CommandName } from './decision.ts';
import type { ProofBody } from './decision-proof.ts';
import type { Accepted } from './gate.ts';
import { signerOf } from './gate-view.ts';
import type { CorrectionInput } from './input.ts';
import { bodyOf } from './proof.ts';
import type { CorrectionRequest } from './request.ts';

/** What was signed with an accepted command; it was proven when it was accepted, and is again when it is applied. */
export const saidIn = ({ message }: Accepted): ProofBody => bodyOf(message.proof.text) as unknown as ProofBody;

/** Hash of the signed texts of a log, in order: an audit entry that carries it covers the proofs. */
export const proofHashOf = (log: readonly Accepted[]): string =>
  hashText('countersign/log/v1', log.map(({ message: { proof } }) => `${proof.text}\n${proof.signature}`).join('\n'));

/** Who signed a revision and still does, in order: `B for A` where a right was lent. */
export const signersOf = (log: readonly Accepted[], revision: number): readonly string[] => [
  ...standingVotes(log, revision).values(),
];

/** The same people by their ids. */
export const signerIdsOf = (log: readonly Accepted[], revision: number): readonly string[] => [
  ...standingVotes(log, revision).keys(),
];

function standingVotes(log: readonly Accepted[], revision: number): ReadonlyMap<string, string> {
  const standing = new Map<string, string>();
  for (const { decision, actor } of log.filter((one) => one.revision === revision).map(saidIn)) {
    if (decision === 'approve') standing.set(actor.principal, signerOf({ actor }));
    if (decision === 'retract') standing.delete(actor.principal);
  }
  return standing;
}

/** What is asked for now: the last revision's input, or the first one. */
export const inputNow = ({ input }: CorrectionRequest, log: readonly Accepted[]): CorrectionInput | undefined =>
  log.findLast(({ message }) => message.input !== undefined)?.message.input ?? input;

/** How the audit chain calls what leaves a gate open. */
export const deeds = {
  approve: 'voted',
  retract: 'retracted',
  revise: 'revised',
  reevaluate: 'reevaluated',
} as const satisfies Partial<Record<CommandName, string>>;
