import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contentHashOf } from '../../domain/document-identity.ts';
import { bookDocument } from '../../domain/booking.ts';
import { readCsv } from '../../integrations/csv/read-csv.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { fixture, hasSharedData, sharedData, sharedFile } from './files.ts';

const reversals = ['credit_note', 'negative_invoice'] as const;
const namesIn = (folder: string): readonly string[] =>
  hasSharedData ? readdirSync(new URL(folder, sharedData)).toSorted() : [];

describe.skipIf(!hasSharedData)('UBL of other people', () => {
  test.each(namesIn('ubl/'))('%s imports, books, and comes back the same from an export', (name) => {
    const { documents, rejected } = readUbl(sharedFile(`ubl/${name}`));
    expect(rejected).toEqual([]);
    const [document] = documents;
    if (document === undefined) throw new Error('nothing was read');
    const { content, history } = document;
    expect(bookDocument('x', content, history).balanceMinor).toBe(content.totals.payableMinor);
    for (const reversal of reversals)
      expect(readUbl(writeUbl(content, { reversal })).documents[0]?.content).toEqual(content);
  });

  test('two of them have the same number and differ in one item name: other content, so DOCUMENT_EXISTS in one store', () => {
    const hashes = ['guide-example1.xml', 'ubl-tc434-example1.xml'].map((name) => {
      const [document] = readUbl(sharedFile(`ubl/${name}`)).documents;
      expect(document?.content.number).toBe('12115118');
      return document && contentHashOf(document.content, document.history);
    });
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test('a line whose sign is lost in the source imports with a warning', () => {
    expect(readUbl(sharedFile('ubl/guide-example1.xml')).documents[0]?.warnings[0]).toContain(
      'Line 20: stated net EUR -109.98, by quantity and price EUR 109.98',
    );
  });
});

describe.skipIf(!hasSharedData)('three days of a retailer', () => {
  const files = namesIn('retail/').map((name) => readCsv(sharedFile(`retail/${name}`)));
  const documents = files.flatMap((file) => file.documents);

  test('give exactly 373 documents, and 45 rows with a price of zero are reported', () => {
    expect(documents).toHaveLength(373);
    const rejected = files.flatMap((file) => file.rejected);
    expect(rejected.flatMap(({ rows }) => rows ?? [])).toHaveLength(45);
    expect(new Set(rejected.map(({ refusal }) => `${refusal.code} ${refusal.param}`))).toEqual(
      new Set(['DOCUMENT_INVALID unitPrice']),
    );
    expect(
      rejected.every(({ number }) => number !== undefined && !documents.some((one) => one.content.number === number)),
    ).toBe(true);
  });

  test('36 of them are open credit notes, all with a C', () => {
    const credits = documents.filter(({ content }) => content.class === 'credit');
    expect(credits).toHaveLength(36);
    expect(credits.every(({ content }) => content.number.startsWith('C'))).toBe(true);
    expect(documents.filter(({ content }) => content.number.startsWith('C'))).toHaveLength(36);
  });

  test.each(reversals)('all go out as UBL and come back the same, reversals as %s', (reversal) => {
    for (const { content } of documents)
      expect(readUbl(writeUbl(content, { reversal })).documents[0]?.content).toEqual(content);
  });
});

describe('the identity of a document', () => {
  const [document] = readUbl(fixture('invoice.xml')).documents;
  if (document === undefined) throw new Error('nothing was read');
  const { content, history } = document;
  const hash = contentHashOf(content, history);

  test('is the same for the same content, read again or through an export', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const [again] = readUbl(writeUbl(content)).documents;
    expect(again && contentHashOf(again.content, again.history)).toBe(hash);
  });

  test('is another for another amount, text or history', () => {
    const others = [
      contentHashOf({ ...content, totals: { ...content.totals, roundingMinor: 0 } }, history),
      contentHashOf({ ...content, orderId: 'ORD-78' }, history),
      contentHashOf(content, { ...history, creditUsedMinor: 1 }),
      contentHashOf(content, { ...history, payments: [{ id: 'p', amountMinor: 1 }] }),
    ];
    expect(new Set([hash, ...others]).size).toBe(5);
  });
});
