import type { Config } from '../../config.ts';

/**
 * The environment of worker, gateway and, in the demo, the command line: what this process has read, and nothing else. So a
 * variable that is exported somewhere never reaches one part and misses another.
 */
export function childEnvironment(config: Config): NodeJS.ProcessEnv {
  const wanted: NodeJS.ProcessEnv = {
    PATH: config.path,
    TEMPORAL_ADDRESS: config.temporalAddress,
    TEMPORAL_NAMESPACE: config.namespace,
    TEMPORAL_TASK_QUEUE: config.taskQueue,
    TEMPORAL_UI_URL: config.temporalUiUrl,
    MONGODB_URI: config.mongodbUri,
    MONGODB_DATABASE: config.database,
    COUNTERSIGN_HOME: config.home,
    COUNTERSIGN_PORT: String(config.port),
    COUNTERSIGN_ACCESS: config.accessFile,
    COUNTERSIGN_PROOF_KEYS: config.proofKeysFile,
    SMTP_URL: config.smtpUrl,
    MAIL_FROM: config.mailFrom,
    LOG_LEVEL: config.logLevel,
    NODE_ENV: config.production ? 'production' : undefined,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
