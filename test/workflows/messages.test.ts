import { describe, expect, test } from 'vitest';
import { deliverDue } from '../../activities/index.ts';
import { parseSettings } from '../../domain/settings.ts';
import type { Mail } from '../../integrations/mail/mailer.ts';
import { addComment } from '../../store/comments.ts';
import { putSettings } from '../../store/settings.ts';
import { recordPayment } from '../../store/payments.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { cookieOf, keyOf } from '../support/directory.ts';
import { decide, eventsOfCorrection, until, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { delivering, publicUrl } from '../support/messages.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { overWorld } from '../http/support/gateway.ts';

const world = useWorld({
  policy: lenientPolicy({
    steps: [aStep(), aStep({ name: 'release', roles: ['controller'], escalateTo: ['cfo'] })],
    over: { version: '3703' },
  }),
});
const brief = useWorld({
  policy: lenientPolicy({
    steps: [aStep({ remindEveryMs: 700, escalateTo: [], expireAfterMs: 4_000 })],
    over: { version: '3704' },
  }),
});
const all = {
  messages: {
    customerSuccess: ['cs@example.com'],
    customer: 'on',
    slack: { approvals: 'ar', outcomes: 'ops', comments: 'talk', customerSuccess: 'cs' },
  },
};
const reviewers = ['anna', 'ben', 'carla', 'fred', 'greta'].map((id) => `${id}@example.com`);
const controllers = ['nora', 'paul', 'ruth'].map((id) => `${id}@example.com`);

async function waiting(number: string, email?: string) {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  if (email !== undefined)
    await world.store.collections.invoices.updateOne({ _id: invoiceId }, { $set: { 'buyer.email': email } });
  const request = aRequest(invoiceId, { label: { number, currency: 'EUR', amountMinor: 90_000 } });
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  return request;
}
/** What was written about an invoice, as `topic recipient`, in the order in which it leaves. */
const written = async (invoiceId: string, { store } = world) =>
  (await store.collections.outbox.find({ invoiceId }, { sort: { order: 1 } }).toArray()).map(({ topic, recipient, channel }) => `${topic} ${channel === 'slack' ? '#' : ''}${recipient}`); // prettier-ignore
const to = (topic: string, recipients: readonly string[]) => recipients.map((recipient) => `${topic} ${recipient}`);

describe('from the request to its outcome (R16, R78, R79, R82)', () => {
  test('exactly the expected messages are written, each once, and they form one thread a person', async () => {
    await putSettings(world.store, parseSettings(all));
    const request = await waiting('CM-W1', 'billing@buyer.example');
    const { invoiceId, requestId } = request;
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({ view: { state: 'open' } });
    const comment = { id: 'c1', by: 'carla', at: new Date(), text: 'Which of the two orders is it?' };
    await addComment(world.store, requestId, comment);
    await addComment(world.store, requestId, { ...comment, id: 'c2', by: 'maria', text: 'The first one.' });
    expect(await decide(world, request, { by: 'nora', step: 1 })).toMatchObject({ view: { state: 'applied' } });
    const expected = [
      ...to('approval.requested', [...reviewers, '#ar', ...controllers, '#ar']),
      ...to('comment.added', ['maria@example.com', 'ben@example.com', '#talk', 'ben@example.com', '#talk']),
      ...to('correction.applied', ['maria@example.com', '#ops']),
      ...to('customer-success.applied', ['cs@example.com', '#cs']),
      'customer.applied billing@buyer.example',
    ];
    expect(await written(invoiceId)).toEqual(expected);

    const deps = delivering(world.store);
    await deliverDue(deps);
    const { mails, slack } = deps.sent;
    expect([mails.length, slack.length]).toEqual([
      expected.filter((one) => !one.includes('#')).length,
      expected.filter((one) => one.includes('#')).length,
    ]);
    const told = (address: string): readonly Mail[] => mails.filter((mail) => mail.to === address);
    expect(told('ben@example.com').map(({ subject }) => subject)).toEqual(
      Array.from({ length: 3 }, () => 'Cancel CM-W1, EUR 900.00'),
    );
    expect(new Set(told('ben@example.com').map(({ thread }) => thread))).toEqual(new Set([requestId]));
    expect(told('maria@example.com').at(-1)?.text).toMatch(
      /Signed by ben, nora[\s\S]*New cancellation \S+: EUR -?900\.00/,
    );
    const [note] = told('cs@example.com');
    expect(note?.text).toMatch(/Cancel CM-W1 of Buyer, EUR 900\.00\nAsked by maria: duplicate\nSigned by ben, nora/);
    expect(note?.text).toContain('The customer gets a mail about it');
    const [customer] = told('billing@buyer.example');
    expect(customer?.text).not.toMatch(/maria|ben|nora|https?:|countersign/); // what is of the house stays in it
    expect(customer?.html).not.toMatch(/maria|nora|href/);
    expect(customer?.text).toContain('Your invoice CM-W1 has been canceled');
    await deliverDue(delivering(world.store));
    expect(mails).toHaveLength(expected.filter((one) => !one.includes('#')).length); // a repeat sends none
  });

  test('without settings nobody hears but those who sign and who asked; the plan names who will', async () => {
    await putSettings(world.store, parseSettings({}));
    const request = await waiting('CM-W2', 'billing@buyer.example');
    expect(await decide(world, request, { by: 'ben', command: 'reject', comment: 'not <b>this</b> one' })).toMatchObject({ view: { state: 'rejected' } }); // prettier-ignore
    expect(await written(request.invoiceId)).toEqual([
      ...to('approval.requested', reviewers),
      'correction.rejected maria@example.com',
    ]);
    const deps = delivering(world.store);
    await deliverDue(deps);
    const end = deps.sent.mails.find(({ to: address }) => address === 'maria@example.com');
    expect(end?.text).toContain('By ben: not <b>this</b> one');
    expect(end?.html).toContain('not &lt;b&gt;this&lt;&#x2F;b&gt; one');
    const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
    expect(JSON.parse(stored?.planText ?? '')).toMatchObject({
      notifications: [{ topic: 'correction.applied', recipient: 'maria@example.com' }],
    });
  });

  test('a reminder and an expiry: each approver once a time, the requester at the end, Slack as it is set', async () => {
    await putSettings(brief.store, parseSettings(all));
    const invoiceId = await put(brief.store, { number: 'CM-W3', lines: grossOf('900.00') });
    await brief.gateway.submit(aRequest(invoiceId));
    await brief.client.workflow.getHandle(correctionWorkflowId(invoiceId)).result();
    const rows = await written(invoiceId, brief);
    const reminders = rows.filter((row) => row.startsWith('approval.reminder'));
    expect(new Set(reminders)).toEqual(new Set(to('approval.reminder', [...reviewers, '#ar'])));
    expect(rows.slice(-2)).toEqual(to('correction.expired', ['maria@example.com', '#ops']));
  });

  test('an invoice that moved: the end names it out of date', async () => {
    await putSettings(world.store, parseSettings({}));
    const request = await waiting('CM-W4');
    await recordPayment(
      world.store,
      request.invoiceId,
      { reference: 'CM-W4', amountMinor: 1_000 },
      { actor: 'bank', now: new Date() },
    );
    await world.gateway.hintMoved(request.invoiceId);
    await untilState(world, request.invoiceId, 'outdated');
    await decide(world, request, { by: 'maria', command: 'revise' });
    const rows = await until(async () => {
      const all = await written(request.invoiceId);
      return all.at(-1)?.startsWith('correction.refused') ? all : undefined;
    }, 'the end');
    expect(rows.at(-1)).toBe('correction.refused maria@example.com');
    const deps = delivering(world.store);
    await deliverDue(deps);
    expect(deps.sent.mails.at(-1)?.text).toContain('Because: HAS_PAYMENTS');
  });
});

test('F12: every link of every message, opened by scanners before anybody, signed in or not, decides nothing', async () => {
  await putSettings(world.store, parseSettings(all));
  const request = await waiting('CM-W5');
  await addComment(world.store, request.requestId, { id: 'c9', by: 'carla', at: new Date(), text: 'Why?' });
  const before = (await eventsOfCorrection(world, request.invoiceId)).length;
  const deps = delivering(world.store);
  await deliverDue(deps);
  const texts = [
    ...deps.sent.mails.flatMap(({ text, html }) => [text, html]),
    ...deps.sent.slack.map(({ text }) => text),
  ];
  const links = new Set(
    texts.flatMap(
      (text) =>
        text
          .replaceAll('&#x2F;', '/')
          .replaceAll('&#x3D;', '=')
          .match(/https:\/\/pay\.example[^\s"<>|]*/g) ?? [],
    ),
  );
  expect([...links]).toContain(`${publicUrl}/corrections/${request.requestId}`);
  const { app } = overWorld(world);
  for (const link of links) {
    expect(link).not.toMatch(/[?#]|token|css_|csk_/);
    for (const method of ['GET', 'HEAD'])
      for (const who of [
        {},
        { cookie: `__Host-countersign=${cookieOf('ben')}` },
        { authorization: `Bearer ${keyOf('ben')}` },
      ])
        for (const how of [{}, { purpose: 'prefetch' }, { 'sec-purpose': 'prefetch;prerender' }]) {
          const { pathname } = new URL(link);
          const { status } = await app.request(`http://127.0.0.1${pathname}`, {
            method,
            headers: { accept: 'text/html', ...who, ...how },
          });
          expect(status).toBeLessThan(500);
        }
  }
  expect((await eventsOfCorrection(world, request.invoiceId)).length).toBe(before);
  const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
  expect([stored?.state, stored?.log.length]).toEqual(['open', 0]);
});
