import { defineConfig } from 'vitest/config';
import { faultExtents } from '../test/faults/extents.ts';
import { extents } from '../test/sequences/extents.ts';

/** `npm run chaos`: fault cases at full size, on servers of their own. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['bench/chaos/*.test.ts'],
    globalSetup: 'test/support/servers.ts',
    provide: { sequences: extents.full, faults: faultExtents.full },
    env: { COUNTERSIGN_RUNS: '20000' }, // of the gate's properties
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
  },
});
