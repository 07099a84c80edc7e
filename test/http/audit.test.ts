import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import type { AuditFile } from '../../domain/audit-file.ts';
import { whyNotAuthentic } from '../../domain/audit-verify.ts';
import type { OpenView } from '../../domain/request.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { checkpointPage } from '../../store/checkpoints.ts';
import { proofKeys, publishKey } from '../../store/proof-keys.ts';
import { recordSecurityEvent } from '../../store/security-events.ts';
import { until } from '../support/decisions.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, call, overWorld } from './support/gateway.ts';

const world = useWorld();

/** An invoice with a request that ben has decided. */
async function decided(number: string, command: 'approve' | 'reject', subject = overWorld(world)) {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  const { body } = await ask(subject, invoiceId);
  const { requestId, waitingFor } = body as unknown as OpenView;
  const { revision, step, planHash } = waitingFor ?? { revision: 0, step: 0, planHash: '' };
  const reply = await call(subject, 'POST', `/v1/corrections/${requestId}/decisions`, {
    as: 'ben',
    body: { command, revision, step, planHash, decisionId: ulid(), comment: 'wrong customer' },
  });
  expect(reply).toMatchObject({ status: 200, body: { state: command === 'approve' ? 'applied' : 'rejected' } });
  return { invoiceId, requestId };
}

describe('an export', () => {
  test.each([
    ['approve', 'applied'],
    ['reject', 'rejected'],
  ] as const)(
    'of a request that people %s verifies by the published keys, and by no others',
    async (command, state) => {
      const { invoiceId, requestId } = await decided(`audit-${command}`, command);
      const { status, body } = await call(overWorld(world), 'GET', `/v1/invoices/${encodeURIComponent(invoiceId)}/audit/export`, { as: 'otto' }); // prettier-ignore
      expect(status).toBe(200);
      const file = body as unknown as AuditFile;
      const listed = await call(overWorld(world), 'GET', '/v1/proof-keys', { as: 'maria' });
      const trusted = listed.body as unknown as Parameters<typeof whyNotAuthentic>[1];
      expect(whyNotAuthentic(file, trusted, verifyNatively)).toEqual([]);
      expect(whyNotAuthentic(file, { ...trusted, keys: [] }, verifyNatively).length).toBeGreaterThan(0);
      expect(file.bundle).toMatchObject({
        documentId: invoiceId,
        requests: [{ requestId, state, log: [{}] }],
      });
    },
  );

  test('of a request that nobody had to sign verifies, too', async () => {
    const invoiceId = await put(world.store, { number: 'audit-auto', lines: grossOf('10.00') });
    expect(await ask(overWorld(world), invoiceId)).toMatchObject({ body: { state: 'applied' } });
    const { body } = await call(overWorld(world), 'GET', `/v1/invoices/${encodeURIComponent(invoiceId)}/audit/export`, { as: 'otto' }); // prettier-ignore
    const file = body as unknown as AuditFile;
    const trusted = { deployment: world.deployment, keys: [world.signer.key] };
    expect(whyNotAuthentic(file, trusted, verifyNatively)).toEqual([]);
    expect(file.bundle).toMatchObject({ requests: [{ state: 'applied', judged: { level: 0 }, log: [] }] });
    expect(file.bundle.documents).toHaveLength(2);
  });

  test.each(['maria', 'ben'])('is not for %s', async (as) => {
    const invoiceId = await put(world.store, { number: `audit-of-${as}` });
    const path = `/v1/invoices/${encodeURIComponent(invoiceId)}/audit/export`;
    expect(await call(overWorld(world), 'GET', path, { as })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } }); // prettier-ignore
  });
});

describe('checkpoints', () => {
  test('are written after a decision that closes something, at most once a minute', async () => {
    const count = async (): Promise<number> => (await checkpointPage(world.store, { limit: 100 })).length;
    const written = await count();
    const subject = overWorld(world, { store: { ...world.store } }); // a gateway that has written none yet
    const { invoiceId } = await decided('audit-2', 'reject', subject);
    await until(async () => ((await count()) > written ? true : undefined), 'a checkpoint');
    expect((await checkpointPage(world.store, { limit: 1 }))[0]?.text).toContain(JSON.stringify(invoiceId));
    const second = await decided('audit-3', 'reject', subject);
    expect(await count()).toBe(written + 1);
    const { body } = await call(subject, 'POST', '/v1/audit/checkpoints', { as: 'otto' });
    const { text } = (body as unknown as { readonly checkpoint: { readonly text: string } }).checkpoint;
    expect(text).toContain(JSON.stringify(second.invoiceId));
    const list = await call(subject, 'GET', '/v1/audit/checkpoints?limit=1', { as: 'otto' });
    expect(list).toMatchObject({ status: 200, body: { items: [{ text }], next: expect.any(String) } });
  });

  test.each([
    ['GET', '/v1/audit/checkpoints'],
    ['POST', '/v1/audit/checkpoints'],
    ['GET', '/v1/security-events'],
  ])('%s %s is for those who watch', async (method, path) => {
    expect(await call(overWorld(world), method, path, { as: 'ben' })).toMatchObject({ status: 403 });
  });
});

test('security events are listed, newest first, page by page', async () => {
  for (const code of ['PROOF_MISSING', 'PROOF_INVALID'])
    await recordSecurityEvent(world.store, { at: new Date(), kind: 'raw_signal', code, workflowId: 'correction/x' });
  const first = await call(overWorld(world), 'GET', '/v1/security-events?limit=1', { as: 'otto' });
  const { items, next } = first.body as { readonly items: readonly object[]; readonly next: string };
  expect(items).toEqual([expect.objectContaining({ kind: 'raw_signal', workflowId: 'correction/x' })]);
  const second = await call(overWorld(world), 'GET', `/v1/security-events?limit=1&after=${next}`, { as: 'otto' });
  expect(second.body['items']).not.toEqual(items);
});

describe('proof keys', () => {
  test('are read by anybody who is known, revoked by a person who operates, with a reason', async () => {
    const key = { kid: 'f'.repeat(16), publicKey: 'A'.repeat(43) };
    await publishKey(world.store, key, 'next', new Date());
    const path = `/v1/proof-keys/${key.kid}/revoke`;
    const revoke = (as: string, body: object = { reason: 'copied' }) => call(overWorld(world), 'POST', path, { as, body }); // prettier-ignore
    for (const as of ['ben', 'shop']) expect(await revoke(as)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } }); // prettier-ignore
    expect(await revoke('otto', {})).toMatchObject({ status: 400 });
    expect(await revoke('otto')).toMatchObject({ status: 200, body: { state: 'revoked', revokedBy: 'otto', reason: 'copied' } }); // prettier-ignore
    expect(await call(overWorld(world), 'POST', '/v1/proof-keys/none/revoke', { as: 'otto', body: { reason: 'x' } })).toMatchObject({ status: 404, body: { code: 'KEY_NOT_FOUND' } }); // prettier-ignore
    const { status, body } = await call(overWorld(world), 'GET', '/v1/proof-keys', { as: 'viewer' });
    expect(status).toBe(200);
    expect(body['keys']).toHaveLength((await proofKeys(world.store)).length);
    expect((await overWorld(world).app.request('/v1/proof-keys')).status).toBe(401);
  });
});
