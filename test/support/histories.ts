import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { World } from './world.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = new URL('../replay/histories/', import.meta.url);

/** Keeps a run's history for the replay tests, when histories are being recorded anew (npm run record). */
export async function keepHistory(world: World, name: string, workflowId: string): Promise<void> {
  if (process.env['COUNTERSIGN_RECORD'] !== '1') return;
  const history = await world.client.workflow.getHandle(workflowId).fetchHistory();
  await mkdir(folder, { recursive: true });
  // Stack traces and worker identities name the machine; a replay does not look at them.
  const text = historyToJSON(history).replaceAll(root, '').replaceAll(`@${hostname()}`, '@host');
  await writeFile(new URL(`${name}.json`, folder), `${text}\n`);
}
