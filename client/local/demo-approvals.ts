import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CorrectionView } from '../../domain/request.ts';
import { correctionWorkflowId, decideUpdate } from '../../workflows/contract.ts';
import type { Stage } from './demo-stage.ts';

/** Above the second band: two steps, two people of different roles; what the Temporal UI can send is no decision. */
export async function twoSign(stage: Stage): Promise<CorrectionView> {
  const { say, type, ask, check } = stage;
  say('12. A very large invoice takes two signatures, of two roles');
  const words = ['cancel', 'INV-1009', '--as', 'maria', '--reason', 'order_canceled', '--key', 'demo-two'] as const;
  const asked = await type('request', ...words);
  check('it waits, exit code 3', asked.exit === 3, asked);
  const { requestId, invoiceId } = await ask<CorrectionView>('request', ...words);
  await type('show', requestId, '--as', 'ben');

  const code = await codeOfRawDecision(stage, invoiceId);
  check(`a decision sent straight to Temporal is refused: ${code}`, code === 'PROOF_MISSING', code);

  const first = await type('approve', requestId, '--as', 'ben');
  check('Ben signs the review; it still waits, exit code 3', first.exit === 3, first);
  const twice = await type('approve', requestId, '--as', 'ben');
  check('and cannot sign the release, too', twice.exit === 4 || twice.exit === 5, twice);
  const second = await type('approve', requestId, '--as', 'nora');
  check('Nora, a controller, releases it: applied, exit code 0', second.exit === 0, second);
  return ask<CorrectionView>('show', requestId, '--as', 'nora');
}

/** What somebody with the Temporal UI or CLI could send. */
async function codeOfRawDecision({ up }: Stage, invoiceId: string): Promise<string> {
  const connection = await Connection.connect({ address: up.stack.temporal.address });
  try {
    const client = new Client({ connection, namespace: up.config.namespace });
    const handle = client.workflow.getHandle(correctionWorkflowId(invoiceId));
    await handle.executeUpdate(decideUpdate, { args: [{} as never] });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : String(error.cause);
  } finally {
    await connection.close();
  }
}

/** The trail leaves the house, and proves itself with the keys that came another way. */
export async function trailIsProven({ say, type, check, up }: Stage): Promise<void> {
  say('13. Its trail is exported, and verified with no server at all');
  const [trail, keys] = [join(up.config.home, 'inv-1009.audit.json'), join(up.config.home, 'keys.json')];
  const exported = await type('audit', 'export', 'INV-1009', '--out', trail, '--as', 'aude');
  check('exported, exit code 0', exported.exit === 0, exported);
  const published = await type('keys', 'export', '--out', keys, '--as', 'aude');
  check('the public keys are there, exit code 0', published.exit === 0, published);
  const proven = await type('audit', 'verify', '--file', trail, '--keys', keys);
  check('proven, exit code 0', proven.exit === 0, proven);
  const unproven = await type('audit', 'verify', '--file', trail);
  check('without the keys its origin is not proven, exit code 1', unproven.exit === 1, unproven);
  await writeFile(trail, (await readFile(trail, 'utf8')).replace('nora', 'paul'));
  const changed = await type('audit', 'verify', '--file', trail, '--keys', keys);
  check('one changed name is found', changed.exit !== 0, changed);
}
