import { describe, expect, test } from 'vitest';
import { defaultMessages, isAddress } from '../../domain/message-settings.ts';
import {
  appliedNotices,
  approverNotices,
  commentNotices,
  outcomeNotices,
  policyEndNotices,
} from '../../domain/notices.ts';
import { parseSettings, presets } from '../../domain/settings.ts';
import { localTime } from '../../domain/calendar.ts';
import { booked, aDocument } from '../support/documents.ts';
import { aRequest } from '../support/documents.ts';
import { planned, factsOf } from './situations.ts';

const request = aRequest('x');
const buyer = (email?: string) => ({ buyer: { id: 'B1', ...(email === undefined ? {} : { email }) } });
const slack = {
  approvals: 'ar',
  outcomes: 'ops',
  comments: 'talk',
  customerSuccess: 'cs',
  policy: 'rules',
  directory: 'admins',
};

describe('who hears (R16, R78, R79, R82)', () => {
  test('approvers with an address, each once', () => {
    const people = [
      { id: 'a', type: 'person', roles: [], email: 'a@x.y' } as const,
      { id: 'b', type: 'person', roles: [] } as const,
    ];
    expect(approverNotices('approval.reminder', people)).toEqual([{ topic: 'approval.reminder', recipient: 'a@x.y' }]);
  });

  test('the requester alone, as long as nothing else is set', () => {
    expect(appliedNotices(request, buyer('b@x.y'), defaultMessages)).toEqual([
      { topic: 'correction.applied', recipient: 'maria@example.com' },
    ]);
    expect(outcomeNotices({ requester: { id: 'shop', type: 'service' } }, 'rejected', defaultMessages)).toEqual([]);
  });

  test('requester, customer success, the customer and the channels of Slack, when they are set', () => {
    const settings = {
      ...defaultMessages,
      customerSuccess: ['cs@x.y', 'cs@x.y', 'lead@x.y'],
      customer: 'on' as const,
      slack,
    };
    expect(appliedNotices(request, buyer('b@x.y'), settings)).toEqual([
      { topic: 'correction.applied', recipient: 'maria@example.com' },
      { topic: 'correction.applied', recipient: 'ops', channel: 'slack' },
      { topic: 'customer-success.applied', recipient: 'cs@x.y' },
      { topic: 'customer-success.applied', recipient: 'lead@x.y' },
      { topic: 'customer-success.applied', recipient: 'cs', channel: 'slack' },
      { topic: 'customer.applied', recipient: 'b@x.y' },
    ]);
    expect(outcomeNotices(request, 'rejected', settings).map(({ recipient }) => recipient)).toEqual([
      'maria@example.com',
      'ops',
    ]);
    expect(
      policyEndNotices({ author: { email: 'p@x.y' } }, 'applied', settings).map(({ recipient }) => recipient),
    ).toEqual(['p@x.y', 'rules']);
    expect(commentNotices([{ email: 'p@x.y' }, {}], settings).map(({ recipient }) => recipient)).toEqual([
      'p@x.y',
      'talk',
    ]);
  });

  test('a document without a plain address tells no customer, and the plan says so', () => {
    const settings = parseSettings({ messages: { customer: 'on' } });
    const document = booked(aDocument());
    const told = (email?: string) =>
      planned(
        factsOf({ ...document, buyer: { ...document.buyer, ...(email === undefined ? {} : { email }) } }, settings),
      );
    expect(told('billing@x.y').notifications.map(({ topic }) => topic)).toContain('customer.applied');
    expect(told('billing@x.y').warnings).toEqual([]);
    for (const email of [undefined, 'a@x.y, eve@x.y', 'Ben <ben@x.y>', 'a@x.y\r\nBcc: eve@x.y', '@', 'nobody']) {
      expect(told(email).notifications.map(({ topic }) => topic)).not.toContain('customer.applied');
      expect(told(email).warnings).toEqual([
        'The customer is not told: the document names no e-mail address of the buyer.',
      ]);
    }
    expect(planned(factsOf(document)).warnings).toEqual([]);
  });
});

describe('the settings of messages', () => {
  test('stand in every preset, and keep what is not named', () => {
    expect(presets.juston.messages).toEqual(defaultMessages);
    const { messages } = parseSettings({
      messages: { language: 'es', digest: { hour: 0 }, slack: { approvals: 'ar' } },
    });
    expect(messages).toEqual({
      ...defaultMessages,
      language: 'es',
      digest: { on: true, hour: 0 },
      slack: { approvals: 'ar' },
    });
  });

  test.each<[messages: unknown, code: string, param: string]>([
    [{ language: 'Spanish' }, 'SETTINGS_INVALID', 'messages.language'],
    [{ customerSuccess: 'cs@x.y' }, 'SETTINGS_INVALID', 'messages.customerSuccess'],
    [{ customerSuccess: ['cs@x.y', 'cs'] }, 'SETTINGS_INVALID', 'messages.customerSuccess.1'],
    [{ customerSuccess: Array.from({ length: 21 }, () => 'cs@x.y') }, 'SETTINGS_INVALID', 'messages.customerSuccess'],
    [{ customer: true }, 'SETTINGS_INVALID', 'messages.customer'],
    [{ slack: { approvals: '#ar' } }, 'SETTINGS_INVALID', 'messages.slack.approvals'],
    [{ slack: { aprovals: 'ar' } }, 'UNKNOWN_FIELD', 'messages.slack.aprovals'],
    [{ digest: { hour: 24 } }, 'SETTINGS_INVALID', 'messages.digest.hour'],
    [{ digest: { hour: 7.5 } }, 'SETTINGS_INVALID', 'messages.digest.hour'],
    [{ digest: { on: 'yes' } }, 'SETTINGS_INVALID', 'messages.digest.on'],
    [{ colour: 'red' }, 'UNKNOWN_FIELD', 'messages.colour'],
  ])('%j is refused with %s %s', (messages, code, param) => {
    expect(() => parseSettings({ messages })).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ code, param }) }),
    );
  });
});

test.each([
  ['a@b.c', true], ['a.b+c@d-e.example', true], ['a@b@c', false], ['a b@c.d', false], ['a@b,c@d', false], ['"a"@b.c', false], ['a@b.c\n', false], [`${'a'.repeat(251)}@b.c`, false],
])('%j is an address: %s', (text, is) => expect(isAddress(text)).toBe(is)); // prettier-ignore

test.each([
  ['2026-03-29T00:59:00Z', 'Europe/Berlin', { day: '2026-03-29', hour: 1 }],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', { day: '2026-03-29', hour: 3 }],
  ['2026-01-01T00:30:00Z', 'America/New_York', { day: '2025-12-31', hour: 19 }],
  ['2026-01-01T00:00:00Z', 'UTC', { day: '2026-01-01', hour: 0 }],
  ['2026-01-01T12:00:00Z', 'Nowhere/City', { day: '2026-01-01', hour: 12 }],
])('at %s the clocks of %s show %j', (at, zone, shows) => expect(localTime(Date.parse(at), zone)).toEqual(shows)); // prettier-ignore
