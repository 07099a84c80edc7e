import { describe, expect, test } from 'vitest';
import type { BusinessEvent } from '../../domain/event-rules.ts';
import { signEvent, signIntake, whyNotIntake, type TakenIn } from '../../domain/intake.ts';
import { verifyHere, type Verify } from '../../domain/proof.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { newPrivateKey, signerOf, verifyNatively } from '../../integrations/proof/signer.ts';

const signer = signerOf(newPrivateKey());
const ring = [signer.key];
const request: CorrectionRequest = {
  requestId: 'r_1',
  kind: 'credit',
  invoiceId: 'acme:INV-7',
  input: { lines: [{ lineId: '1', quantity: '2' }] } as never,
  reason: { code: 'other', text: 'zu viel' },
  evidence: 'mail',
  expectedVersion: 3,
  requester: { id: 'dee', type: 'person', email: 'dee@example.com' },
  requesters: ['dee'],
  insiders: ['dee', 'dee@example.com'],
  origin: { via: 'api' },
  bodyHash: 'b'.repeat(64),
  receivedAtMs: 1_790_000_000_000,
  label: { number: 'INV-7', currency: 'EUR', amountMinor: 100 },
};
const event: BusinessEvent = {
  source: 'urn:shop',
  id: 'evt-1',
  bodyHash: 'c'.repeat(64),
  receivedAtMs: 1_790_000_000_000,
  type: 'order.canceled',
  data: { orderId: '4711', reason: { code: 'order_canceled' }, actor: 'ben@example.com' },
};
const code = (taken: TakenIn, verify: Verify = verifyHere, deployment = 'd_1'): string | undefined =>
  whyNotIntake(taken, ring, deployment, verify)?.code;

/** Every value with one leaf altered, or one field taken away. */
function* tampered(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield `${value}x`;
  else if (typeof value === 'number') yield value + 1;
  else if (Array.isArray(value)) {
    yield [...value, 'eve'];
    for (const [index, item] of value.entries()) for (const other of tampered(item)) yield value.with(index, other);
  } else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _gone, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const other of tampered(item)) yield { ...value, [key]: other };
    }
}

const cases = {
  'a direct request': signIntake(signer, 'd_1', request),
  'an event': signEvent(signer, 'd_1', event),
};
describe.each(Object.entries(cases))('%s', (_name, taken) => {
  test.each([verifyHere, verifyNatively])('as it was taken in counts', (verify) => {
    expect(code(taken, verify)).toBeUndefined();
    expect(code(JSON.parse(JSON.stringify(taken)) as TakenIn, verify)).toBeUndefined(); // the way through Temporal
  });

  test('counts no more when anything of it is another, missing or added', () => {
    const others = [...tampered(taken), { ...taken, extra: 1 }, { ...taken, extra: 1.5 }] as TakenIn[];
    expect(others.length).toBeGreaterThan(12);
    expect(others.filter((other) => code(other) !== 'INTAKE_UNSIGNED')).toEqual([]);
  });

  test('counts in its own deployment alone, and by keys of the ring alone', () => {
    expect(code(taken, verifyHere, 'd_2')).toBe('INTAKE_UNSIGNED');
    const other = signerOf(newPrivateKey());
    expect(whyNotIntake(taken, [other.key], 'd_1', verifyHere)?.code).toBe('INTAKE_UNSIGNED');
  });
});

test('the proof of one thing is none of another', () => {
  const { intake } = cases['an event'];
  if (!intake) throw new Error('it is signed');
  expect(code({ ...request, intake })).toBe('INTAKE_UNSIGNED');
  expect(code({ ...request, intake: signer.sign('countersign/proof/v1', intake.text) })).toBe('INTAKE_UNSIGNED');
  expect(code(request)).toBe('INTAKE_UNSIGNED');
});
