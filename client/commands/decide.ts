import type { Command } from 'commander';
import type { CommandName } from '../../domain/decision.ts';
import { refusal, Refused } from '../../domain/errors.ts';
import { planHashOf, planText } from '../../domain/plan.ts';
import { isOutcome, type CorrectionView, type OpenView } from '../../domain/request.ts';
import { answer, type Answer } from '../answer.ts';
import type { Api, Correction } from '../api.ts';
import { exitCodes, exitOfView } from '../exit-codes.ts';
import { RefusedFor } from '../failure.ts';
import { renderConsequence } from '../render/plan.ts';
import { invoiceOf, renderDeed } from '../render/request.ts';
import { visible } from '../terminal.ts';
import type { RequestDetail } from '../request-views.ts';
import { viewAnswer } from './ask.ts';
import { addCommand, answering } from './command.ts';
import { apiOf, documentBefore, type Context } from './context.ts';
import { addCorrectionOptions, correctionOf, type CorrectionOptions } from './correction-options.ts';

interface Options extends CorrectionOptions {
  readonly as?: string;
  readonly for?: string;
  readonly comment?: string;
  readonly json?: true;
}

interface Verb {
  readonly command: CommandName;
  readonly summary: string;
  /** Whether it says why: others read it. */
  readonly comment: 'required' | 'optional';
  /** Whether a right that was lent can do it. */
  readonly lent?: true;
}

const verbs: readonly Verb[] = [
  { command: 'approve', summary: 'Sign exactly the plan that waits; the last signature applies it', comment: 'optional', lent: true },
  { command: 'reject', summary: 'Say no to a request, for good; nothing is changed', comment: 'required', lent: true },
  { command: 'retract', summary: 'Take your own signature back while its step is open', comment: 'optional' },
  { command: 'withdraw', summary: 'Take your own request back; nothing is changed', comment: 'required' },
  { command: 'revise', summary: 'Ask for something else in its place: a new plan, and all signatures are void', comment: 'optional' },
  { command: 'reevaluate', summary: "Operators: plan and judge it again by today's rules; all signatures are void", comment: 'required' },
]; // prettier-ignore

/** People's decisions, what operators do about a request, and words about it; all through the gateway. */
export function register(program: Command, context: Context): void {
  for (const verb of verbs) registerDecision(program, context, verb);

  addCommand(program, 'comment', 'Say something about a request; its clock runs on', "comment r_4f2… 'Which order is it?' --as ben")
    .argument('<request>', 'id of the request')
    .argument('<text>', 'at most 500 characters')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (requestId: string, text: string, { as }: Options) => {
        const { api } = await apiOf(context, as);
        return answer(await api.comment(requestId, text), ({ by }, look) => `Said by ${by}; who decides reads it: ${look.paint('cyan', `countersign show ${requestId}`)}`);
      }),
    ); // prettier-ignore

  addCommand(program, 'retry', 'Operators: start a request again that needs attention', 'retry r_4f2… --as otto')
    .argument('<request>', 'id of the request')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (requestId: string, { as }: Options) => {
        const { api } = await apiOf(context, as);
        return viewAnswer(context, await api.retry(requestId));
      }),
    );
}

function registerDecision(program: Command, context: Context, { command: verb, summary, comment: words, lent }: Verb): void {
  const example = verb === 'revise' ? '--amount 39.66 ' : words === 'required' ? "--comment 'why' " : '';
  const command = addCommand(program, verb, summary, `${verb} r_4f2… ${example}--as ${verb === 'reevaluate' ? 'otto' : 'ben'}`)
    .argument('<request>', 'id of the request')
    .option('--as <name>', 'who you are');
  if (words === 'optional') command.option('--comment <text>', 'a word to it');
  else command.requiredOption('--comment <text>', 'why; the others read it');
  if (lent) command.option('--for <name>', 'whose right you use: one that was lent to you');
  if (verb === 'revise') addCorrectionOptions(command);
  command.action(
    answering(context, async (requestId: string, { as, comment, json, for: onBehalfOf, ...options }: Options) => {
      const { api } = await apiOf(context, as);
      const detail = await api.read(requestId);
      const { revision, step, planHash } = waitingIn(detail, verb);
      if (verb === 'approve') await showConsequence(context, api, detail, planHash, json === true);
      const input = verb === 'revise' ? await revisedBy(detail, options) : undefined;
      const view = await api.decide(requestId, {
        command: verb, revision, step, planHash, decisionId: context.newId(),
        ...(comment === undefined ? {} : { comment }),
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
        ...(input === undefined ? {} : { input }),
      });
      return decided(context, verb, view);
    }),
  );
} // prettier-ignore

/** Without any option the same is planned anew, on the invoice as it is now. */
const revisedBy = async ({ request }: RequestDetail, options: CorrectionOptions): Promise<Correction | undefined> =>
  Object.keys(options).length === 0 ? undefined : correctionOf(request.kind, options);

/** Deeds after which the request waits on, and which are done all the same. */
const leavesItOpen: readonly CommandName[] = ['retract'];
const endsItAs: Partial<Record<CommandName, CorrectionView['state']>> = { reject: 'rejected', withdraw: 'withdrawn' };

/** The deed itself is what was asked: a rejection that took place is done, though the request did not get through. */
function decided(context: Context, verb: CommandName, view: CorrectionView): Answer {
  const base = viewAnswer(context, view);
  const isDone = view.state === endsItAs[verb] || (leavesItOpen.includes(verb) && !isOutcome(view));
  const exit = isDone ? exitCodes.done : exitOfView(view);
  if (isOutcome(view)) return { ...base, exit };
  return answer(view, (shown, look) => renderDeed(verb, shown, look, context.nowMs()), exit);
}

/** What waits now; a request without a plan that waits can be withdrawn all the same. Throws GATE_CLOSED, NOT_YET_OPEN. */
function waitingIn(detail: RequestDetail, verb: CommandName): Pick<NonNullable<OpenView['waitingFor']>, 'revision' | 'step' | 'planHash'> {
  const { requestId, state, planHash, revisions } = detail;
  if (isOutcome(detail))
    throw new RefusedFor([refusal('GATE_CLOSED', { detail: `It ended as ${state}.` })], { requestId, outcome: detail });
  if (detail.waitingFor) return detail.waitingFor;
  if (state === 'replanning' && planHash !== undefined) {
    if (verb !== 'withdraw') throw new Refused('REPLANNING');
    return { revision: revisions.at(-1)?.revision ?? 1, step: 0, planHash };
  }
  throw new Refused(state === 'evaluating' ? 'NOT_YET_OPEN' : 'GATE_CLOSED', { detail: `It is ${state}.` });
} // prettier-ignore

/** What is shown is what is signed: the plan is hashed here, whatever the gateway says its hash is. Throws PLAN_INTEGRITY. */
async function showConsequence(
  { terminal }: Context,
  api: Api,
  detail: RequestDetail,
  planHash: string,
  json: boolean,
): Promise<void> {
  const { plan, request } = detail;
  if (plan === undefined || planHashOf(planText(plan)) !== planHash) throw new Refused('PLAN_INTEGRITY');
  if (json) return;
  const before = await documentBefore(api, plan);
  const asked = `asked by ${request.requester.id}: ${request.reason.text}; plan ${planHash.slice(0, 12)}`;
  terminal.out(`${renderConsequence(visible(plan), visible(invoiceOf(detail)), before)}\n${visible(asked)}\n\n`);
}
