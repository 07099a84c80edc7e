import { ulid } from 'ulid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../domain/audit.ts';
import type { AuditFile } from '../../domain/audit-file.ts';
import { whyNotAuthentic, type TrustedKeys } from '../../domain/audit-verify.ts';
import { fingerprintOf } from '../../domain/proof.ts';
import type { OpenView } from '../../domain/request.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { insertEntries, nextEntry } from '../../store/chain.ts';
import { toStored } from '../../store/database.ts';
import { publishKey } from '../../store/proof-keys.ts';
import { recordSecurityEvent } from '../../store/security-events.ts';
import { grossOf, put } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openPage, sendForm } from './support/forms.ts';
import { ask, call, overWorld } from './support/gateway.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3530' } }) });
const open = (as: string, path: string) => openPage(overWorld(world), as, path);
const trail = (of: string, as = 'aude') => open(as, `/audit?of=${encodeURIComponent(of)}`);

/** An invoice that ben has let somebody cancel, with words of his own. */
async function decided(number: string, comment = 'wrong customer'): Promise<{ readonly invoiceId: string; readonly requestId: string }> {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  const { body } = await ask(overWorld(world), invoiceId, { reason: comment });
  const { requestId, waitingFor } = body as unknown as OpenView;
  const { revision, step, planHash } = waitingFor ?? { revision: 0, step: 0, planHash: '' };
  const decision = { command: 'approve', revision, step, planHash, decisionId: ulid(), comment };
  expect(await call(overWorld(world), 'POST', `/v1/corrections/${requestId}/decisions`, { as: 'ben', body: decision })).toMatchObject({ status: 200 });
  return { invoiceId, requestId };
} // prettier-ignore

/** Adds entries to the chain of a document. */
async function longer(documentId: string, by: number): Promise<void> {
  const { invoices } = world.store.collections;
  const entries: AuditEntry[] = [];
  let head = (await invoices.findOne({ _id: documentId }))?.auditHead;
  for (let at = 0; at < by; at += 1) {
    const next = nextEntry(head, { documentId, at: new Date().toISOString(), deed: 'edited', actor: 'otto', detail: `edit ${at}` }); // prettier-ignore
    entries.push(next.entry);
    head = next.auditHead;
  }
  await world.store.transact(async (session) => {
    await insertEntries(world.store, entries, session);
    await invoices.updateOne({ _id: documentId }, { $set: { auditHead: toStored(head) } as never }, { session });
  });
}

let whole: Awaited<ReturnType<typeof decided>>;
beforeAll(async () => {
  whole = await decided('CE-A1', '<script>alert(1)</script>');
  await sendForm(overWorld(world), 'otto', '/audit/checkpoints');
});

describe('a trail that is whole', () => {
  test('is verified on the page, by the number, the id or a request, with what was looked at', async () => {
    for (const of of ['CE-A1', whole.invoiceId, whole.requestId]) {
      const { status, text } = await trail(of);
      expect(status).toBe(200);
      expect(text).toMatch(/Verified: \d+ entries of 2 documents, 1 request, 1 signed decision</);
      expect(text).toMatch(/Head <code title="[0-9a-f]{64}">[0-9a-f]{8}…[0-9a-f]{8}<\/code>, entry \d/);
      expect(text).toMatch(/Signed checkpoint of <time[^>]+>[^<]+UTC<\/time> up to entry \d/);
      expect(text).toContain(`href="/corrections/${whole.requestId}"`);
    }
  });

  test('is downloaded as the interface for programs exports it, and verifies elsewhere', async () => {
    const { headers, text } = await open('aude', `/audit/export?of=${encodeURIComponent(whole.invoiceId)}`);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.audit\.json"$/);
    const keys = JSON.parse((await open('maria', '/audit/keys/export')).text) as TrustedKeys;
    expect(whyNotAuthentic(JSON.parse(text) as AuditFile, keys, verifyNatively)).toEqual([]);
  });

  test('shows script in reasons and comments as text', async () => {
    const { text } = await trail('CE-A1');
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toContain('<script>alert');
  });

  test('is paged, newest first', async () => {
    await longer(await put(world.store, { number: 'CE-long' }), 51);
    const { text } = await trail('CE-long');
    const seqs = (of: string): readonly number[] =>
      [...of.matchAll(/<li value="(\d+)"/g)].map(([, seq]) => Number(seq));
    expect(seqs(text)).toEqual(Array.from({ length: 50 }, (_, at) => 52 - at));
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(text) ?? [];
    expect(seqs((await open('aude', next.replaceAll('&amp;', '&'))).text)).toEqual([2, 1]);
  });
});

