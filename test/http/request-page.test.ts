import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../../client/gateway.ts';
import { until } from '../support/decisions.ts';
import { grossOf, put } from '../support/documents.ts';
import { cookieOf } from '../support/directory.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { everythingIn } from './support/books.ts';
import { openPage, sendForm, type Shown } from './support/forms.ts';
import { ask, overWorld, type Subject } from './support/gateway.ts';
import { lend, waitingFor, type Waiting } from './support/waiting.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3200' } }) });
const minuteMs = 60_000;
const later = (ms: number): Subject => overWorld(world, { nowMs: () => Date.now() + ms });

const pathOf = ({ requestId }: Waiting): string => `/corrections/${requestId}`;
const tokenIn = ({ text }: Shown): string => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';

/** A page as somebody opened it, and how to send its form. */
async function opened(one: Waiting, as = 'ben', subject = overWorld(world)) {
  const page = await openPage(subject, as, pathOf(one));
  const token = tokenIn(page);
  const send = (over: Readonly<Record<string, string>> = {}, by = as, through = subject): Promise<Shown> =>
    sendForm(through, by, `${pathOf(one)}/decisions`, { token, command: 'approve', ...over });
  return { page, token, send };
}

const untouched = async (one: Waiting): Promise<void> =>
  expect((await one.read()).body).toMatchObject({ state: 'open', votes: [] });

