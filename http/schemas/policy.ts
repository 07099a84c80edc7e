import { z } from 'zod';
import { commentMax } from '../../domain/decision.ts';
import { directions, type BacktestReport, type Change, type Example } from '../../domain/policy-backtest.ts';
import type { Difference } from '../../domain/policy-diff.ts';
import { refusedAs } from '../parse.ts';
import { waiting } from './outcome.ts';
import { pageOf } from './page.ts';
import { refusal } from './refusal.ts';
import {
  amountMinor,
  count,
  instant,
  links,
  planHash,
  principalId,
  requestId,
  text,
  type FieldsOf,
} from './scalars.ts';

export const policyVersion = text(40).meta({ description: 'A version of the policy.', examples: ['2'] });

/** Read by `domain/policy-read.ts`; docs/policy.md describes it. */
const policy = z.record(z.string(), z.unknown()).meta({ id: 'Policy', description: 'A policy; see docs/policy.md.' });

const noReason = refusedAs('REASON_REQUIRED', `Own words of at most ${commentMax} characters.`);

export const policyOnly = z.strictObject({ policy }).meta({ id: 'PolicyOnly' });

export const proposalBody = z
  .strictObject({
    policy: policy.exactOptional(),
    reverts: policyVersion.exactOptional().meta({ description: 'Instead: an earlier version to go back to.' }),
    reason: z.string(noReason).trim().min(1, noReason).max(commentMax, noReason),
  })
  .refine(({ policy: given, reverts }) => (given === undefined) !== (reverts === undefined), {
    path: ['policy'],
    message: 'Either a policy or a version to go back to',
  })
  .meta({ id: 'ProposalBody' });

const about = { requestId, version: policyVersion, links };
const waitingFor = waiting.shape.waitingFor;
const said = { by: principalId, comment: z.string() };
const applied = z.strictObject({
  ...about,
  state: z.literal('applied'),
  planHash,
  from: policyVersion,
  activeFrom: instant,
});
const rejected = z.strictObject({ ...about, state: z.literal('rejected'), ...said });
const withdrawn = z.strictObject({ ...about, state: z.literal('withdrawn'), ...said });
const expired = z.strictObject({ ...about, state: z.literal('expired'), at: instant });

/** What proposing and deciding are answered with. */
export const policyAnswers = {
  200: z
    .discriminatedUnion('state', [applied, rejected, withdrawn, expired])
    .meta({ id: 'EndedPolicy', description: 'How a proposal ended; `applied` is in force.' }),
  202: z
    .strictObject({ ...about, state: waiting.shape.state, waitingFor })
    .meta({ id: 'WaitingPolicy', description: 'A proposal that waits for signatures.' }),
};

const row = {
  version: policyVersion,
  hash: z.string(),
  state: z.enum(['proposed', 'active', 'superseded', 'rejected', 'withdrawn', 'expired', 'refused', 'stale']),
  author: z.string(),
  requestId: requestId.optional(),
  reason: z.string().optional(),
  reverts: policyVersion.optional(),
  proposedAt: instant,
  activeFrom: instant.optional(),
  activeUntil: instant.optional(),
  waitingFor,
  outcome: z.looseObject({ state: z.string() }).optional().meta({ description: 'How the proposal ended.' }),
  links,
};
export const policyRow = z.strictObject(row).meta({ id: 'PolicyRow', description: 'A version of the policy.' });
export const policyPage = pageOf(policyRow).meta({ id: 'PolicyPage' });

const difference = z
  .strictObject({
    path: z.string(),
    before: z.string().optional(),
    after: z.string().optional(),
  } satisfies FieldsOf<Difference>)
  .meta({ id: 'PolicyDifference', description: 'Values are canonical JSON.' });

const money = z.record(z.string(), amountMinor);
const example = z.strictObject({
  requestId,
  outcome: z.string(),
  amountMinor,
  currency: z.string(),
  levelBefore: count,
  levelNow: z.string(),
  why: z.array(z.string()),
} satisfies FieldsOf<Example>);
const change = z
  .strictObject({
    count,
    moneyMinor: money,
    rejected: count,
    rejectedMoneyMinor: money,
    examples: z.array(example),
  } satisfies FieldsOf<Change>)
  .meta({ id: 'BacktestChange' });
export const backtestReport = z
  .strictObject({
    policyVersion,
    policyHash: z.string(),
    inputHash: z.string(),
    decisions: count,
    same: count,
    changes: z.strictObject(
      Object.fromEntries(directions.map((one) => [one, change])) as Record<(typeof directions)[number], typeof change>,
    ),
  } satisfies FieldsOf<BacktestReport>)
  .meta({ id: 'BacktestReport', description: 'What would have gone differently, in count and money.' });

export const policyDetail = z
  .strictObject({
    ...row,
    policy,
    planHash: planHash.optional(),
    from: policyVersion.optional().meta({ description: 'The version that it replaces.' }),
    diff: z.array(difference).optional(),
    report: backtestReport.optional(),
    votes: z.array(z.strictObject({ by: z.string(), step: count, at: instant, comment: z.string().optional() })),
  })
  .meta({ id: 'PolicyDetail', description: 'A version with everything that people sign.' });

export const lintAnswer = z.strictObject({ findings: z.array(refusal) }).meta({ id: 'PolicyFindings' });