describe('a trail that somebody has changed in the store', () => {
  const broken = async (number: string, change: (of: Awaited<ReturnType<typeof decided>>) => Promise<unknown>, back: (of: Awaited<ReturnType<typeof decided>>) => Promise<unknown>) => {
    const of = await decided(number);
    expect((await trail(of.invoiceId)).text).toContain('Verified');
    await change(of);
    const { status, text } = await trail(of.invoiceId);
    await back(of);
    expect(status).toBe(200);
    expect(text).not.toContain('Verified:');
    return text;
  }; // prettier-ignore

  test('names the entry whose text is another', async () => {
    let before: string | undefined;
    const text = await broken(
      'CE-B1',
      async ({ invoiceId }) => {
        const { audit } = world.store.collections;
        before = (await audit.findOne({ _id: `${invoiceId}/2` }))?.text;
        await audit.updateOne({ _id: `${invoiceId}/2` }, { $set: { text: before?.replace('maria', 'anna') ?? '' } });
      },
      ({ invoiceId }) => world.store.collections.audit.updateOne({ _id: `${invoiceId}/2` }, { $set: { text: before ?? '' } }),
    ); // prettier-ignore
    expect(text).toMatch(/Broken: \d things? do(es)? not fit/);
    expect(text).toMatch(/CE-B1<\/strong>: entry 2 was changed/);
    expect(text).toContain('Compare with the last export and call the auditors.');
  });

  test('shows also an entry that cannot be read any more', async () => {
    let before: string | undefined;
    const text = await broken(
      'CE-B2',
      async ({ invoiceId }) => {
        const { audit } = world.store.collections;
        before = (await audit.findOne({ _id: `${invoiceId}/2` }))?.text;
        await audit.updateOne({ _id: `${invoiceId}/2` }, { $set: { text: 'nothing' } });
      },
      ({ invoiceId }) => world.store.collections.audit.updateOne({ _id: `${invoiceId}/2` }, { $set: { text: before ?? '' } }),
    ); // prettier-ignore
    expect(text).toContain('This entry cannot be read.');
  });

  test('names the request whose decision is another', async () => {
    let before: object | undefined;
    const text = await broken(
      'CE-B3',
      async ({ requestId }) => {
        const { corrections } = world.store.collections;
        before = (await corrections.findOne({ _id: requestId }))?.log;
        await corrections.updateOne({ _id: requestId }, { $set: { log: [] } });
      },
      ({ requestId }) => world.store.collections.corrections.updateOne({ _id: requestId }, { $set: { log: before } as never }),
    ); // prettier-ignore
    expect(text).toContain('its decisions are not those that the chain names');
  });
});

describe('who looks into the work of others', () => {
  test.each([
    ['ben', '/audit'],
    ['ben', '/audit/export?of=CE-A1'],
    ['ben', '/audit/checkpoints'],
    ['nora', '/audit/checkpoints'],
    ['nora', '/audit/checkpoints/000000000001'],
    ['nora', '/audit/security-events'],
  ])('is not %s at %s, who hears who it is', async (as, path) => {
    const { status, text } = await open(as, path);
    expect(status).toBe(403);
    expect(text).toMatch(/It takes one of the roles auditor, [^<]*held by [^<]*otto/);
  });

  test('asks for what there is', async () => {
    expect((await trail('CE-none')).status).toBe(404);
    expect((await open('aude', '/audit/checkpoints/none')).status).toBe(404);
    expect((await open('nora', '/audit')).text).toContain('Whose trail?');
  });
});

describe('checkpoints, security events and keys', () => {
  test('a checkpoint is signed by a button, listed, and taken away', async () => {
    const { invoiceId } = await decided('CE-C1');
    expect(await sendForm(overWorld(world), 'aude', '/audit/checkpoints')).toMatchObject({ status: 303, goTo: '/audit/checkpoints' }); // prettier-ignore
    expect((await sendForm(overWorld(world), 'ben', '/audit/checkpoints')).status).toBe(403);
    const [, path = ''] = /href="(\/audit\/checkpoints\/\d+)"/.exec((await open('aude', '/audit/checkpoints')).text) ?? [];
    expect((await open('aude', path)).text).toContain(invoiceId);
  }); // prettier-ignore

  test('security events are told in words, page by page', async () => {
    const at = Date.now();
    for (let n = 0; n < 51; n += 1) await recordSecurityEvent(world.store, { at: new Date(at + n), kind: 'raw_signal', code: n === 50 ? 'PROOF_INVALID' : 'PROOF_MISSING', workflowId: `correction/${n}<b>` }); // prettier-ignore
    const { text } = await open('aude', '/audit/security-events');
    expect(text).toContain('The proof is not what a gateway signs.');
    expect(text).toContain('correction/50&lt;b&gt;');
    expect(text).not.toContain('correction/0&lt;');
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(text) ?? [];
    expect((await open('aude', next)).text).toContain('correction/0&lt;b&gt;');
  });

  test('keys have fingerprints to be compared another way; an operator revokes one with a reason, for good', async () => {
    const key = { kid: 'e'.repeat(16), publicKey: 'A'.repeat(43) };
    await publishKey(world.store, key, 'next', new Date());
    const { text } = await open('maria', '/audit/keys');
    for (const { publicKey } of [world.signer.key, key]) expect(text).toContain(fingerprintOf(publicKey));
    expect(text).toContain('countersign doctor');
    expect(text).not.toContain('Its private half leaked');
    const revoke = (as: string, fields: Readonly<Record<string, string>>) => sendForm(overWorld(world), as, `/audit/keys/${key.kid}/revoke`, fields);
    expect(await revoke('aude', { reason: 'copied' })).toMatchObject({ status: 403, text: expect.stringContaining('held by otto') });
    expect((await revoke('otto', {})).status).toBe(400);
    expect(await revoke('otto', { reason: '<i>copied' })).toMatchObject({ status: 303, goTo: '/audit/keys' });
    const after = await open('otto', '/audit/keys');
    expect(after.text).toContain('revoked: what it signed counts no more');
    expect(after.text).toContain('&lt;i&gt;copied');
  }); // prettier-ignore
});