describe('the page of a request (approvals.md section 9; R15, R16)', () => {
  test('shows the whole consequence, and who may decide what', async () => {
    const one = await waitingFor(world, 'CR-A1', { gross: '1250.00', reason: 'order_canceled', evidence: 'mail of 7 January' });
    const { page } = await opened(one);
    expect(page.status).toBe(200);
    const inOrder = [
      'Cancel CR-A1 of Buyer, EUR 1,250.00', 'Summary from a template.', 'from <del>open</del>', 'to <ins>canceled</ins>', 'New document: cancellation', 'Totals',
      'Journal entries', 'Messages that go out', 'maria@example.com', 'Approve: cancel CR-A1, EUR 1,250.00', 'Why this approval', 'Customer',
      'order canceled', 'mail of 7 January', 'Can sign now: anna, ben', 'What else is possible', 'Plan hash',
    ]; // prettier-ignore
    const places = inOrder.map((text) => page.text.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const { body } = await one.read();
    expect(page.text).toContain(String(body['planHash']));
    const requester = await openPage(overWorld(world), 'maria', pathOf(one));
    expect(requester.text).not.toContain('value="approve"');
    expect(requester.text).toContain('value="withdraw"');
    expect((await openPage(overWorld(world), 'aude', pathOf(one))).text).toContain('None of your roles may decide');
  }); // prettier-ignore

  test('is nothing to who may not see it, and the sign-in to who is nobody', async () => {
    const one = await waitingFor(world, 'CR-A2');
    const { token } = await opened(one);
    for (const path of ['', '/progress']) {
      expect((await openPage(overWorld(world), 'edith', `${pathOf(one)}${path}`)).status).toBe(404);
      const anonymous = await openPage(overWorld(world), undefined, `${pathOf(one)}${path}`);
      expect([anonymous.status, anonymous.text.includes('CR-A2')]).toEqual([401, false]);
    }
    for (const path of ['/decisions', '/comments', '/retry'])
      expect((await sendForm(overWorld(world), 'edith', `${pathOf(one)}${path}`, path === '/decisions' ? { token, command: 'approve' } : {})).status).toBe(path === '/retry' ? 403 : 404);
    expect((await openPage(overWorld(world), 'ben', '/corrections/r_none')).status).toBe(404);
    await untouched(one);
  }); // prettier-ignore

  test('of a plan that was tampered with shows no plan and no form', async () => {
    const one = await waitingFor(world, 'CR-A3');
    const { send } = await opened(one);
    const { corrections } = world.store.collections;
    const { planText = '' } = (await corrections.findOne({ _id: one.requestId })) ?? {};
    await corrections.updateOne({ _id: one.requestId }, { $set: { planText: planText.replace('duplicate', 'duplicatE') } });
    const { page } = await opened(one);
    expect([page.status, page.text.includes('PLAN_INTEGRITY'), page.text.includes('value="approve"')]).toEqual([409, true, false]);
    await corrections.updateOne({ _id: one.requestId }, { $set: { planText } });
    expect((await send()).status).toBe(303);
  }); // prettier-ignore

  test('pages lines beyond a hundred, and stays below 100 KB', async () => {
    const lines = Array.from({ length: 250 }, (_, n) => ({ id: String(n + 1), description: `course number ${n + 1}`, quantity: '1', unitPrice: '10.00', taxRate: '19' }));
    const { body } = await ask(overWorld(world), await put(world.store, { number: 'CR-A4', lines }));
    const path = `/corrections/${String(body['requestId'])}`;
    const first = await openPage(overWorld(world), 'ben', path);
    expect(first.text).toContain('Lines 1 to 100 of 250');
    expect([first.text.includes('course number 100<'), first.text.includes('course number 101<')]).toEqual([true, false]);
    expect(first.text.length).toBeLessThan(100_000);
    const third = await openPage(overWorld(world), 'ben', `${path}?lines=3`);
    expect([third.text.includes('course number 250<'), third.text.includes('Next lines')]).toEqual([true, false]);
    for (const wrong of ['0', '-1', 'x', '99', '1&lines=2'])
      expect((await openPage(overWorld(world), 'ben', `${path}?lines=${wrong}`)).status).toBe(200);
  }); // prettier-ignore
});

describe('a decision from the page (approvals.md section 5)', () => {
  test('is taken in once: 303, and the page says what was written; the same page again is told so', async () => {
    const one = await waitingFor(world, 'CR-B1');
    const { send } = await opened(one);
    const first = await send({ comment: 'seen' });
    expect([first.status, first.goTo.startsWith(`${pathOf(one)}?decided=`)]).toEqual([303, true]);
    const told = await openPage(overWorld(world), 'ben', first.goTo);
    expect(told.text).toMatch(/You approved it on .* and it was applied/);
    expect(told.text).toMatch(/Journal|journal entries/);
    const again = await send({ comment: 'seen' });
    expect(again.status).toBe(303);
    expect((await openPage(overWorld(world), 'ben', again.goTo)).text).toContain('Already decided. You approved it');
    const other = await send({ command: 'reject', comment: 'no' });
    expect([other.status, other.text.includes('Already decided otherwise')]).toEqual([422, true]);
    expect((await one.read()).body['votes']).toHaveLength(1);
    expect((await openPage(overWorld(world), 'carla', first.goTo)).text).not.toContain('You approved');
  }); // prettier-ignore

  test('counts once when it is sent ten times at once', async () => {
    const one = await waitingFor(world, 'CR-B2');
    const { send } = await opened(one);
    const all = await Promise.all(Array.from({ length: 10 }, () => send()));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([303]));
    expect((await one.read()).body).toMatchObject({ state: 'applied', votes: [{ by: 'ben' }] });
  });

  test('is told that it came too late, with how it ended, and the words are kept', async () => {
    const one = await waitingFor(world, 'CR-B3');
    const { send } = await opened(one, 'carla');
    await one.decide('ben', { command: 'reject', comment: 'wrong customer' });
    const late = await send({ comment: 'my words' });
    expect(late.status).toBe(409);
    for (const text of ['Yours came too late', 'wrong customer', 'my words']) expect(late.text).toContain(text);
  });

  test.each([
    ["on one's own request", 'maria', {}, 403, 'SOD_CONFLICT'],
    ['without a fitting role', 'otto', {}, 403, 'NOT_ELIGIBLE'],
    ['to reject without a reason', 'ben', { command: 'reject', comment: '  ' }, 422, 'REASON_REQUIRED'],
    ['to withdraw what is not his', 'ben', { command: 'withdraw' }, 403, 'NOT_REQUESTER'],
    ['with a right that nobody lent', 'ben', { onBehalfOf: 'carla' }, 422, 'DELEGATE_NOT_IN_FORCE'],
    ['with 501 characters', 'ben', { comment: 'a'.repeat(501) }, 400, 'MALFORMED'],
  ])('%s is refused: the page says what to do, keeps the words, and a new page decides', async (what, as, over: Readonly<Record<string, string>>, status, code) => {
    const one = await waitingFor(world, `CR-C ${what}`);
    const { send } = await opened(one, as);
    const no = await send({ comment: 'kept <b>words</b>', ...over });
    expect([no.status, no.text.includes(code)]).toEqual([status, true]);
    if (!('comment' in over)) expect(no.text).toContain('kept &lt;b&gt;words&lt;/b&gt;</textarea>');
    await untouched(one);
    expect((await (await opened(one)).send()).status).toBe(303);
  }); // prettier-ignore

  test('on a page that was refused before is decided anew, whatever was written', async () => {
    const one = await waitingFor(world, 'CR-C9');
    const { send } = await opened(one);
    expect((await send({ command: 'reject' })).status).toBe(422);
    const back = await send({ command: 'reject', comment: 'evidence is missing' });
    expect([back.status, back.text.includes('Nothing was decided; decide anew below')]).toEqual([422, true]);
    const fresh = await sendForm(overWorld(world), 'ben', `${pathOf(one)}/decisions`, {
      token: tokenIn(back), command: 'reject', preset: 'Evidence is missing.', comment: 'Which mail?',
    });
    expect(fresh.status).toBe(303);
    expect((await one.read()).body).toMatchObject({ state: 'rejected', comment: 'Evidence is missing. Which mail?' });
  }); // prettier-ignore

  test('for somebody who lends his right', async () => {
    const one = await waitingFor(world, 'CR-C10');
    await lend(world, 'carla', 'edith');
    const { page, send } = await opened(one, 'edith');
    expect(page.text).toContain('for carla');
    expect((await send({ onBehalfOf: 'carla' })).status).toBe(303);
    expect((await one.read()).body).toMatchObject({ state: 'applied', votes: [{ by: 'edith', for: 'carla' }] });
    await world.store.collections.delegations.deleteMany({});
  });

  test('without an answer in time is on its way, and counts once when it is sent again', async () => {
    const one = await waitingFor(world, 'CR-C11');
    const { send } = await opened(one);
    await world.stopWorker();
    const silent = overWorld(world, { gateway: createGateway({ client: world.client, taskQueue: world.taskQueue, answerWithinMs: 1 }) });
    const sent = await send({}, 'ben', silent);
    expect(sent.status).toBe(303);
    expect((await openPage(overWorld(world), 'ben', sent.goTo)).text).toContain('Your decision is on its way');
    expect((await openPage(overWorld(world), 'carla', sent.goTo)).text).not.toContain('on its way');
    await world.startWorker();
    expect((await send()).status).toBe(303);
    expect((await one.read()).body).toMatchObject({ state: 'applied', votes: [{ by: 'ben' }] });
  }); // prettier-ignore
});

