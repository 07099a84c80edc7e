import { describe, expect, test } from 'vitest';
import { requestIdOf } from '../../domain/canonical.ts';
import { parseEventData, requestOfEvent, type BusinessEvent } from '../../domain/event-rules.ts';
import type { Principal } from '../../domain/principal.ts';
import { presets } from '../../domain/settings.ts';

const event = (data: Partial<BusinessEvent['data']> = {}): BusinessEvent => ({
  source: 'Shop', id: 'evt-1', bodyHash: 'b', receivedAtMs: 1_000,
  type: 'order.canceled', data: { orderId: 'O-1', reason: { code: 'order_canceled' }, ...data },
}); // prettier-ignore
const invoice = {
  _id: 'DE100:A', number: 'A', currency: 'EUR', customerId: 'DE100:B1', totals: { grossMinor: 14_569 }, rows: [], balanceMinor: 14_569, lines: [{ id: '1' }],
}; // prettier-ignore
const ben: Principal = { id: 'Ben', type: 'person', roles: [{ role: 'ar-approver' }], email: 'Ben@Example.com' };
const people = [{ id: 'maria', type: 'person', roles: [] } as const, ben];

describe('parseEventData', () => {
  test.each<[type: string, data: unknown, parsed: unknown]>([
    ['order.canceled', { orderId: 'O-1', reason: 'order_canceled' }, { orderId: 'O-1', reason: { code: 'order_canceled' } }],
    ['order.canceled', { orderId: 'O-1', sellerId: 'DE100', actor: 'ben', reason: ' gone ' },
      { orderId: 'O-1', sellerId: 'DE100', actor: 'ben', reason: { code: 'other', text: 'gone' } }],
    ['cancellation.requested', { invoiceId: 'DE100:A', reason: 'duplicate' }, { invoiceId: 'DE100:A', reason: { code: 'duplicate' } }],
  ])('reads %s %j (R2, R9)', (type, data, parsed) => {
    expect(parseEventData(type, data)).toEqual({ type, data: parsed });
  }); // prettier-ignore

  const reason = 'duplicate';
  test.each<[type: unknown, data: unknown, code: string, param: string]>([
    ['order.shipped', {}, 'EVENT_TYPE_UNKNOWN', 'type'],
    ['order.canceled', { orderId: 'O-1', reason, actor: ' ben@x.com ' }, 'MALFORMED', 'data.actor'],
    ['order.canceled', { orderId: 'O-1', reason, actor: 'Ben <ben@x.com>' }, 'MALFORMED', 'data.actor'],
    [undefined, {}, 'EVENT_TYPE_UNKNOWN', 'type'],
    ['toString', {}, 'EVENT_TYPE_UNKNOWN', 'type'],
    ['order.canceled', null, 'MALFORMED', 'data'],
    ['order.canceled', [], 'MALFORMED', 'data'],
    ['order.canceled', 'O-1', 'MALFORMED', 'data'],
    ['order.canceled', { orderId: 'O-1', reason, amount: '1e4' }, 'UNKNOWN_FIELD', 'data.amount'],
    ['order.canceled', { orderId: 'O-1', reason, invoiceId: 'A' }, 'UNKNOWN_FIELD', 'data.invoiceId'],
    ['cancellation.requested', { invoiceId: 'A', reason, sellerId: 'DE100' }, 'UNKNOWN_FIELD', 'data.sellerId'],
    ['order.canceled', JSON.parse('{"__proto__":{"orderId":"O-1"},"reason":"duplicate"}'), 'UNKNOWN_FIELD', 'data.__proto__'],
    ['order.canceled', { orderId: 'O-1' }, 'REASON_REQUIRED', 'data.reason'],
    ['order.canceled', { orderId: 'O-1', reason: '  ' }, 'REASON_REQUIRED', 'data.reason'],
    ['order.canceled', { orderId: 'O-1', reason: { code: 'duplicate' } }, 'REASON_REQUIRED', 'data.reason'],
    ['order.canceled', { reason }, 'MALFORMED', 'data.orderId'],
    ['order.canceled', { orderId: 7, reason }, 'MALFORMED', 'data.orderId'],
    ['order.canceled', { orderId: '', reason }, 'MALFORMED', 'data.orderId'],
    ['order.canceled', { orderId: 'x'.repeat(201), reason }, 'MALFORMED', 'data.orderId'],
    ['order.canceled', { orderId: '\ud800', reason }, 'MALFORMED', 'data.orderId'],
    ['order.canceled', { orderId: 'O-1', sellerId: null, reason }, 'MALFORMED', 'data.sellerId'],
    ['cancellation.requested', { invoiceId: 'A', actor: ['ben'], reason }, 'MALFORMED', 'data.actor'],
  ])('refuses %j %j with %s %s', (type, data, code, param) => {
    expect(parseEventData(type, data)).toMatchObject({ code, param });
  }); // prettier-ignore
});

