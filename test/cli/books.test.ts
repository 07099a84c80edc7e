import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { parseSettings } from '../../domain/settings.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { putSettings } from '../../store/settings.ts';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { countersign } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld({ worker: false });
const run = useServing(world);

const folder = mkdtempSync(join(tmpdir(), 'countersign-books-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const rows = (...lines: readonly string[]): string => [header, ...lines, ''].join('\n');
const shop = rows(
  '7001,A1,Lantern,2,2026-01-05 08:00:00,10.00,C1,Norway',
  '7002,A2,Gift,1,2026-01-05 08:01:00,0.0,C1,Norway',
  'C7003,A1,Lantern,-1,2026-01-06 09:00:00,10.00,C1,Norway',
);

describe('import', () => {
  test('books what is good, reports the rows that are not, and does it once', async () => {
    const path = file('shop.csv', shop);
    const { exit, out } = await run('import', path);
    expect(exit).toBe(0);
    expect(out).toContain('2 imported, 1 row reported\n  row 3 (7002): DOCUMENT_INVALID: ');
    expect(await run('import', path)).toMatchObject({
      exit: 0,
      out: expect.stringContaining('0 imported, 2 unchanged'),
    });
  });

  test('refuses other content under a known number, and goes on with the next file', async () => {
    const other = file('other.csv', shop.replace(',2,2026', ',3,2026'));
    const next = file('next.csv', rows('7009,A1,Lantern,1,2026-01-05 08:00:00,10.00,,Norway'));
    const { exit, out } = await run('import', other, next, '--json');
    expect(exit).toBe(5);
    expect(JSON.parse(out)).toMatchObject({
      files: [
        { imported: 0, unchanged: 1, refused: [{ number: '7001', refusal: { code: 'DOCUMENT_EXISTS' } }] },
        { imported: 1 },
      ],
    });
  });

  test.each([
    ['a price as 1e4', rows('7010,A1,Lantern,1,2026-01-05 08:00:00,1e4,C1,Norway'), 4, 'AMOUNT_FORMAT'],
    ['a quantity of zero', rows('7011,A1,Lantern,0,2026-01-05 08:00:00,1.00,C1,Norway'), 4, 'DOCUMENT_INVALID'],
    ['a file without the columns', 'a,b\n1,2\n', 2, 'FILE_MALFORMED'],
  ])('that has nothing but %s is refused', async (_sentence, text, status, code) => {
    const { exit, out } = await run('import', file('bad.csv', text));
    expect(exit).toBe(status);
    expect(out).toContain(code);
  });

  test('takes its format from the content where the name does not say', async () => {
    const { exit, out } = await run('import', file('unnamed', '{"documents": [], "customers": [], "extra": 1}'));
    expect(exit).toBe(2);
    expect(out).toContain('UNKNOWN_FIELD');
  });

  test('wants a database that is ready', async () => {
    const env = { MONGODB_URI: inject('mongodbUri'), MONGODB_DATABASE: `${world.database}-bare` };
    const { exit, err } = await countersign(['import', file('shop.csv', shop)], env);
    expect(exit).toBe(1);
    expect(err).toContain('type: countersign migrate');
  });
});

describe('the commands that read', () => {
  beforeAll(async () => {
    await put(world.store, { number: 'INV-1' }, { creditUsedMinor: 3000 });
    await put(world.store, { number: 'INV-2', sellerId: 'Seller & Co' });
    await put(world.store, { number: 'INV-2', sellerId: 'DE100', buyerId: 'B2' });
  });

  test('invoice shows the document with its books', async () => {
    const { exit, out } = await run('invoice', 'INV-1');
    expect(exit).toBe(0);
    expect(out).toContain('INV-1  invoice, open, unpaid, balance EUR 115.69\n');
    expect(out).toContain('credit used  2100 30.00 / 1200[INV-1] 30.00\n');
  });

  test('invoice takes the seller as people write it, and asks where a number is not enough', async () => {
    expect((await run('invoice', 'Seller & Co:INV-2')).out).toContain('id         Seller%20%26%20Co:INV-2 (version 1)');
    const { exit, err } = await run('invoice', 'INV-2');
    expect(exit).toBe(5);
    expect(err).toMatch(/^INVOICE_AMBIGUOUS: .*Seller%20%26%20Co:INV-2/);
    expect(await run('invoice', 'INV-999')).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/^INVOICE_NOT_FOUND: /),
    });
  });

  test('plan shows all and writes nothing', async () => {
    const before = await world.store.collections.corrections.countDocuments();
    const { exit, out } = await run('plan', 'cancel', 'INV-1', '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      preview: true,
      plan: { kind: 'cancel', customers: [{ creditDeltaMinor: 3000 }] },
      need: { kind: 'auto' },
    });
    expect((await run('plan', 'cancel', 'INV-1')).out).toContain('Would be applied at once');
    expect(await world.store.collections.corrections.countDocuments()).toBe(before);
  });

  test('export ubl writes what import reads', async () => {
    const target = join(folder, 'inv-1.xml');
    expect(await run('export', 'ubl', 'INV-1', '--output', target)).toMatchObject({ exit: 0 });
    const xml = readFileSync(target, 'utf8');
    expect((await run('export', 'ubl', 'INV-1')).out).toBe(xml);
    expect(readUbl(xml).documents[0]?.content).toMatchObject({ number: 'INV-1', totals: { grossMinor: 14_569 } });
  });

  test('export ubl writes a credit in the form that the settings in force name', async () => {
    const ofCredit = { class: 'credit', type: 'credit_note', typeCode: '381', totals: { grossMinor: -1000 } };
    const positive = (await run('export', 'ubl', 'C7003')).out;
    await putSettings(world.store, parseSettings({ ubl: { reversal: 'negative_invoice' } }));
    const negative = (await run('export', 'ubl', 'C7003')).out;
    await putSettings(world.store, parseSettings({}));
    expect(positive).toContain('<cbc:PayableAmount currencyID="GBP">10.00<');
    expect(negative).toContain('<cbc:PayableAmount currencyID="GBP">-10.00<');
    for (const xml of [positive, negative]) expect(readUbl(xml).documents[0]?.content).toMatchObject(ofCredit);
  });

  test('migrate finds nothing left to do', async () => {
    expect(await run('migrate')).toMatchObject({ exit: 0, out: `${world.database} is up to date.\n` });
  });
});

