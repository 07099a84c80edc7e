import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.ts';
import { AccessFileError, readAccessFile } from '../../integrations/access/access-file.ts';
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

/** The file with people and keys: there, for its owner only, and in its form. */
export async function examineAccess({ accessFile }: Config, { up }: Whereabouts): Promise<readonly Finding[]> {
  try {
    const { principals, webhooks } = await readAccessFile(accessFile);
    const people = principals.filter(({ type }) => type === 'person');
    const sources = webhooks.map(({ source }) => source).join(', ');
    return [
      ok(`${accessFile} is for its owner only: ${people.length} people, ${principals.length - people.length} services`),
      ok(sources === '' ? 'no source may send events' : `events are accepted from ${sources}`),
    ];
  } catch (error) {
    if (!(error instanceof AccessFileError)) throw error;
    const [what = '', next] = error.message.split(/; (?:type: )?/);
    const isMissing = what.endsWith('is missing');
    return [isMissing && !up ? note(what, 'countersign up') : wrong(what, isMissing ? 'countersign up' : next)];
  }
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
