import type { ConnectionLike } from '@temporalio/client';
import { identityOf, probeStore } from '../store/probe.ts';
import type { Store } from '../store/database.ts';
import { searchAttributeTypes } from '../workflows/contract.ts';

export interface Ground {
  readonly store: Store;
  readonly connection: ConnectionLike;
  readonly namespace: string;
  readonly production: boolean;
}

/** What a worker must not start without, each as a sentence: the store's abilities, and the search attributes (trap 14). */
export async function whyNotReady({ store, connection, namespace, production }: Ground): Promise<readonly string[]> {
  const problems: string[] = [];
  const { secantusVersion } = await identityOf(store.client);
  if (production && secantusVersion !== undefined)
    return ['this MongoDB server is a stand-in for development; production takes a real one'];
  for (const missed of await probeStore(store)) problems.push(`the MongoDB server fails the probe: ${missed}`);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.keys(searchAttributeTypes).filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
  if (missing.length > 0) problems.push(`Temporal lacks the search attributes ${missing.join(', ')}`);
  return problems;
}
