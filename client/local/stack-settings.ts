import type { Config } from '../../config.ts';
import type { StackSettings } from '../../stack/settings.ts';

/** What of the configuration the stack may use. */
export const stackSettings = (config: Config): StackSettings => ({
  temporalAddress: config.temporalAddress,
  mongodbUri: config.mongodbUri,
  temporalCliPath: config.temporalCliPath,
  mongodBinary: config.mongodBinary,
  mongoKind: config.mongoKind,
  namespace: config.namespace,
  path: config.path,
  cacheDir: config.cacheDir,
  dataDir: config.home,
  production: config.production,
});