describe('what else a page offers', () => {
  test('its requester asks for another amount; the revisions say what changed, and the first signature is void', async () => {
    const invoiceId = await put(world.store, { number: 'CR-H1', issueDate: '2026-01-01', lines: grossOf('2000.00') }, { payments: [{ id: 'p-h1', amountMinor: 200_000, on: '2026-01-11' }] });
    const { body } = await ask(overWorld(world), invoiceId, { kind: 'credit', amount: '900.00' });
    const requestId = String(body['requestId']);
    const path = `/corrections/${requestId}`;
    const page = await openPage(overWorld(world), 'maria', path);
    const send = (fields: Readonly<Record<string, string>>) =>
      sendForm(overWorld(world), 'maria', `${path}/decisions`, { token: tokenIn(page), command: 'revise', ...fields });
    for (const amount of ['1,000', '-1', 'a lot', '9000.00']) {
      const no = await send({ amount });
      expect([no.status, no.text.includes(`value="${amount}"`)]).toEqual([422, true]);
    }
    expect((await send({ amount: '1000.00' })).status).toBe(303);
    const after = await until(async () => {
      const shown = await openPage(overWorld(world), 'ben', path);
      return shown.text.includes('id="revisions"') ? shown : undefined;
    }, 'a second revision');
    expect(after.text).toContain('amount: <span class="was">from <del>900.00</del></span> <span class="is">to <ins>1,000.00</ins></span>');
    expect(after.text).toContain('Approve: credit CR-H1, EUR 1,000.00');
    expect(after.text).toContain('10 days, in the median');
  }); // prettier-ignore

  test('an operator has it planned again, with a reason', async () => {
    const one = await waitingFor(world, 'CR-H2');
    const { send } = await opened(one, 'otto');
    const no = await send({ command: 'reevaluate' });
    expect([no.status, no.text.includes('REASON_REQUIRED')]).toEqual([422, true]);
    const { send: again } = await opened(one, 'otto');
    expect((await again({ command: 'reevaluate', comment: 'new policy' })).status).toBe(303);
  });

  test('and starts it again when it needs attention; nobody else is offered that', async () => {
    const one = await waitingFor(world, 'CR-H3');
    await world.store.collections.corrections.updateOne({ _id: one.requestId }, { $set: { state: 'needs-attention' } });
    for (const [as, isOffered] of [['otto', true], ['ben', false]] as const)
      expect((await openPage(overWorld(world), as, pathOf(one))).text.includes(`${pathOf(one)}/retry`)).toBe(isOffered);
    expect((await sendForm(overWorld(world), 'ben', `${pathOf(one)}/retry`)).status).toBe(403);
    const none = await sendForm(overWorld(world), 'otto', `${pathOf(one)}/retry`);
    expect([none.status, none.text.includes('NOT_STUCK')]).toEqual([409, true]); // its run is well
  }); // prettier-ignore

  test('of an agent: who answers for it, and other corrections of the customer with links to who may see them', async () => {
    const one = await waitingFor(world, 'CR-H4', { as: 'assistant' });
    const { page } = await opened(one);
    for (const text of ['assistant (agent)', 'Owner of the agent', 'greta', 'more in 12 months', 'Open balance']) expect(page.text).toContain(text);
    const own = await openPage(overWorld(world), 'greta', pathOf(one));
    expect(own.status).toBe(200);
  }); // prettier-ignore
});

