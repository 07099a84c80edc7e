import { expect, inject, test } from 'vitest';
import '../sequences/extents.ts';
import { inBooks } from '../sequences/in-books.ts';
import { holdsForSequences } from '../sequences/property.ts';

test('random sequences of corrections leave the books as the reference model has them (spec/domain.md section 7)', async () => {
  const coverage = await holdsForSequences('sequences', inject('sequences').books, ({ settings }) => inBooks(settings));
  const seldom = coverage.labels.filter((label) => coverage.accepted(label) < 3);
  expect(seldom, 'operations that hardly ever happened').toEqual([]);
});
