import { Connection } from '@temporalio/client';
import type { Config } from '../../config.ts';
import { reasonOf } from '../../stack/errors.ts';
import { resolveMongo, resolveTemporal, type MongoChoice, type TemporalChoice } from '../../stack/resolve.ts';
import type { Resolution } from '../../stack/routes.ts';
import { within } from '../../stack/wait.ts';
import { openStore, type Store } from '../../store/database.ts';
import { whyNotCurrent } from '../../store/migrations.ts';
import { identityOf, probeStore } from '../../store/probe.ts';
import { searchAttributeTypes } from '../../workflows/contract.ts';
import { note, ok, wrong, type Finding, type Whereabouts } from './findings.ts';
import { examineDirectory } from './doctor-directory.ts';
import { examineMessages } from './doctor-messages.ts';
import { examineOutbox } from './doctor-outbox.ts';
import { downloadTemporalCli } from './download-temporal-cli.ts';
import { stackSettings } from './stack-settings.ts';

const limitMs = 3_000;
/** A worker asks for work at least once a minute; one that was killed stays listed for five. */
const polledWithinMs = 90_000;

/** Each way to a server in order, with what came of it; fetches and starts nothing. */
export async function resolutionOf(which: 'temporal' | 'mongo', config: Config): Promise<readonly Finding[]> {
  const options = { fetch: false, downloadTemporalCli };
  const settings = stackSettings(config);
  const { steps, outcome }: Resolution<TemporalChoice | MongoChoice> =
    which === 'temporal' ? await resolveTemporal(settings, options) : await resolveMongo(settings, options);
  const findings = steps.map(({ route, result, detail }): Finding => {
    const text = `${route}: ${detail}`;
    if (result === 'used') return ok(text);
    return note(text);
  });
  const isStandin = outcome.kind === 'use' && 'kind' in outcome.use && outcome.use.kind === 'standin';
  if (isStandin) return [...findings, note('a stand-in is not MongoDB: it is for development and tests only')];
  if (outcome.kind !== 'failed') return findings;
  const { code, help } = outcome.error;
  return [
    ...findings,
    wrong(`nothing can be used (${code})`, help[0]),
    ...help.slice(1).map((line) => note('or', line)),
  ];
}

/** Temporal as it answers now: version, namespace, search attributes, who polls, and the UI. */
export async function examineTemporal(where: Whereabouts, config: Config): Promise<readonly Finding[]> {
  const address = where.temporalAddress;
  if (address === undefined) return [];
  const connection = Connection.lazy({ address, connectTimeout: limitMs });
  try {
    await within(limitMs, address, connection.ensureConnected());
    const findings = await connection.withDeadline(Date.now() + limitMs, () => aboutTemporal(connection, config));
    return [...findings, ...(await aboutUi(where))];
  } catch (error) {
    const next = config.temporalAddress === undefined ? 'countersign up' : `temporal operator cluster health --address ${address}`; // prettier-ignore
    return [wrong(`Temporal at ${address} does not answer: ${reasonOf(error)}`, next)];
  } finally {
    await connection.close();
  }
}

async function aboutTemporal(
  { workflowService, operatorService }: Connection,
  { namespace, taskQueue, temporalAddress }: Config,
): Promise<readonly Finding[]> {
  const { serverVersion } = await workflowService.getSystemInfo({});
  await workflowService.describeNamespace({ namespace });
  const findings = [ok(`Temporal ${serverVersion} answers; namespace ${namespace}`)];
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributeTypes).filter(([name]) => !Object.hasOwn(customAttributes ?? {}, name));
  for (const [name, type] of missing)
    findings.push(
      wrong(
        `search attribute ${name} is missing: no workflow would get anywhere`,
        `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}${temporalAddress === undefined ? '' : ` --address ${temporalAddress}`}`,
      ),
    );
  if (missing.length === 0) findings.push(ok(`all ${Object.keys(searchAttributeTypes).length} search attributes`));
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: 1, // temporal.api.enums.v1.TaskQueueType.WORKFLOW
  });
  const recent = (pollers ?? []).filter(
    ({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < polledWithinMs,
  );
  const names = [...new Set(recent.map(({ identity }) => identity ?? ''))].filter((name) => name !== '');
  findings.push(
    names.length > 0
      ? ok(`a worker polls the task queue ${taskQueue}: ${names.join(', ')}`)
      : wrong(
          `no worker polls the task queue ${taskQueue}: requests wait`,
          'countersign up, or node dist/worker/main.js',
        ),
  );
  return findings;
}

async function aboutUi({ temporalUiUrl }: Whereabouts): Promise<readonly Finding[]> {
  if (temporalUiUrl === undefined) return [];
  try {
    const { status } = await fetch(temporalUiUrl, { signal: AbortSignal.timeout(limitMs) });
    return [
      status === 200 ? ok(`Temporal UI ${temporalUiUrl}`) : note(`Temporal UI ${temporalUiUrl} answers ${status}`),
    ];
  } catch (error) {
    return [note(`Temporal UI ${temporalUiUrl} does not answer: ${reasonOf(error)}`)];
  }
}

/** MongoDB as it answers now: what it is, the probe, the form of the database, messages that could not be sent. */
export async function examineMongo(where: Whereabouts, config: Config): Promise<readonly Finding[]> {
  const uri = where.mongodbUri;
  if (uri === undefined) return [];
  const shown = uri.replace(/\/\/[^@/]*@/, '//'); // without the password
  let store: Store | undefined;
  try {
    store = await openStore({ uri, database: where.database });
    return await aboutStore(store, `${shown}, database ${where.database}`, config);
  } catch (error) {
    const next = config.mongodbUri === undefined ? 'countersign up' : 'start that server, or correct MONGODB_URI';
    return [wrong(`MongoDB at ${shown} does not answer: ${reasonOf(error)}`, next)];
  } finally {
    await store?.close();
  }
}

async function aboutStore(store: Store, place: string, config: Config): Promise<readonly Finding[]> {
  const { version, secantusVersion, replicaSet } = await identityOf(store.client);
  const findings: Finding[] = [ok(`MongoDB ${version} answers at ${place}, replica set ${replicaSet ?? 'none'}`)];
  if (secantusVersion !== undefined) {
    const text = `this is a stand-in, SecantusDB ${secantusVersion}, and not MongoDB: for development and tests only`;
    findings.push(
      config.production ? wrong(text, "export MONGODB_URI='mongodb://HOST:27017/?replicaSet=rs0'") : note(text),
    );
  }
  const missed = await probeStore(store);
  for (const miss of missed)
    findings.push(wrong(`the server fails the probe: ${miss}`, 'use a replica set of MongoDB 7 or later'));
  if (missed.length === 0)
    findings.push(ok('the probe holds: transactions, compare-and-set, unique keys, majority writes with journal'));
  const behind = await whyNotCurrent(store);
  for (const problem of behind) findings.push(wrong(problem, 'countersign migrate'));
  if (behind.length > 0) return findings;
  return [
    ...findings,
    ok('all migrations have run, all indexes are there'),
    ...(await examineOutbox(store)),
    ...(await examineMessages(store, config)),
    ...(await examineDirectory(store, new Date())),
  ];
}
