import { whyNotActivated, type PolicyEvidence } from '../domain/policy-apply.ts';
import { activePolicy } from '../store/policies.ts';
import { recordOnProposal, tellOfProposal } from '../store/policy-changes.ts';
import { activateProposal, closeProposal } from '../store/policy-ends.ts';
import type { Store } from '../store/database.ts';
import { messageSettings } from '../store/settings.ts';
import type { Activities } from '../workflows/contract.ts';
import { translated } from './failures.ts';
import { momentOf } from './moment.ts';
import { askingNotices } from './opening.ts';
import { createProposing, type PolicyDeps } from './propose.ts';
import { createRing } from './taken-in.ts';

/** Slack hears of proposals in a channel of their own. */
const aboutPolicy = async (store: Store) => ({
  slack: (await messageSettings(store)).slack,
  subject: 'policy' as const,
});

export type PolicyActivities = Pick<
  Activities,
  'proposePolicy' | 'activatePolicy' | 'closePolicy' | 'recordOnPolicy' | 'notifyOnPolicy'
>;

/** The effects of the run of a proposed version; each is idempotent by version and requestId. */
export function createPolicyActivities(deps: PolicyDeps): PolicyActivities {
  const { store, people, verify, nowMs } = deps;
  const ringNow = createRing(deps);
  const now = (): Date => new Date(nowMs());
  return {
    proposePolicy: createProposing(deps),

    activatePolicy: (input) =>
      translated(async () => {
        const { change, planHash, log } = input;
        const now = momentOf(input);
        await activePolicy(store, now); // there is one to replace
        const { deployment } = await ringNow();
        const check = (evidence: PolicyEvidence) => whyNotActivated(evidence, verify);
        return activateProposal(store, { change, planHash, log, deployment, whyNotActivated: check, now });
      }),

    closePolicy: (input) =>
      translated(() => closeProposal(store, { change: input.change, log: input.log, now: momentOf(input) }, input.how)),

    recordOnPolicy: (input) =>
      translated(async () => {
        const { change, log, dueAtMs, asks } = input;
        const asked = asks
          ? askingNotices('approval.requested', await people(), { ...asks, ...(await aboutPolicy(store)) })
          : [];
        const notices = () => asked;
        await recordOnProposal(store, change.version, { log, dueAt: new Date(dueAtMs), notices, now: momentOf(input) });
      }),

    async notifyOnPolicy({ version, topic, suffix, dueAtMs, roles }) {
      const [everybody, about] = await Promise.all([people(), aboutPolicy(store)]);
      const notices = (insiders: readonly string[]) => askingNotices(topic, everybody, { roles, insiders, ...about });
      await tellOfProposal(store, version, { suffix, dueAt: new Date(dueAtMs), notices, now: now() });
    },
  };
}
