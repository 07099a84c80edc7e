import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { fingerprintOf } from '../../domain/proof.ts';
import { answer, jsonText, rawAnswer } from '../answer.ts';
import { UsageError } from '../failure.ts';
import { renderFingerprints, renderRevokedProofKey, renderRotation } from '../render/proof-keys.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { apiOf, withStore, type Context } from './context.ts';

/** `keys export|fingerprints|revoke-proof|rotate`: what proofs are checked with. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'keys', '');

  addCommand(
    group,
    'export',
    'Write the public keys that proofs are checked with, for `audit verify --file … --keys …`',
    'keys export --out keys.json',
  )
    .option('--out <file>', 'write here instead of to standard output')
    .option('--as <name>', 'who asks')
    .action(
      answering(context, async ({ out, as }: { readonly out?: string; readonly as?: string }) => {
        const { api } = await apiOf(context, as, { anybody: true });
        const { deployment, keys } = await api.proofKeys();
        const file = { deployment, keys: keys.map(({ kid, publicKey, fingerprint, state }) => ({ kid, publicKey, fingerprint, state })) }; // prettier-ignore
        if (out === undefined) return rawAnswer(file, jsonText(file));
        await writeFile(out, jsonText(file));
        return answer({ ...file, out }, () => `${keys.length} public keys of ${deployment} are in ${out}`);
      }),
    );

  addCommand(
    group,
    'fingerprints',
    'Show the fingerprints of the public keys, to compare by eye or by phone',
    'keys fingerprints',
  )
    .option('--as <name>', 'who asks')
    .action(
      answering(context, async ({ as }: { readonly as?: string }) => {
        const { api } = await apiOf(context, as, { anybody: true });
        return answer(await api.proofKeys(), renderFingerprints);
      }),
    );

  addCommand(
    group,
    'revoke-proof',
    'Mark a key of proofs as compromised: what it signed counts no more; this cannot be taken back',
    "keys revoke-proof 0a1b2c3d4e5f6071 --reason 'the home folder was copied' --as otto",
  )
    .argument('<kid>', 'id of the key; countersign keys fingerprints lists them')
    .requiredOption('--reason <text>', 'what happened')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (kid: string, { reason, as }: { readonly reason: string; readonly as?: string }) => {
        const { api } = await apiOf(context, as);
        return answer(await api.revokeProofKey(kid, reason), renderRevokedProofKey);
      }),
    );

  addRotate(group, context);
}

/** Only where the gateway's home is: private keys travel nowhere. */
function addRotate(group: Command, context: Context): void {
  addCommand(
    group,
    'rotate',
    'Sign with the next key from now on (where the gateway runs), then start the gateway again',
    'keys rotate',
    "keys rotate --reason 'the home folder was copied'",
  )
    .option('--reason <text>', 'why it cannot wait until no request is open that does not take the next key')
    .action(
      answering(context, async ({ reason }: { readonly reason?: string }) => {
        const path = context.config().proofKeysFile;
        const [{ readKeyFile, switchKeyFile }, { publicKeyOf }] = await Promise.all([
          import('../../integrations/proof/key-file.ts'),
          import('../../integrations/proof/signer.ts'),
        ]);
        const { kid: nextKid } = publicKeyOf((await readKeyFile(path)).next);
        return withStore(context, async (store) => {
          const [{ noteRotation, proofKeys, publishKeys, whyNotSwitch }, { activePolicy }] = await Promise.all([
            import('../../store/proof-keys.ts'),
            import('../../store/policies.ts'),
          ]);
          const next = (await proofKeys(store)).find(({ _id }) => _id === nextKid);
          const early = whyNotSwitch(
            next,
            (await activePolicy(store, new Date(context.nowMs()))).maxOpenMs,
            new Date(context.nowMs()),
          );
          if (early !== undefined && reason === undefined)
            throw new UsageError(`The key was not changed: ${early}.`, 'Wait, or say why it cannot wait: --reason.');
          const file = await switchKeyFile(path);
          const keys = { current: publicKeyOf(file.current), next: publicKeyOf(file.next) };
          await publishKeys(store, keys, new Date(context.nowMs()));
          if (reason !== undefined) await noteRotation(store, keys.current.kid, reason);
          return answer({ kid: keys.current.kid, fingerprint: fingerprintOf(keys.current.publicKey) }, renderRotation);
        });
      }),
    );
}
