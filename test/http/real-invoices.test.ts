import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentHashOf } from '../../domain/document-identity.ts';
import { documentIdOf } from '../../domain/document.ts';
import { kinds } from '../../domain/input.ts';
import { readCsv } from '../../integrations/csv/read-csv.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { recordDocument } from '../../store/record.ts';
import { hasSharedData, sharedData, sharedFile } from '../integrations/files.ts';
import { cookieOf } from '../support/directory.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { overWorld } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3330' } }) });

const open = async (path: string): Promise<string> => {
  const headers = { accept: 'text/html', cookie: `__Host-countersign=${cookieOf('maria')}` };
  const answer = await overWorld(world).app.request(path, { headers });
  const html = await answer.text();
  expect({ path, status: answer.status, isSmall: Buffer.byteLength(html) < 100_000 }).toEqual({
    path,
    status: 200,
    isSmall: true,
  });
  return html;
};

/** The documents that pages are opened of: all UBL ones, and the longest and some credits of a day of a retailer. */
function someDocuments() {
  const ubl = readdirSync(new URL('ubl/', sharedData)).flatMap((name) => readUbl(sharedFile(`ubl/${name}`)).documents);
  const numbers = ubl.map(({ content }) => content.number);
  const first = ubl.filter(({ content }, index) => numbers.indexOf(content.number) === index); // two of them share one
  const retail = readCsv(sharedFile('retail/2010-12-01.csv')).documents;
  const longest = retail.toSorted((a, b) => b.content.lines.length - a.content.lines.length).slice(0, 3);
  return [...first, ...longest, ...retail.filter(({ content }) => content.class === 'credit').slice(0, 3)];
}

describe.skipIf(!hasSharedData)('documents of other people', () => {
  const documents = hasSharedData ? someDocuments() : [];
  beforeAll(async () => {
    for (const { content, history } of documents)
      await recordDocument(world.store, { content, history, contentHash: contentHashOf(content, history), actor: 'test' }, new Date(), true); // prettier-ignore
  });

  test('are all in the list', async () => {
    const html = await open('/invoices?limit=100');
    for (const { content } of documents) expect(html).toContain(encodeURIComponent(documentIdOf(content.seller.id, content.number))); // prettier-ignore
  });

  test.each(documents.map(({ content }) => [content.number, content.lines.length, documentIdOf(content.seller.id, content.number)] as const))(
    '%s with %i lines has a page, and ways to be corrected',
    async (number, lines, id) => {
      const path = `/invoices/${encodeURIComponent(id)}`;
      expect(await open(path)).toContain(`${number}</h1>`);
      if (lines > 100) expect(await open(`${path}?lines=2`)).toContain('101 to');
      const choice = await open(`${path}/correct`);
      expect(choice).toContain(`<h3><a href="${path}/correct/`);
      for (const kind of kinds) {
        await open(`${path}/correct/${kind}`);
        const isOffered = choice.includes(`<h3><a href="${path}/correct/${kind}">`);
        const typed = kind === 'update' ? 'notes=x' : kind === 'discount' ? 'amount=1.00' : 'look=plan';
        if (isOffered) expect(await open(`${path}/correct/${kind}?${typed}`)).toContain('What would happen');
        if (isOffered && lines > 100) await open(`${path}/correct/${kind}?${typed}&planLines=2`);
      }
      if (lines > 40) expect(await open(`${path}/correct/update?typed=yes&page=3`)).toContain('Remove line');
    },
  ); // prettier-ignore
});
