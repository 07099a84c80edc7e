import { expect, test } from 'vitest';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { applyCorrection } from '../../store/apply-correction.ts';
import { aRequest } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { openGate } from './gate-over-http.ts';

const world = useWorld();

test('a run that is behind the ledger closes with the end that stands there, once it looks (found by F17)', async () => {
  const { request, record } = await openGate(world, 'behind-ledger');
  const { planText = '', planHash = '' } = await record();
  // What is left when a task fails after its commit: the effect is there, and the run has forgotten who signed.
  const applied = await applyCorrection(world.store, {
    request,
    planText,
    planHash,
    log: [],
    revision: 1,
    now: new Date(),
  });
  expect(applied).toMatchObject({ state: 'applied' });
  expect(await world.gateway.submit(aRequest(request.invoiceId))).toMatchObject({
    refusal: { code: 'PENDING_REQUEST_EXISTS' },
  });
  await world.gateway.hintMoved(request.invoiceId);
  const handle = world.client.workflow.getHandle(correctionWorkflowId(request.invoiceId));
  expect(await handle.result()).toEqual(applied);
  expect(await world.gateway.submit(aRequest(request.invoiceId))).toMatchObject({
    view: { state: 'refused', blockers: [{ code: 'ALREADY_CANCELED' }] },
  });
});
