import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import type { RequestDetail, RequestPage, RequestRow } from '../request-views.ts';
import { demoFiles } from './demo-data.ts';
import type { Stage } from './demo-stage.ts';

const waitMaxMs = 10_000;
const lookEveryMs = 200;

/** The people of the sample directory who play in it. */
const players = ['maria', 'ben', 'nora', 'otto', 'aude'] as const;

/** Each has a session of his own, in the home of the demo. */
export async function peopleSignIn({ say, type, check }: Stage): Promise<void> {
  say('The people of the demo sign in');
  for (const name of players) {
    const { exit, out, err } = await type('login', name);
    check(`${name} is signed in, exit code 0`, exit === 0, `${out}${err}`);
  }
}

/** The sample invoices come in. */
export async function importSamples({ say, type, check }: Stage): Promise<void> {
  say('1. Sample invoices are imported: JSON with dates relative to today, and UBL');
  const files = (await demoFiles()).map((file) => relative(process.cwd(), file));
  const { exit, out } = await type('import', ...files);
  check('all of them are in the books, exit code 0', exit === 0, out);
}

/** Small and unpaid: the policy says auto. */
export async function cancelSmall({ say, type, ask, check }: Stage): Promise<RequestDetail> {
  say('2. Maria cancels a small unpaid invoice: applied at once');
  const { exit, out } = await type('request', 'cancel', 'INV-1001', '--reason', 'duplicate', '--as', 'maria');
  check('applied at once, exit code 0', exit === 0, out);
  const requestId = /r_[a-z2-7]{32}/.exec(out)?.[0] ?? 'r_none';
  return ask<RequestDetail>('show', requestId, '--as', 'maria');
}

/** The shop says that a large order is off: its invoice waits for a second person. */
export async function eventForLarge(stage: Stage): Promise<RequestRow> {
  const { say, show, check, ask, type, shop, up } = stage;
  say('3. The shop sends a signed event: order ORD-2002 is canceled. Its invoice is large, so it waits');
  const event = {
    specversion: '1.0', id: ulid(), source: shop.source, type: 'order.canceled',
    data: { orderId: 'ORD-2002', reason: 'order_canceled', actor: 'maria' },
  }; // prettier-ignore
  const body = JSON.stringify(event);
  show(`POST ${up.gatewayUrl}/v1/events\n${JSON.stringify(event, undefined, 2)}`);
  const send = (signature: string, at: Date) => post(up.gatewayUrl, { body, id: event.id, signature, at });
  const now = new Date();
  const signature = shop.sign(event.id, now, body);
  const first = await send(signature, now);
  show(`${first.status} ${first.text}`);
  check('accepted with 202: the event is durable in Temporal', first.status === 202, first);
  const second = await send(signature, now);
  const isDuplicate = second.status === 200 && second.text.includes('"duplicate"');
  check('the same event again is answered as a duplicate', isDuplicate, second);
  const forged = await send(shop.sign(event.id, now, `${body} `), now);
  check('an event whose signature does not fit is refused with 401', forged.status === 401, forged);

  const row = await pendingRow(() => ask<RequestPage>('inbox', '--as', 'ben'));
  await type('inbox', '--as', 'ben');
  check('the request waits for an approver', row?.state === 'open', row);
  check("maria, the event's actor, counts as requester", row?.request.requester.id === 'maria', row?.request);
  if (row === undefined) throw new Error('nothing waits for INV-1002: the rest of the demo has nothing to stand on');
  return row;
}

interface Signed {
  readonly body: string;
  readonly id: string;
  readonly signature: string;
  readonly at: Date;
}

async function post(url: string, { body, id, signature, at }: Signed): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents+json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signature,
    },
    body,
    signal: AbortSignal.timeout(waitMaxMs),
  });
  return { status: response.status, text: await response.text() };
}

/** 202 is said before the event is looked at, so the request comes a moment later. */
async function pendingRow(inbox: () => Promise<RequestPage>): Promise<RequestRow | undefined> {
  for (const endMs = Date.now() + waitMaxMs; Date.now() < endMs; await sleep(lookEveryMs)) {
    const { items } = await inbox();
    const row = items.find(({ request }) => request.label?.number === 'INV-1002');
    if (row) return row;
  }
  return undefined;
}

/** Who asked may not sign, although her roles would allow it. */
export async function requesterApproves({ say, type, check }: Stage, { requestId }: RequestRow): Promise<void> {
  say('4. Maria is an approver too, but she asked: she cannot approve');
  const { exit, err } = await type('approve', requestId, '--as', 'maria');
  check('refused with SOD_CONFLICT, exit code 4', exit === 4 && err.includes('SOD_CONFLICT'), err);
}

/** kill -9 of the worker while the request waits. */
export async function workerDies({ say, show, ask, check, up }: Stage, { requestId }: RequestRow): Promise<void> {
  say('5. The worker is killed (SIGKILL) while the request waits, and started again');
  const before = up.worker.pid();
  await up.worker.kill();
  show(`worker process ${before}: killed`);
  check('the worker is gone', before !== undefined && !isAlive(before), before);
  const { state } = await ask<RequestDetail>('show', requestId, '--as', 'ben');
  check('the request still waits', state === 'open', state);
  await up.worker.start();
  show(`worker process ${up.worker.pid()}: started`);
  check('another worker runs', up.worker.pid() !== undefined && up.worker.pid() !== before, up.worker.pid());
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Another person with the role ar-approver signs. */
export async function approverSigns(
  { say, type, ask, check }: Stage,
  { requestId }: RequestRow,
): Promise<RequestDetail> {
  say('6. Ben, who has the role ar-approver, approves');
  const { exit, out, err } = await type('approve', requestId, '--as', 'ben');
  check('applied, exit code 0', exit === 0, `${out}${err}`);
  const again = await type('approve', requestId, '--as', 'ben');
  check('approving twice is a conflict, exit code 5', again.exit === 5, again);
  return ask<RequestDetail>('show', requestId, '--as', 'ben');
}