describe('a forged or worn page', () => {
  test.each([
    ['of another person', 'carla', {}, 403, 'CONFIRM_TOKEN_FOREIGN'],
    ['that was changed', 'ben', { token: 'bm9uZQ.bm9uZQ' }, 400, 'CONFIRM_TOKEN_UNKNOWN'],
    ['without a token', 'ben', { token: '' }, 400, 'MALFORMED'],
    ['with a command that there is not', 'ben', { command: 'apply' }, 400, 'MALFORMED'],
    ['with a field that there is not', 'ben', { planHash: 'a' }, 400, 'UNKNOWN_FIELD'],
    ["without the session's token", 'ben', { _csrf: 'no' }, 403, 'CSRF'],
  ])('%s decides nothing', async (what, as, over: Readonly<Record<string, string>>, status, code) => {
    const one = await waitingFor(world, `CR-D ${what}`);
    const { send } = await opened(one);
    const no = await send(over, as);
    expect([no.status, no.text.includes(code)]).toEqual([status, true]);
    await untouched(one);
  });

  test('of another request decides nothing', async () => {
    const [one, other] = [await waitingFor(world, 'CR-D7'), await waitingFor(world, 'CR-D8')];
    const { token } = await opened(other);
    const no = await sendForm(overWorld(world), 'ben', `${pathOf(one)}/decisions`, { token, command: 'approve' });
    expect([no.status, no.text.includes('CONFIRM_TOKEN_UNKNOWN')]).toEqual([400, true]);
    await untouched(one);
    await untouched(other);
  });

  test('from another site decides nothing', async () => {
    const one = await waitingFor(world, 'CR-D9');
    const { token } = await opened(one);
    const form = { method: 'POST', body: new URLSearchParams({ token, command: 'approve' }).toString() };
    const headers = { accept: 'text/html', cookie: `__Host-countersign=${cookieOf('ben')}`, 'content-type': 'application/x-www-form-urlencoded' };
    for (const from of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}])
      expect((await overWorld(world).app.request(`${pathOf(one)}/decisions`, { ...form, headers: { ...headers, ...from } })).status).toBe(403);
    await untouched(one);
  }); // prettier-ignore

  test('older than 15 minutes comes back with the words and decides by its new token; what was decided in time keeps its answer', async () => {
    const one = await waitingFor(world, 'CR-D10');
    const { send } = await opened(one);
    const old = await send({ comment: 'my words' }, 'ben', later(16 * minuteMs));
    expect([old.status, old.text.includes('my words</textarea>')]).toEqual([410, true]);
    await untouched(one);
    const renewed = { token: tokenIn(old), command: 'approve', comment: 'my words' };
    expect((await sendForm(overWorld(world), 'ben', `${pathOf(one)}/decisions`, renewed)).status).toBe(303);
    const repeated = await sendForm(later(32 * minuteMs), 'ben', `${pathOf(one)}/decisions`, renewed);
    expect([repeated.status, repeated.goTo.includes('again=1')]).toEqual([303, true]);
  }); // prettier-ignore

  test('with a megabyte of words is too large', async () => {
    const one = await waitingFor(world, 'CR-D11');
    const { send } = await opened(one);
    for (const size of [65_536, 1_048_576])
      expect([(await send({ comment: 'a'.repeat(size) })).status, (await sendForm(overWorld(world), 'ben', `${pathOf(one)}/comments`, { text: 'a'.repeat(size) })).status]).toEqual([413, 413]);
    await untouched(one);
  }); // prettier-ignore
});

