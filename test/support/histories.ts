import { mkdir, writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { World } from './world.ts';

const folder = new URL('../replay/histories/', import.meta.url);

/** Keeps a run's history for the replay tests, when histories are being recorded anew (npm run record). */
export async function keepHistory(world: World, name: string, workflowId: string): Promise<void> {
  if (process.env['COUNTERSIGN_RECORD'] !== '1') return;
  const history = await world.client.workflow.getHandle(workflowId).fetchHistory();
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), `${historyToJSON(history)}\n`);
}
