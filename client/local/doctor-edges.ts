import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.ts';
import { fingerprintOf } from '../../domain/proof.ts';
import { AccessFileError, readAccessFile } from '../../integrations/access/access-file.ts';
import { KeyFileError, readKeyFile } from '../../integrations/proof/key-file.ts';
import { publicKeyOf } from '../../integrations/proof/signer.ts';
import { reasonOf } from '../../stack/errors.ts';
import { answersOn } from '../../stack/wait.ts';
import { note, ok, wrong, type Finding, type Whereabouts } from './findings.ts';

const limitMs = 3_000;

/** Whether the gateway answers, and whether it is ready. */
export async function examineGateway({ gatewayUrl, up }: Whereabouts, config: Config): Promise<readonly Finding[]> {
  const missing = up || config.gatewayUrl !== undefined ? wrong : note; // where nothing is said to run, nothing needs to answer
  try {
    const response = await fetch(new URL('/readyz', gatewayUrl), { signal: AbortSignal.timeout(limitMs) });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return [ok(`the gateway at ${gatewayUrl} is ready`)];
    const { detail } = (body ?? {}) as { readonly detail?: string }; // problem+json, if it is our gateway
    return [missing(`the gateway at ${gatewayUrl} answers ${response.status} ${detail ?? ''}`.trim(), 'see its log')];
  } catch (error) {
    return [missing(`no gateway answers at ${gatewayUrl} (${causeOf(error)})`, 'countersign up')];
  }
}

/** The files with secrets: there, for their owner only, and in their form. */
export async function examineSecrets(
  { accessFile, proofKeysFile }: Config,
  { up }: Whereabouts,
): Promise<readonly Finding[]> {
  const looks: readonly (() => Promise<string>)[] = [
    async () => {
      const sources = (await readAccessFile(accessFile)).webhooks.map(({ source }) => source).join(', ');
      return `${accessFile} is for its owner only; ${sources === '' ? 'no source may send events' : `events are accepted from ${sources}`}`;
    },
    async () => {
      const { kid, publicKey } = publicKeyOf((await readKeyFile(proofKeysFile)).current);
      return `proofs are signed with the key ${kid}, fingerprint ${fingerprintOf(publicKey)}`;
    },
  ];
  return Promise.all(looks.map((look) => look().then(ok, (error: unknown) => unusable(error, up))));
}

/** Where nothing is said to run, a file may be missing. */
function unusable(error: unknown, up: boolean): Finding {
  if (!(error instanceof AccessFileError) && !(error instanceof KeyFileError)) throw error;
  const [what = '', next] = error.message.split(/; (?:type: )?/);
  const isMissing = what.endsWith('is missing');
  return isMissing && !up ? note(what, 'countersign up') : wrong(what, isMissing ? 'countersign up' : next);
}

/** Where messages go, and whether they can. */
export async function examineMail({ smtpUrl, mailDir }: Config): Promise<readonly Finding[]> {
  if (smtpUrl === undefined) {
    const folder = (await isThere(mailDir)) ? mailDir : dirname(mailDir);
    const text = `no SMTP_URL is set: messages become .eml files in ${mailDir}`;
    if (!(await isThere(folder)) || (await isThere(folder, constants.W_OK))) return [note(text)];
    return [wrong(`${text}, which cannot be written`, `ls -ld ${folder}`)];
  }
  const { hostname, port, protocol } = new URL(smtpUrl);
  const usual = protocol === 'smtps:' ? 465 : 587;
  const place = `${hostname}:${port === '' ? usual : port}`;
  return (await answersOn(hostname, port === '' ? usual : Number(port)))
    ? [ok(`the mail server ${place} answers`)]
    : [wrong(`the mail server ${place} of SMTP_URL does not answer: messages wait`, 'correct SMTP_URL, or unset it')];
}

/** `fetch` says only that it failed; why stands in the cause. */
const causeOf = (error: unknown): string =>
  reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error);

const isThere = (path: string, mode = constants.F_OK): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );
