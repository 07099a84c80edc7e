import { inject, test } from 'vitest';
import '../sequences/extents.ts';
import { inStore, withoutOpeningCredit } from '../sequences/in-store.ts';
import { holdsForSequences } from '../sequences/property.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';

/** Nothing waits for its amount alone: what asks a person is the longer terms and the other buyer. */
const world = useWorld({ policy: lenientPolicy({ limits: { EUR: 1e12, JPY: 1e12, KWD: 1e12 } }) });
let runs = 0;

test('random sequences through the workflow leave the store as the reference model has it (spec/domain.md section 7)', async () => {
  const given = { ...inject('sequences').store, fit: withoutOpeningCredit };
  await holdsForSequences('sequences in the store', given, ({ settings }, prefix) => inStore(world, settings, prefix), () => {
    runs += 1;
    return `q${runs}-`;
  }); // prettier-ignore
});
