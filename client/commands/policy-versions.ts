import type { Command } from 'commander';
import { refusal } from '../../domain/errors.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import type { PolicyView } from '../../domain/policy-change.ts';
import { answer, type Answer } from '../answer.ts';
import { exitCodes, exitOfView } from '../exit-codes.ts';
import { RefusedFor } from '../failure.ts';
import { createPolicyApi, type PolicyApi } from '../policy-api.ts';
import { renderPolicy } from '../render/policy.ts';
import { renderBacktest, renderPolicyView, renderVersion, renderVersions } from '../render/policy-version.ts';
import { repeatable } from './ask.ts';
import { addCommand, answering } from './command.ts';
import { callerOf, gatewayUrlOf, type Context, type Who } from './context.ts';
import { policyIn } from './policy-file.ts';

interface Options {
  readonly as?: string;
  readonly comment?: string;
  readonly reason?: string;
  readonly key?: string;
  readonly for?: string;
  readonly default?: true;
}

async function apiOf(context: Context, as: string | undefined, who: Who = {}): Promise<PolicyApi> {
  const [url, { key }] = await Promise.all([gatewayUrlOf(context), callerOf(context, as, who)]);
  return createPolicyApi({ url, key });
}

/** Versions of the policy: what is in force, what waits for whom, and their way there; all through the gateway. */
export function registerVersions(group: Command, context: Context): void {
  addCommand(group, 'show', 'Show a version of the policy; the one in force unless another is named', 'policy show', 'policy show --default --json > policy.json')
    .argument('[version]', 'the version')
    .option('--default', 'the one that ships; no server is asked')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (version: string | undefined, { as, default: isDefault }: Options) => {
        if (isDefault) return answer(defaultPolicy, renderPolicy);
        const api = await apiOf(context, as, { anybody: true });
        const wanted = version ?? (await api.versions()).items.find(({ state }) => state === 'active')?.version ?? '1';
        return answer(await api.version(wanted), renderVersion);
      }),
    );

  addCommand(group, 'versions', 'List versions, and proposals with whom they wait for', 'policy versions')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async ({ as }: Options) => {
        const api = await apiOf(context, as, { anybody: true });
        return answer((await api.versions()).items, renderVersions);
      }),
    );

  addCommand(group, 'backtest', 'Say what a policy would have come to on past decisions, in count and money', 'policy backtest policy.json --as edith')
    .argument('<file>', 'the policy as JSON')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (file: string, { as }: Options) =>
        answer(await (await apiOf(context, as)).backtest(await policyIn(file)), renderBacktest),
      ),
    );

  for (const proposal of proposals) registerProposal(group, context, proposal);
  for (const verb of verbs) registerDecision(group, context, verb);
} // prettier-ignore

const proposals = [
  {
    name: 'propose', summary: 'Propose the next version; an owner of the policy and a controller put it in force', example: 'policy.json',
    argument: { name: '<file>', text: 'the policy as JSON' }, read: async (file: string) => ({ policy: await policyIn(file) }),
  },
  {
    name: 'revert', summary: 'Propose the content of an earlier version again; the same two people sign', example: '1',
    argument: { name: '<version>', text: 'the version to go back to' }, read: (reverts: string) => Promise.resolve({ reverts }),
  },
] as const; // prettier-ignore

function registerProposal(group: Command, context: Context, { name, summary, example, argument, read }: (typeof proposals)[number]): void {
  addCommand(group, name, summary, `policy ${name} ${example} --reason 'refunds need two' --as edith`)
    .argument(argument.name, argument.text)
    .requiredOption('--reason <text>', 'why; who signs reads it')
    .option('--key <key>', 'idempotency key: the same key again is the same proposal (default: a fresh one)')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (what: string, { as, reason = '', key = context.newId() }: Options) => {
        const api = await apiOf(context, as);
        const view = await api.propose({ ...(await read(what)), reason }, key).catch((error: unknown) => {
          throw repeatable(error, key);
        });
        return viewAnswer(view);
      }),
    );
} // prettier-ignore

const verbs = [
  { command: 'approve', summary: 'Sign a proposed version; the last signature puts it in force', needsComment: false, isLent: true, endsAs: 'applied' },
  { command: 'reject', summary: 'Say no to a proposed version, for good', needsComment: true, isLent: true, endsAs: 'rejected' },
  { command: 'retract', summary: 'Take your own signature back while its step is open', needsComment: false, isLent: false, endsAs: 'open' },
  { command: 'withdraw', summary: 'Take your own proposal back', needsComment: true, isLent: false, endsAs: 'withdrawn' },
] as const; // prettier-ignore

function registerDecision(group: Command, context: Context, { command: verb, summary, needsComment, isLent, endsAs }: (typeof verbs)[number]): void {
  const words = needsComment ? "--comment 'why' " : '';
  const command = addCommand(group, verb, summary, `policy ${verb} 2 ${words}--as ${verb === 'withdraw' ? 'edith' : 'petra'}`)
    .argument('<version>', 'the version')
    .option('--as <name>', 'who you are');
  if (needsComment) command.requiredOption('--comment <text>', 'why; the others read it');
  else command.option('--comment <text>', 'a word to it');
  if (isLent) command.option('--for <name>', 'whose right you use: one that was lent to you');
  command.action(
    answering(context, async (version: string, { as, comment, for: onBehalfOf }: Options) => {
      const api = await apiOf(context, as);
      const { waitingFor, state } = await api.version(version);
      if (!waitingFor) throw new RefusedFor([refusal('GATE_CLOSED', { detail: `It is ${state}.` })]);
      const { revision, step, planHash } = waitingFor;
      const said = { command: verb, revision, step, planHash, decisionId: context.newId() };
      const more = { ...(comment === undefined ? {} : { comment }), ...(onBehalfOf === undefined ? {} : { onBehalfOf }) };
      return viewAnswer(await api.decide(version, { ...said, ...more }), endsAs);
    }),
  );
} // prettier-ignore

/** The deed itself is what was asked: a rejection that took place is done. */
const viewAnswer = (view: PolicyView, endsAs?: PolicyView['state']): Answer =>
  answer(view, renderPolicyView, view.state === endsAs ? exitCodes.done : exitOfView(view));