describe('words about a request', () => {
  test('are kept, shown as text, and decide nothing', async () => {
    const one = await waitingFor(world, 'CR-E1');
    const said = await sendForm(overWorld(world), 'nora', `${pathOf(one)}/comments`, { text: '<script>alert(1)</script>' });
    expect(said.status).toBe(303);
    const { page } = await opened(one);
    expect([page.text.includes('&lt;script&gt;alert(1)'), page.text.includes('<script>alert')]).toEqual([true, false]);
    for (const text of ['', 'a'.repeat(501)])
      expect((await sendForm(overWorld(world), 'nora', `${pathOf(one)}/comments`, { text })).status).toBe(400);
    await untouched(one);
  }); // prettier-ignore
});

describe('the part that is read again', () => {
  const watch = async (page: Shown, by = 'ben'): Promise<Shown> => {
    const path = /hx-get="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return openPage(overWorld(world), by, path);
  };

  test('is no form, locks a page whose plan is another, and stops when it is over', async () => {
    const one = await waitingFor(world, 'CR-F1');
    const { page } = await opened(one);
    const same = await watch(page);
    expect([same.status, same.text.includes('data-locks'), same.text.includes('<form'), same.text.includes('<html')]).toEqual([200, false, false, false]);
    await one.decide('maria', { command: 'revise' });
    const { page: newer } = await opened(one);
    expect((await watch(page)).text).toContain('data-locks="The plan has changed');
    await one.decide('carla', { command: 'reject', comment: 'no' });
    const over = await watch(newer);
    expect([over.status, over.text.includes('data-locks="It ended as rejected')]).toEqual([286, true]);
  }); // prettier-ignore

  test('is no use of the session', async () => {
    const { page } = await opened(await waitingFor(world, 'CR-F2'), 'greta');
    const { sessions } = world.store.collections;
    const seen = async () => (await sessions.findOne({ personId: 'greta', via: 'console' }))?.seenAt?.getTime();
    const before = await seen();
    const path = /hx-get="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await openPage(later(20 * minuteMs), 'greta', path)).status).toBe(200);
    expect(await seen()).toBe(before);
    expect((await openPage(later(31 * minuteMs), 'greta', path)).status).toBe(401);
  });
});

test('links of scanners and of browsers that look ahead decide and write nothing (F12)', async () => {
  const one = await waitingFor(world, 'CR-G1');
  await opened(one); // notes when the session was seen
  const before = await everythingIn(world.store);
  const record = await world.store.collections.corrections.findOne({ _id: one.requestId });
  const looks = [{}, { purpose: 'prefetch' }, { 'sec-purpose': 'prefetch;prerender' }, { 'x-moz': 'prefetch' }, { 'user-agent': 'scanner' }];
  const paths = ['', '?command=approve', '/progress', `/decisions?command=approve&x=${randomUUID()}`, '?decided=01JGZ6X0'];
  const statuses = new Set<number>();
  for (const method of ['GET', 'HEAD'])
    for (const headers of looks)
      for (const cookie of [{}, { cookie: `__Host-countersign=${cookieOf('ben')}` }])
        for (const path of paths)
          statuses.add((await overWorld(world).app.request(`${pathOf(one)}${path}`, { method, headers: { accept: 'text/html', ...headers, ...cookie } })).status);
  expect(statuses).toEqual(new Set([200, 401, 404]));
  expect(await everythingIn(world.store)).toEqual(before);
  expect(await world.store.collections.corrections.findOne({ _id: one.requestId })).toEqual(record);
}); // prettier-ignore