describe('audit verify', () => {
  test('proves all documents, or one', async () => {
    const all = await run('audit', 'verify');
    expect(all).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^Verified: \d+ documents, \d+ audit entries, 0 plans\n$/),
    });
    expect(JSON.parse((await run('audit', 'verify', 'INV-1', '--json')).out)).toMatchObject({
      verified: true,
      documents: 1,
    });
  });

  test('finds an entry that was changed, and one whose document is gone', async () => {
    const { audit } = world.store.collections;
    const entry = await audit.findOne({ documentId: 'DE100:INV-1', seq: 1 });
    if (!entry) throw new Error('no entry');
    await audit.updateOne({ _id: entry._id }, { $set: { text: entry.text.replace('import', 'imp0rt') } });
    const { exit, out } = await run('audit', 'verify', 'INV-1');
    expect(exit).toBe(5);
    expect(out).toMatch(/^CHAIN_BROKEN: /);
    expect(out).toContain('DE100:INV-1: entry 1 was changed');
    await audit.updateOne({ _id: entry._id }, { $set: { text: entry.text } });

    await audit.insertOne({ ...entry, _id: 'gone/1', documentId: 'gone' });
    expect((await run('audit', 'verify')).out).toContain('1 audit entries belong to documents that are gone');
    await audit.deleteOne({ _id: 'gone/1' });
    expect((await run('audit', 'verify')).exit).toBe(0);
  });
});