describe('requestOfEvent', () => {
  test('the same event asks once: the same id, body and time (R9)', () => {
    const first = requestOfEvent(event(), 1, invoice, people, presets.strict);
    expect(requestOfEvent(event(), 1, invoice, people, presets.strict)).toEqual(first);
    expect(first.requestId).toBe(requestIdOf(['Shop', 'evt-1', 1]));
    expect(first).toMatchObject({
      kind: 'cancel', invoiceId: 'DE100:A', reason: { code: 'order_canceled' }, evidence: 'event order.canceled evt-1',
      origin: { via: 'event', source: 'Shop', eventId: 'evt-1', n: 1 }, receivedAtMs: 1_000,
      label: { number: 'A', currency: 'EUR', amountMinor: 14_569 },
    }); // prettier-ignore
  });

  test('another invoice, body or event is another request', () => {
    const hash = (of: BusinessEvent, n = 1, _id = 'DE100:A') =>
      requestOfEvent(of, n, { ...invoice, _id }, people, presets.strict);
    const [first, ...others] = [
      hash(event()),
      hash(event(), 2),
      hash(event(), 1, 'DE100:B'),
      hash({ ...event(), bodyHash: 'c' }),
    ];
    for (const other of others) expect(other.bodyHash).not.toBe(first?.bodyHash);
    expect(hash(event(), 2).requestId).not.toBe(first?.requestId);
    expect(hash({ ...event(), id: 'evt-2' }).requestId).not.toBe(first?.requestId);
    expect(hash({ ...event(), source: 'Other' }).requestId).not.toBe(first?.requestId);
  });

  test.each<[actor: string | undefined, requester: unknown, insiders: readonly string[]]>([
    [undefined, { id: 'Shop', type: 'service' }, ['shop']],
    ['ben', { id: 'Ben', type: 'person', email: 'Ben@Example.com' }, ['shop', 'ben', 'ben@example.com']],
    ['BEN', { id: 'Ben', type: 'person', email: 'Ben@Example.com' }, ['shop', 'ben', 'ben@example.com']],
    ['ben@EXAMPLE.com', { id: 'Ben', type: 'person', email: 'Ben@Example.com' }, ['shop', 'ben@example.com', 'ben']],
    ['Maria', { id: 'maria', type: 'person' }, ['shop', 'maria']],
    ['Zoe@Example.com', { id: 'Zoe@Example.com', type: 'person' }, ['shop', 'zoe@example.com']],
  ])('actor %j counts as requester, by id or e-mail in any case', (actor, requester, insiders) => {
    const request = requestOfEvent(event(actor === undefined ? {} : { actor }), 1, invoice, people, presets.strict);
    expect(request.requester).toEqual(requester);
    expect(request.insiders).toEqual(insiders);
    // Whom the event names may withdraw or revise; the service itself never does.
    expect(request.requesters).toEqual(request.insiders.filter((name) => name !== 'shop' && (name !== 'ben@example.com' || actor === 'ben@EXAMPLE.com'))); // prettier-ignore
  });

  test('a credit shows its amount without a sign', () => {
    const credit = { ...invoice, totals: { grossMinor: -2_670 } };
    expect(requestOfEvent(event(), 1, credit, [], presets.strict).label?.amountMinor).toBe(2_670);
  });
});

describe('an order that is canceled asks for what fits the payment (R2, R76, X10)', () => {
  const paidRow = { kind: 'payment', amountMinor: -14_569, ref: 'p' } as const;
  const asked = (over: Partial<typeof invoice>, preset: 'strict' | 'juston') => {
    const { kind, input } = requestOfEvent(event(), 0, { ...invoice, ...over }, [], presets[preset]);
    return [kind, input];
  };
  const paid = { rows: [paidRow], balanceMinor: 0 } as never;
  const part = { rows: [{ ...paidRow, amountMinor: -100 }], balanceMinor: 14_469 } as never;
  const allBack = { change: [{ lineId: '1', remove: true }], disposition: 'refund' };

  test.each([
    ['unpaid', {}, ['cancel', undefined], ['cancel', undefined]],
    ['paid', paid, ['refund', undefined], ['cancel', { payout: true }]],
    ['partly paid', part, ['update', allBack], ['cancel', { payout: true }]],
  ])('%s', (_state, over, strict, juston) => {
    expect([asked(over, 'strict'), asked(over, 'juston')]).toEqual([strict, juston]);
  });

  test('a request to cancel stays one, whatever is paid', () => {
    const requested = {
      ...event(),
      type: 'cancellation.requested',
      data: { invoiceId: 'A', reason: { code: 'duplicate' } },
    } as const;
    expect(requestOfEvent(requested, 0, { ...invoice, ...(paid as object) }, [], presets.strict).kind).toBe('cancel');
  });
});
