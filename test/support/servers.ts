import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../../config.ts';
import { startStack } from '../../stack/start.ts';
import { stackSettings } from '../../client/local/stack-settings.ts';
import { mongoHooks } from '../../store/server-hooks.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { searchAttributeTypes } from '../../workflows/contract.ts';
import { unpackedChromium, type ChromiumBinary } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    mongodbUri: string;
    bundlePath: string;
    servers: string;
    chromium: ChromiumBinary;
  }
}

/** One Temporal and one MongoDB server for the whole run, found or started as for users; says which ones served. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-test-'));
  const bundlePath = join(directory, 'workflow-bundle.js');
  const config = readConfig();
  const [stack, code, chromium] = await Promise.all([
    startStack({
      settings: stackSettings({ ...config, home: directory }),
      searchAttributes: searchAttributeTypes,
      mode: 'test',
      mongo: mongoHooks,
      log: (line) => console.log(line),
    }),
    bundleWorkflows('production'),
    unpackedChromium(config.cacheDir),
  ]);
  await writeFile(bundlePath, code);
  project.provide('temporalAddress', stack.temporal.address);
  project.provide('mongodbUri', stack.mongo.uri);
  project.provide('bundlePath', bundlePath);
  project.provide('chromium', chromium);
  project.provide('servers', stack.describe());
  console.log(stack.describe());
  return async () => {
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
