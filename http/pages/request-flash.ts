import { saidIn } from '../../domain/accepted.ts';
import type { CommandName } from '../../domain/decision.ts';
import type { CorrectionState } from '../../domain/request.ts';
import { findAttempt } from '../../store/attempts.ts';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import type { Seen } from '../sight.ts';
import type { Said } from './request-page.tsx';

const deeds: Readonly<Record<CommandName, string>> = {
  approve: 'You approved it',
  reject: 'You rejected it',
  retract: 'You took your signature back',
  withdraw: 'You took the request back',
  revise: 'You asked for something else',
  reevaluate: "You had it planned again by today's rules",
};

/** What the deed came to, as far as the ledger knows. */
const came: Readonly<Partial<Record<CorrectionState, string>>> = {
  applied: 'and it was applied. What was written stands below.',
  open: 'and it still waits for others.',
  applying: 'and it is being applied. Open the page again in a moment.',
  outdated: 'but the invoice has moved since: nobody can sign it now.',
  replanning: 'and a new plan is being made.',
};

/**
 * What somebody is told who comes back from a decision. The address names the decision alone: what it was and came to is read
 * from the ledger, so no address can tell a lie, and nobody is told of another person's.
 */
export async function flashOf(deps: Deps, { record }: Seen, { principal, formats }: Viewer, decisionId: string, isAgain: boolean): Promise<Said | undefined> {
  const own = record.log.find((one) => one.decisionId === decisionId && saidIn(one).actor.principal === principal.id.toLowerCase());
  if (own) {
    const { decision } = saidIn(own);
    const deed = `${deeds[decision]} on ${formats.moment(own.acceptedAtMs)}`;
    const end = came[record.state] ?? `and it ended as ${record.state}.`;
    return { tone: 'good', text: isAgain ? `Already decided. ${deed}, ${end} Sent again, it counts once.` : `${deed}, ${end}` };
  }
  const attempt = await findAttempt(deps.store, record._id, decisionId);
  if (attempt?.principal !== principal.id.toLowerCase() || attempt.result !== 'unknown') return undefined;
  return { tone: 'warn', text: 'Your decision is on its way: no answer has come yet. Open the page again in a moment; sent again, it counts once.' };
} // prettier-ignore
