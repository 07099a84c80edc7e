import { expect, test } from 'vitest';
import { inBooks } from '../sequences/in-books.ts';
import { holdsForSequences } from '../sequences/property.ts';

test('random sequences of corrections leave the books as the reference model has them', async () => {
  const extent = { sequences: Number(process.env['SEQ'] ?? 300), operationsMax: 12 };
  const coverage = await holdsForSequences('sequences', extent, ({ settings }) => inBooks(settings));
  for (const label of coverage.labels) expect(coverage.accepted(label), label).toBeGreaterThan(2);
});
