import { beforeAll, describe, expect, test } from 'vitest';
import type { OpenView } from '../../domain/request.ts';
import { cookieOf, keyOf } from '../support/directory.ts';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openPage, sendForm } from './support/forms.ts';
import { overWorld } from './support/gateway.ts';
import { noOf, waitingFor, type Waiting } from './support/waiting.ts';

const steps = [aStep(), aStep({ name: 'release', roles: ['controller'] })];
const world = useWorld({ policy: lenientPolicy({ steps, over: { version: '3201' } }) });
const minuteMs = 60_000;

/** Somebody proved who he is so long ago. */
async function signedInFor(as: string, ms: number): Promise<void> {
  const ids = [keyOf(as), cookieOf(as)].map((token) => readSessionToken(token) ?? '');
  await world.store.collections.sessions.updateMany({ _id: { $in: ids } }, { $set: { authAt: new Date(Date.now() - ms), seenAt: new Date() } });
} // prettier-ignore

const tokenIn = (text: string): string => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
const approve = async (one: Waiting, as: string, comment: string) => {
  const path = `/corrections/${one.requestId}`;
  const page = await openPage(overWorld(world), as, path);
  const fields = { token: tokenIn(page.text), command: 'approve', comment };
  return { page, sent: await sendForm(overWorld(world), as, `${path}/decisions`, fields) };
};

describe('signing what takes several people (approvals.md section 11)', () => {
  beforeAll(() => signedInFor('ben', 6 * minuteMs));

  test('needs a sign-in of the last five minutes, from a program and from a page alike; nothing else does', async () => {
    const one = await waitingFor(world, 'CR-S1');
    expect(noOf(await one.decide('ben'))).toEqual([401, 'STEP_UP_REQUIRED']);
    const { page, sent } = await approve(one, 'ben', 'kept words');
    expect(page.text).toContain('you will be asked to sign in again');
    expect(sent.status).toBe(401);
    for (const text of ['action="/sign-in/again"', `name="goTo" value="/corrections/${one.requestId}"`, 'name="kept" value="kept words"', 'kept words</textarea>'])
      expect(sent.text).toContain(text);
    expect((await one.read()).body).toMatchObject({ state: 'open', votes: [] });
    expect((await one.read()).body['attempts']).toMatchObject([{ by: 'ben', result: 'STEP_UP_REQUIRED' }, { by: 'ben', result: 'STEP_UP_REQUIRED' }]);
    await signedInFor('carla', 4 * minuteMs);
    expect((await approve(one, 'carla', '')).sent.status).toBe(303);
    expect((await one.decide('ben', { command: 'reject', comment: 'no' })).status).toBe(403);
    expect((await one.read()).body as unknown as OpenView).toMatchObject({ waitingFor: { step: 1 } });
  }); // prettier-ignore

  test('to reject, and to repeat what was taken in, the old one is good enough', async () => {
    const one = await waitingFor(world, 'CR-S2');
    const decisionId = 'the-same-id';
    await signedInFor('anna', minuteMs);
    expect((await one.decide('anna', { decisionId })).status).toBe(202);
    await signedInFor('anna', 6 * minuteMs);
    expect((await one.decide('anna', { decisionId, step: 0 })).status).toBe(202);
    expect((await one.decide('anna', { command: 'retract' })).status).not.toBe(401);
    const other = await waitingFor(world, 'CR-S3');
    expect((await other.decide('ben', { command: 'reject', comment: 'no' })).status).toBe(200);
  });

  test('what was written comes back after the sign-in, on its own page alone, and nothing is sent by itself', async () => {
    const [one, other] = [await waitingFor(world, 'CR-S4'), await waitingFor(world, 'CR-S5')];
    const draft = { path: `/corrections/${one.requestId}`, text: 'as I said <i>' };
    await world.store.collections.sessions.updateOne({ _id: readSessionToken(cookieOf('carla')) ?? '' }, { $set: { draft } });
    expect((await openPage(overWorld(world), 'carla', draft.path)).text).toContain('as I said &lt;i&gt;</textarea>');
    expect((await openPage(overWorld(world), 'carla', `/corrections/${other.requestId}`)).text).not.toContain('as I said');
    expect((await one.read()).body).toMatchObject({ state: 'open', votes: [], comments: [] });
  }); // prettier-ignore
});
