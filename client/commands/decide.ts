import type { Command } from 'commander';
import { refusal, Refused } from '../../domain/errors.ts';
import { planHashOf, planText } from '../../domain/plan.ts';
import { isOutcome, type OpenView } from '../../domain/request.ts';
import { answer, type Answer } from '../answer.ts';
import type { Api, Deciding } from '../api.ts';
import { exitCodes, exitOfView } from '../exit-codes.ts';
import { RefusedFor } from '../failure.ts';
import { renderConsequence } from '../render/plan.ts';
import { invoiceOf, renderInbox, renderRequest } from '../render/request.ts';
import { readRunning } from '../running.ts';
import { visible } from '../terminal.ts';
import type { RequestDetail } from '../views.ts';
import { viewAnswer } from './ask.ts';
import { addCommand, answering } from './command.ts';
import { apiOf, documentBefore, type Context } from './context.ts';

interface Options {
  readonly as?: string;
  readonly comment?: string;
  readonly json?: true;
}

/** `inbox`, `show`, `approve`, `reject`, `withdraw`: what waits, and people's decisions; all through the gateway. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'inbox', 'List the requests that wait for your signature', 'inbox --as ben', 'inbox --all')
    .option('--as <name>', 'whose key to use')
    .option('--all', 'everything that waits, whoever may sign it')
    .action(
      answering(context, async ({ as, all }: { readonly as?: string; readonly all?: true }) => {
        const { api, holder } = await apiOf(context, as, { anybody: all === true });
        const { items, next } = all === true ? await api.open() : await api.inbox();
        const data = { ...(all === true ? {} : { of: holder.id }), items, more: next !== undefined };
        return answer(data, (shown, look) => renderInbox(shown, look, context.nowMs()));
      }),
    );

  addCommand(program, 'show', 'Show a request: who asked, what waits for whom, the plan, how it ended', 'show r_4f2…')
    .argument('<request>', 'id of the request')
    .option('--as <name>', 'whose key to use')
    .action(
      answering(context, async (requestId: string, { as }: Options) => {
        const { api } = await apiOf(context, as, { anybody: true });
        const detail = await api.read(requestId);
        const temporalUrl = await temporalUrlOf(context, detail.invoiceId);
        const data = { ...detail, ...(temporalUrl === undefined ? {} : { temporalUrl }) };
        const before = isOutcome(detail) ? undefined : await documentBefore(api, detail.plan);
        return answer(data, (shown, look) => renderRequest(shown, look, context.nowMs(), before));
      }),
    );

  registerDecision(program, context, 'approve', 'Sign exactly the plan that waits; the last signature applies it');
  registerDecision(program, context, 'reject', 'Say no to a request; nothing is changed');
  registerDecision(program, context, 'withdraw', 'Take your own request back; nothing is changed');
}

function registerDecision(program: Command, context: Context, verb: Deciding['command'], summary: string): void {
  const isSignature = verb === 'approve';
  const command = addCommand(program, verb, summary, `${verb} r_4f2… ${isSignature ? '' : "--comment 'why' "}--as ben`)
    .argument('<request>', 'id of the request')
    .option('--as <name>', 'whose key to use');
  if (isSignature) command.option('--comment <text>', 'a word to it');
  else command.requiredOption('--comment <text>', 'why; the others read it');
  command.action(
    answering(context, async (requestId: string, { as, comment, json }: Options) => {
      const { api } = await apiOf(context, as);
      const detail = await api.read(requestId);
      const { revision, step, planHash } = waitingIn(detail);
      if (isSignature) await showConsequence(context, api, detail, planHash, json === true);
      const deciding: Deciding = {
        command: verb, revision, step, planHash, decisionId: context.newId(), ...(comment === undefined ? {} : { comment }),
      }; // prettier-ignore
      return decided(context, verb, await api.decide(requestId, deciding));
    }),
  );
}

/** The deed itself is what was asked: a rejection that took place is done, though the request did not get through. */
function decided(context: Context, verb: Deciding['command'], view: Parameters<typeof viewAnswer>[1]): Answer {
  const deeds: Readonly<Record<string, string>> = { reject: 'rejected', withdraw: 'withdrawn' };
  return { ...viewAnswer(context, view), exit: view.state === deeds[verb] ? exitCodes.done : exitOfView(view) };
}

/** What waits now. Throws GATE_CLOSED with the outcome, NOT_YET_OPEN. */
function waitingIn(detail: RequestDetail): NonNullable<OpenView['waitingFor']> {
  const { requestId } = detail;
  if (isOutcome(detail))
    throw new RefusedFor([refusal('GATE_CLOSED', { detail: `It ended as ${detail.state}.` })], { requestId, outcome: detail }); // prettier-ignore
  if (detail.waitingFor === undefined)
    throw new Refused(detail.state === 'evaluating' ? 'NOT_YET_OPEN' : 'GATE_CLOSED', { detail: `It is ${detail.state}.` }); // prettier-ignore
  return detail.waitingFor;
}

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

/** The run in the Temporal UI, where one is known. */
async function temporalUrlOf(context: Context, invoiceId: string): Promise<string | undefined> {
  const { temporalUiUrl, namespace, home } = context.config();
  const ui = temporalUiUrl ?? (await readRunning(home))?.temporalUiUrl;
  if (ui === undefined || ui === '') return undefined;
  const { correctionWorkflowId } = await import('../../workflows/contract.ts'); // the SDK takes a while to load
  const workflow = encodeURIComponent(correctionWorkflowId(invoiceId));
  return `${ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${workflow}`;
}
