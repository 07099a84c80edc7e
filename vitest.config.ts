import { defineConfig } from 'vitest/config';
import { faultExtents } from './test/faults/extents.ts';
import { extents } from './test/sequences/extents.ts';

const files = (...folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const base = {
  pool: 'forks',
  maxWorkers: 2, // the default on two cores is one, which mostly waits
  testTimeout: 60_000,
  hookTimeout: 60_000,
  teardownTimeout: 20_000,
  provide: { sequences: extents.short, faults: faultExtents.short },
} as const;

// Two kinds of tests: those that need no server run in milliseconds; the others share one real Temporal and one MongoDB.
export default defineConfig({
  test: {
    ...base,
    reporters: ['default'],
    projects: [
      {
        test: { ...base, isolate: false, name: 'pure', include: [...files('pure', 'integrations'), 'test/*.test.ts'] },
      },
      {
        test: {
          ...base,
          isolate: false,
          name: 'servers',
          include: files('store', 'workflows', 'replay', 'http', 'browser', 'cli', 'e2e', 'stack', 'faults'),
          globalSetup: 'test/support/servers.ts',
        },
      },
    ],
  },
});
