import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countersign, ctrlC, freshHome, removeHome, up, type Ran, type UpProcess } from './support/product.ts';

const home = freshHome();
let product: UpProcess;

beforeAll(async () => {
  product = await up(home);
  expect(product.output()).toContain('Countersign is up.');
  for (const name of ['maria', 'ben', 'carla'])
    expect(await countersign(home, ['login', name])).toMatchObject({ exit: 0 });
});
afterAll(async () => {
  const exit = await ctrlC(product);
  removeHome(home);
  expect(exit).toBe(0);
});

const type = (words: string): Promise<Ran> => countersign(home, words.split(' '));
const ask = async (words: string): Promise<unknown> => JSON.parse((await type(`${words} --json`)).out);

describe('a day at the command line', () => {
  let requestId = '';

  test('the first import books everything, the second changes nothing', async () => {
    const first = await type('import demo/invoices.json demo/INV-1003.xml');
    expect(first).toMatchObject({ exit: 0, err: '' });
    expect(first.out).toContain('1 imported');
    expect(await ask('import demo/invoices.json demo/INV-1003.xml')).toMatchObject({
      files: [
        { imported: 0, refused: [] },
        { imported: 0, unchanged: 1, refused: [] },
      ],
    });
  });

  test('actions and plan tell what is possible, and write nothing', async () => {
    expect(await ask('actions INV-1001')).toMatchObject({
      number: 'INV-1001',
      actions: expect.arrayContaining([expect.objectContaining({ kind: 'cancel', available: true })]) as unknown,
    });
    const paid = await type('actions INV-1004');
    expect(paid.exit).toBe(0);
    const plan = await type('plan cancel INV-1002');
    expect(plan.exit).toBe(0);
    expect(plan.out).toContain('1,250.00');
    expect(await ask('invoice INV-1002')).toMatchObject({ document: { status: 'open', version: 1 } });
  });

  test('a small cancellation is applied at once: exit code 0', async () => {
    const { exit, out } = await type('request cancel INV-1001 --reason duplicate --as maria');
    expect(exit).toBe(0);
    expect(out).toContain('Applied');
    expect(await ask('invoice INV-1001')).toMatchObject({ document: { status: 'canceled', balanceMinor: 0 } });
  });

  test('a large one waits: exit code 3, and it is in the inbox of who may sign', async () => {
    const pending = await type('request cancel INV-1002 --reason order_canceled --as maria --json');
    expect(pending.exit).toBe(3);
    requestId = (JSON.parse(pending.out) as { requestId: string }).requestId;
    expect(await ask('inbox --as ben')).toMatchObject({ items: [{ requestId, state: 'open' }] });
    expect(await ask('inbox --as maria')).toMatchObject({ items: [] });
  });

  test('another request on the invoice meanwhile is a conflict: exit code 5', async () => {
    const { exit, err } = await type('request cancel INV-1002 --reason duplicate --as ben');
    expect(exit).toBe(5);
    expect(err).toContain('PENDING_REQUEST_EXISTS');
  });

  test('the requester may not approve: exit code 4', async () => {
    const { exit, err } = await type(`approve ${requestId} --as maria`);
    expect(exit).toBe(4);
    expect(err).toContain('SOD_CONFLICT');
  });

  test('another person approves: exit code 0; approving again is a conflict: exit code 5', async () => {
    const first = await type(`approve ${requestId} --as ben`);
    expect(first).toMatchObject({ exit: 0, err: '' });
    expect(first.out).toMatch(/Customer credit.*30\.00/);
    const second = await type(`approve ${requestId} --as carla`);
    expect(second.exit).toBe(5);
    expect(second.err).toContain('GATE_CLOSED');
    expect(await ask(`show ${requestId}`)).toMatchObject({ state: 'applied', votes: [{ by: 'ben' }] });
  });

  test('the trail verifies, and the cancellation leaves as credit note 381 that names its original', async () => {
    expect(await type('audit verify')).toMatchObject({ exit: 0 });
    const { exit, out } = await type(`export ubl ${requestId}.1`);
    expect(exit).toBe(0);
    expect(out).toContain('<cbc:CreditNoteTypeCode name="credit cancellation">381</cbc:CreditNoteTypeCode>');
    expect(out).toMatch(/<cac:BillingReference>\s*<cac:InvoiceDocumentReference>\s*<cbc:ID>INV-1002<\/cbc:ID>/);
    expect(out).toMatch(/<cbc:PayableAmount currencyID="EUR">1250\.00</);
    expect(out).not.toMatch(/>-\d/);
  });

  test('doctor finds nothing wrong', async () => {
    const { exit, out } = await type('doctor');
    expect(out).toContain('Nothing is wrong.');
    expect(out).toContain('the directory has 17 persons and 3 services and agents who may act');
    expect(exit).toBe(0);
    expect(await ask('doctor')).toMatchObject({ ok: true });
  });
});

describe.concurrent('what goes wrong is told with its code, what to do, and the right exit code', () => {
  test.each<[what: string, words: string, exit: number, said: string]>([
    ['an unknown invoice', 'invoice INV-9999', 4, 'INVOICE_NOT_FOUND'],
    ['an unknown request', 'show r_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa --as ben', 4, 'REQUEST_NOT_FOUND'],
    ['a paid invoice', 'request cancel INV-1004 --reason duplicate --as maria', 4, 'HAS_PAYMENTS'],
    ['an invoice that is canceled', 'request cancel INV-1001 --reason duplicate --as maria', 4, 'CANCELED'],
    ['a missing reason', 'request cancel INV-1010 --as maria', 2, '--reason'],
    ['a command that there is not', 'cancel INV-1010', 2, '--help'],
    ['a person who is not signed in', 'inbox --as nobody', 4, 'countersign login nobody'],
    ['a person that there is not', 'login nobody', 4, 'PRINCIPAL_NOT_FOUND'],
    ['a file that there is not', 'import nowhere.xml', 2, 'nowhere.xml'],
  ])('%s', async (_what, words, exit, said) => {
    const ran = await type(words);
    expect(ran.err).toContain(said);
    expect(ran.exit).toBe(exit);
  });

  test.each<[what: string, words: string, env: NodeJS.ProcessEnv, said: string]>([
    ['a gateway', 'inbox --as ben', { COUNTERSIGN_URL: 'http://127.0.0.1:1' }, '127.0.0.1:1'],
    ['a MongoDB', 'audit verify INV-1001', { MONGODB_URI: 'mongodb://127.0.0.1:1/?replicaSet=rs0' }, '127.0.0.1:1'],
  ])('%s that does not answer: exit code 1', async (_what, words, env, said) => {
    const ran = await countersign(home, words.split(' '), env);
    expect(ran.err).toContain('UNAVAILABLE');
    expect(ran.err).toContain(said);
    expect(ran.exit).toBe(1);
  });

  test('doctor names what does not answer, and exits 1', async () => {
    const ran = await countersign(home, ['doctor'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(ran.out).toContain('Temporal at 127.0.0.1:1 does not answer');
    expect(ran.exit).toBe(1);
  });
});
