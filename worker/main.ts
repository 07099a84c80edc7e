import { Connection } from '@temporalio/client';
import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import { pino } from 'pino';
import { startDelivery, startDigests } from '../activities/index.ts';
import { packageRoot } from '../client/package-root.ts';
import { readConfig } from '../config.ts';
import { formatsOf } from '../http/console/formats.ts';
import { waitsFor } from '../http/waits-for.ts';
import { readSlackChannels } from '../integrations/access/access-file.ts';
import { fileMailer, smtpMailer } from '../integrations/mail/mailer.ts';
import { pages } from '../integrations/messages/pages.ts';
import { createRenderer } from '../integrations/messages/render.ts';
import { loadTemplates } from '../integrations/messages/templates.ts';
import { slackSender } from '../integrations/slack/webhook.ts';
import { openStore } from '../store/database.ts';
import { activePrincipals } from '../store/people.ts';
import { whyNotCurrent } from '../store/migrations.ts';
import { bundlePath } from './bundle.ts';
import { createWorker } from './create-worker.ts';
import { whyNotReady } from './ready.ts';

/** The worker process: checks what it stands on, then runs corrections, events and deliveries until it is told to stop. */
const config = readConfig();
const log = pino({ level: config.logLevel, name: 'worker' });
const levels: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error',
}; // prettier-ignore
Runtime.install({
  logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]](meta ?? {}, message)),
  shutdownSignals: ['SIGINT', 'SIGTERM'],
});

const { temporalAddress: address, mongodbUri: uri, namespace, taskQueue, database } = config;
if (address === undefined || uri === undefined) {
  log.fatal('TEMPORAL_ADDRESS and MONGODB_URI must be set; countersign up sets them for what it starts');
  process.exit(1);
}
const { region, publicUrl = `http://127.0.0.1:${config.port}` } = config;
const told = async <T>(read: Promise<T>): Promise<T> => {
  try {
    return await read;
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
};
const catalogue = await told(loadTemplates(`${packageRoot}messages`, config.templatesDir));
const slack = slackSender(await told(readSlackChannels(config.accessFile)));
const store = await openStore({ uri, database });
const connection = await Connection.connect({ address });
const problems = [
  ...(await whyNotReady({ store, connection, namespace, production: config.production })),
  ...(await whyNotCurrent(store)),
];
await connection.close();
if (problems.length > 0) {
  for (const problem of problems) log.fatal(problem);
  log.fatal('refusing to start; countersign doctor tells more, countersign migrate brings the store up to date');
  process.exit(1);
}

const mailer = config.smtpUrl
  ? smtpMailer(config.smtpUrl, config.mailFrom)
  : fileMailer(config.mailDir, config.mailFrom, (path, mail) =>
      log.info({ path, to: mail.to, subject: mail.subject }, 'mail written; no SMTP_URL is set'),
    );
const nowMs = (): number => Date.now();
const { worker, close } = await createWorker({
  address,
  namespace,
  taskQueue,
  store,
  people: () => activePrincipals(store, new Date(nowMs())),
  nowMs,
  workflowBundle: { codePath: bundlePath },
});
const say = (level: 'info' | 'warn', text: string, facts: Readonly<Record<string, unknown>>): void =>
  log[level](facts, text);
const delivery = startDelivery({
  store, nowMs, restMs: 500, log: say, send: { mail: (mail) => mailer.send(mail), slack },
  renderer: createRenderer({ catalogue, formatsOf: (wanted) => formatsOf(wanted, region), region, publicUrl }),
  unsubscribeUrl: (token) => pages.unsubscribe(publicUrl, token),
}); // prettier-ignore
const digests = startDigests({ store, nowMs, zone: region.zone, look: waitsFor, log: say });
log.info({ taskQueue, namespace }, 'worker is ready');
process.send?.('ready'); // countersign up waits for it
try {
  await worker.run();
} finally {
  await digests.stop();
  await delivery.stop();
  mailer.close();
  await close();
  await store.close();
}
