import { expect, inject, test } from 'vitest';
import type { DecisionMessage } from '../../domain/decision.ts';
import { signIntake } from '../../domain/intake.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { newPrivateKey, signerOf } from '../../integrations/proof/signer.ts';
import { correctionWorkflowId, decideSignal, decideUpdate, workflowTypes } from '../../workflows/contract.ts';
import { aDecision, aMessage, eventsOfCorrection, messageOf, runOf, until } from '../support/decisions.ts';
import { aRequest, put } from '../support/documents.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openGate } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';

const world = useWorld({ policy: lenientPolicy({ steps: [aStep({ quorum: 2 })] }) });
const stranger = signerOf(newPrivateKey());
const { rawMessages: messages, forgedRuns: runs } = inject('faults');

/** What somebody with access to Temporal alone could make, and what it is refused with. */
const forgeries: readonly (readonly [
  code: string,
  make: (mine: CorrectionRequest, other: CorrectionRequest) => Promise<unknown>,
])[] = [
  ['PROOF_MISSING', () => Promise.resolve({})],
  [
    'PROOF_KEY_UNKNOWN',
    async (mine) => messageOf(world, await aDecision(world, mine, { by: 'carla' }), { signer: stranger }),
  ],
  ['PROOF_MISMATCH', (_mine, other) => aMessage(world, other, { by: 'carla' })],
];

const noted = (requestId: string): Promise<number> =>
  world.store.collections.security_events.countDocuments({ requestId });

test(`F15: ${messages} raw updates and ${messages} raw signals of each kind: nothing changes, an event for each`, async () => {
  const other = await openGate(world, 'F15-other');
  const ends = await inFlight(messages, async (n) => {
    const { request, record } = await openGate(world, `F15-${n}`);
    const handle = world.client.workflow.getHandle(correctionWorkflowId(request.invoiceId));
    const signed = await aMessage(world, request, { by: 'ben' });
    const first = await world.gateway.decide(signed, await runOf(world, request));
    const timersBefore = (await eventsOfCorrection(world, request.invoiceId)).filter((event) =>
      event.includes('TIMER'),
    );
    const told: string[] = [];
    for (const [code, make] of forgeries) {
      const message = (await make(request, other.request)) as DecisionMessage;
      told.push(await handle.executeUpdate(decideUpdate, { args: [message] }).then(() => 'ACCEPTED', codeIn));
      await handle.signal(decideSignal, message);
      expect(told.at(-1)).toBe(code);
    }
    // What was signed and is sent once more is the answer that there is, and no second vote.
    const replayed = await handle.executeUpdate(decideUpdate, { args: [signed] });
    await handle.signal(decideSignal, signed);
    expect(first).toEqual({ kind: 'view', view: replayed });
    const view = await handle.query('state');
    expect(view).toEqual(replayed);
    const timers = (await eventsOfCorrection(world, request.invoiceId)).filter((event) => event.includes('TIMER'));
    const events = await until(async () => {
      const count = await noted(request.requestId);
      return count >= 2 * forgeries.length ? count : undefined;
    }, `security events of F15-${n}`);
    const { log, outcome } = await record();
    return `${log.length} vote, ${outcome?.state ?? 'open'}, ${events} events, ${timers.length - timersBefore.length} timers`;
  });
  console.log(
    `F15 ${messages} of each of ${forgeries.length} forgeries and of a replay, as update and as signal:`,
    countsOf(ends),
  );
  expect(countsOf(ends)).toEqual({ '1 vote, open, 6 events, 0 timers': messages });
  expect((await other.record()).log).toEqual([]);
});

function codeIn(error: unknown): string {
  return (error as { readonly cause?: { readonly type?: string } }).cause?.type ?? String(error);
}

test(`F15: ${runs} runs that were started by hand, with a forged requester or a stolen intake: nothing is applied`, async () => {
  const ends = await inFlight(runs, async (n) => {
    const [invoiceId, another] = [await put(world.store, { number: `F15-run-${n}` }), `DE100:F15-stolen-${n}`];
    const signed = signIntake(world.signer, world.deployment, aRequest(invoiceId));
    const stolen = signIntake(world.signer, world.deployment, aRequest(another)).intake;
    const forged: readonly CorrectionRequest[] = [
      { ...signed, requester: { id: 'ben', type: 'person' }, requesters: ['ben'] },
      { ...aRequest(invoiceId), ...(stolen ? { intake: stolen } : {}) },
      signIntake(stranger, world.deployment, aRequest(invoiceId)),
    ];
    const request = forged[n % forged.length] ?? signed;
    const outcome = await world.client.workflow.execute(workflowTypes.correctInvoice, {
      workflowId: correctionWorkflowId(invoiceId), taskQueue: world.taskQueue, args: [request],
    }); // prettier-ignore
    expect(outcome).toMatchObject({ state: 'refused', blockers: [{ code: 'INTAKE_UNSIGNED' }] });
    const { corrections, invoices } = world.store.collections;
    const invoice = await invoices.findOne({ _id: invoiceId });
    const kept = await corrections.countDocuments({ $or: [{ _id: request.requestId }, { invoiceId }] });
    return `${kept} kept, version ${invoice?.version}, ${await noted(request.requestId)} event`;
  });
  console.log(`F15 ${runs} runs by hand:`, countsOf(ends));
  expect(countsOf(ends)).toEqual({ '0 kept, version 1, 1 event': runs });
});
