import { inject, test } from 'vitest';
import '../sequences/extents.ts';
import { inStore, withoutOpeningCredit } from '../sequences/in-store.ts';
import { holdsForSequences } from '../sequences/property.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
let runs = 0;

test('random sequences through the workflow leave the store as the reference model has it (spec/domain.md section 7)', async () => {
  const given = { ...inject('sequences').store, fit: withoutOpeningCredit };
  await holdsForSequences('sequences in the store', given, ({ settings }, prefix) => inStore(world, settings, prefix), () => {
    runs += 1;
    return `q${runs}-`;
  }); // prettier-ignore
});
