import { hashValue } from './canonical.ts';
import type { CorrectionInput } from './input.ts';
import type { Signed } from './proof.ts';

/** A role as it counts for one request: filtered by kind, with its ceiling in minor units of the policy's base currency. */
export interface ActorRole {
  readonly role: string;
  readonly ceilingMinor?: number;
}

/** Who decides, as the gateway vouches for it at the moment of signing (approvals.md section 5). */
export interface Actor {
  /** Who is signed in. Only a person decides. */
  readonly principal: string;
  readonly type: 'person' | 'service' | 'agent';
  /** Names (ids and e-mail addresses, lower case) of everybody who counts as the same person for this request (section 4). */
  readonly class: readonly string[];
  readonly roles: readonly ActorRole[];
  readonly unit?: string;
  /** Rights of somebody else, by a delegation that is in force. */
  readonly lent?: { readonly delegationId: string; readonly from: string; readonly roles: readonly ActorRole[] };
  /** When the person signed in, ms. */
  readonly authAt: number;
}

/** Everything that a person may say to a gate. */
export const commandNames = ['approve', 'reject', 'retract', 'withdraw', 'revise', 'reevaluate'] as const;
export type CommandName = (typeof commandNames)[number];

/** One command of a person on exactly one plan. */
export interface Decision {
  readonly command: CommandName;
  readonly requestId: string;
  readonly revision: number;
  readonly step: number;
  readonly planHash: string;
  readonly decisionId: string;
  readonly comment?: string;
  /** What a revision asks for in place of the first input. */
  readonly input?: CorrectionInput;
  readonly actor: Actor;
}

/** What update and signal carry: the signed text, and the words that it holds only the hashes of. */
export interface DecisionMessage {
  readonly proof: Signed;
  readonly comment?: string;
  readonly input?: CorrectionInput;
}

export const commentMax = 500;

/** What a decision says, by whom: the same id with other content is no repeat, whenever and by whichever key it was signed. */
export const decisionHash = ({ actor, ...said }: Decision): string =>
  hashValue('countersign/decision/v1', { ...said, actor: { principal: actor.principal, from: actor.lent?.from } });
