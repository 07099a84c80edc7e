import type { Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { planHashOf, planText } from '../../domain/plan.ts';
import { evaluatePolicy } from '../../domain/policy.ts';
import { kinds, type Kind } from '../../domain/input.ts';
import { makePlan } from '../../domain/make-plan.ts';
import { parseReason, reasonHelp, type CorrectionRequest, type Reason } from '../../domain/request.ts';
import { answer } from '../answer.ts';
import { RefusedFor } from '../failure.ts';
import { renderPlan, type PlanAnswer } from '../render/plan.ts';
import { addCommand, answering } from './command.ts';
import { withStore, type Context } from './context.ts';
import { factsOf } from './read.ts';

/** `plan KIND ID`: what a request would do, without asking for it. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'plan', 'Show what a correction would do; nothing is written or asked', 'plan cancel INV-7')
    .argument('<kind>', kinds.join(', '))
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .option('--reason <text>', 'a reason of the catalogue, or your own words')
    .action(
      answering(context, async (kind: string, id: string, { reason }: { readonly reason?: string }) => {
        const [knownKind, knownReason] = [kindOf(kind), reason === undefined ? noReason : reasonOf(reason)];
        return answer(await preview(context, knownKind, id, knownReason), renderPlan);
      }),
    );
}

const noReason: Reason = { code: 'other', text: 'preview' };

/** Throws KIND_UNKNOWN. */
export function kindOf(text: string): Kind {
  const kind = kinds.find((known) => known === text);
  if (kind === undefined) throw new Refused('KIND_UNKNOWN', { param: 'kind', detail: text.slice(0, 40) });
  return kind;
}

/** Throws REASON_REQUIRED with the catalogue. */
export function reasonOf(text: string): Reason {
  const reason = parseReason(text);
  if (reason === undefined) throw new Refused('REASON_REQUIRED', { param: '--reason', detail: reasonHelp });
  return reason;
}

async function preview(context: Context, kind: Kind, id: string, reason: Reason): Promise<PlanAnswer> {
  const facts = await withStore(context, (store) => factsOf(store, id, new Date(context.nowMs())));
  const { document } = facts;
  // A request that nobody makes: its id goes into the plan, so the hash of a real one is another.
  const request: CorrectionRequest = {
    requestId: 'r_preview',
    kind,
    invoiceId: document.id,
    reason,
    requester: { id: 'preview', type: 'person' },
    insiders: [],
    origin: { via: 'api' },
    bodyHash: '',
    receivedAtMs: context.nowMs(),
  };
  const plan = makePlan(facts, request);
  if ('blockers' in plan) {
    const [first, ...others] = plan.blockers;
    throw first === undefined ? new Error('blocked without a reason') : new RefusedFor([first, ...others]);
  }
  const planHash = planHashOf(planText(plan));
  return { preview: true, number: document.number, plan, planHash, need: evaluatePolicy(facts, plan) };
}
