import type { Config } from '../../config.ts';
import type { Entry } from '../../domain/directory.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { readKeyFile, writeKeyFile } from '../../integrations/proof/key-file.ts';
import { publicKeyOf } from '../../integrations/proof/signer.ts';
import type { Store } from '../../store/database.ts';
import { putFirstPolicy } from '../../store/policies.ts';
import { deploymentOf, publishKeys } from '../../store/proof-keys.ts';
import { setUpDirectory } from '../../store/set-up.ts';

/** What a deployment begins with, once: its first people, its name, version 1 of the policy, the keys that proofs are signed with. */
export interface SetUp {
  readonly deployment: string;
  readonly people: readonly Entry[];
  /** The key in use. */
  readonly kid: string;
}

/** Makes a deployment of an empty store. Throws ALREADY_INITIALISED, KeyFileError. */
export async function setUp(store: Store, config: Config, people: readonly Entry[], now: Date): Promise<SetUp> {
  await setUpDirectory(store, people, now);
  await putFirstPolicy(store, defaultPolicy, 'countersign', now);
  return { deployment: await deploymentOf(store), people, kid: await provideKeys(store, config, now) };
}

/** The gateway's keys: made when there are none, and published, so that gates take what it signs. Answers the kid in use. */
export async function provideKeys(store: Store, { proofKeysFile }: Config, now: Date): Promise<string> {
  await writeKeyFile(proofKeysFile);
  const { current, next } = await readKeyFile(proofKeysFile);
  await publishKeys(store, { current: publicKeyOf(current), next: publicKeyOf(next) }, now);
  return publicKeyOf(current).kid;
}
