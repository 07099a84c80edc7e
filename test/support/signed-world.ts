import type { Gateway } from '../../client/gateway.ts';
import { signEvent, signIntake } from '../../domain/intake.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Signer } from '../../domain/proof.ts';
import { newPrivateKey, signerOf } from '../../integrations/proof/signer.ts';
import type { Store } from '../../store/database.ts';
import { migrate } from '../../store/migrations.ts';
import { putFirstPolicy } from '../../store/policies.ts';
import { deploymentOf, publishKeys } from '../../store/proof-keys.ts';
import { seedDirectory } from './directory.ts';

/** A store with people, a policy and a published key, and the gateway that signs by it. */
export interface SignedWorld {
  readonly store: Store;
  /** Signs what it takes in, unless that is signed already. */
  readonly gateway: Gateway;
  /** The gateway's key, which proofs are checked with. */
  readonly signer: Signer;
  readonly deployment: string;
}

/** Brings an empty store to where a deployment begins. */
export async function prepareStore(store: Store, policy: Policy): Promise<Omit<SignedWorld, 'gateway'>> {
  await migrate(store, new Date());
  await seedDirectory(store);
  await putFirstPolicy(store, policy, 'tests', new Date());
  const signer = signerOf(newPrivateKey());
  await publishKeys(store, { current: signer.key, next: signer.key }, new Date());
  return { store, signer, deployment: await deploymentOf(store) };
}

/** A gateway that signs as ours does. */
export const signing = (
  gateway: Gateway,
  { signer, deployment }: Pick<SignedWorld, 'signer' | 'deployment'>,
): Gateway => ({
  ...gateway,
  submit: (request) => gateway.submit(request.intake ? request : signIntake(signer, deployment, request)),
  propose: (change) => gateway.propose(change.intake ? change : signIntake(signer, deployment, change)),
  startEvent: (event) => gateway.startEvent(event.intake ? event : signEvent(signer, deployment, event)),
});
