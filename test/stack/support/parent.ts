import { writeFileSync } from 'node:fs';
import { startStack } from '../../../stack/start.ts';
import type { StackMode, StackSettings } from '../../../stack/settings.ts';
import { mongoHooks } from './hooks.ts';

// A process that owns a stack and ends badly: `tsx parent.ts SETTINGS MODE REPORT crash|wait`.
const [settings = '', mode = '', report = '', end = ''] = process.argv.slice(2);
const stack = await startStack({
  settings: JSON.parse(settings) as StackSettings,
  searchAttributes: {},
  mode: mode as StackMode,
  mongo: mongoHooks,
  log: () => undefined,
});
writeFileSync(report, JSON.stringify([stack.temporal.pid, stack.mongo.pid]));
if (end === 'crash') throw new Error('an uncaught error');
setInterval(() => undefined, 1_000); // until it is killed
