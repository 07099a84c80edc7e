import { expect, test } from 'vitest';
import type { InvoiceDocument } from '../../domain/document.ts';
import { presets } from '../../domain/settings.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { aPaid, openScene } from '../pure/scene.ts';
import { ublContent } from './ubl-reading.ts';

/** Groups and totals as they go out and come back. */
const sumsOf = ({ taxGroups, totals, type, lines }: Pick<InvoiceDocument, 'taxGroups' | 'totals' | 'type' | 'lines'>) => ({
  type, totals, groups: taxGroups.map(({ baseMinor, taxMinor }) => [baseMinor, taxMinor]), corrects: lines.map(({ corrects }) => corrects),
}); // prettier-ignore

test.each(['credit_note', 'negative_invoice'] as const)(
  'E6a: the second of three unit refunds has 6.34 of tax on 33.33, and comes back as it went out, as %s',
  (reversal) => {
    const scene = openScene(presets.strict);
    scene.add('A', {}, aPaid(14_569));
    for (const name of ['CN1', 'CN2', 'CN3'])
      scene.correct('refund', 'A', { lines: [{ lineId: '1', quantity: '1' }] }, name);
    expect(scene.document('CN2').taxGroups).toMatchObject([{ baseMinor: -3_333, taxMinor: -634 }]);
    for (const name of ['CN1', 'CN2', 'CN3']) {
      const note = scene.document(name);
      expect(sumsOf(ublContent(writeUbl(note, { reversal })) as InvoiceDocument)).toEqual(sumsOf(note));
    }
  },
);
