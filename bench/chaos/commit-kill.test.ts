import { test } from 'vitest';
import { killsBetweenCommitAndCompletion } from '../../test/support/faults.ts';
import { useWorld } from '../../test/support/world.ts';

const world = useWorld({ worker: false });

test('SIGKILL of the worker between the commit and the completion, 20 times: 20 cancellations, 0 duplicates', async () => {
  await killsBetweenCommitAndCompletion(world, 20);
});
