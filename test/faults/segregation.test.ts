import { afterEach, describe, expect, test } from 'vitest';
import { lend, waitingFor, type Waiting } from '../http/support/waiting.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { toldIn } from './gate-over-http.ts';

/** Both steps may be signed by the same roles: nothing but segregation of duties keeps one person from both. */
const world = useWorld({ policy: lenientPolicy({ steps: [aStep(), aStep({ name: 'release' })] }) });
const forget = () => world.store.collections.delegations.deleteMany({});
afterEach(forget);

const conflict = '403 SOD_CONFLICT';
const voted = '409 ALREADY_VOTED';

interface Relation {
  readonly asks?: string;
  /** What happens once it waits. */
  readonly once?: (one: Waiting) => Promise<unknown>;
  readonly before?: () => Promise<unknown>;
  readonly mustNot: string;
  readonly code: string;
  readonly may: string;
  readonly end?: string;
}

const relations: readonly (readonly [name: string, relation: Relation])[] = [
  ['requester', { mustNot: 'maria', code: conflict, may: 'anna' }],
  ['editor of a revision', { once: (one) => one.decide('maria', { command: 'revise' }), mustNot: 'maria', code: conflict, may: 'anna' }],
  ['delegate of the requester', { before: () => lend(world, 'maria', 'anna'), mustNot: 'anna', code: conflict, may: 'ben' }],
  ['delegator of the requester', { before: () => lend(world, 'anna', 'maria'), mustNot: 'anna', code: conflict, may: 'ben' }],
  ['delegate since it was asked', { once: () => lend(world, 'maria', 'anna'), mustNot: 'anna', code: conflict, may: 'ben' }],
  ['delegate, revoked just now', { once: () => lend(world, 'maria', 'anna', { endedAtMs: Date.now() }), mustNot: 'anna', code: conflict, may: 'ben' }],
  ['owner of the agent that asks', { asks: 'assistant', mustNot: 'greta', code: conflict, may: 'carla' }],
  ['whom a service asks for', { asks: 'billing', before: () => onBehalfOf('carla'), mustNot: 'carla', code: conflict, may: 'fred' }],
  ['same person at two steps', { once: (one) => one.decide('anna'), mustNot: 'anna', code: voted, may: 'ben', end: 'applied' }],
  ['delegate of who signed before', { once: async (one) => { await one.decide('anna'); await lend(world, 'anna', 'ben'); }, mustNot: 'ben', code: voted, may: 'carla', end: 'applied' }],
  ['delegator of who signed before', { before: () => lend(world, 'ben', 'anna'), once: (one) => one.decide('anna'), mustNot: 'ben', code: voted, may: 'carla', end: 'applied' }],
]; // prettier-ignore

const onBehalfOf = (person: string): Promise<unknown> =>
  world.store.collections.people.updateOne({ _id: 'billing' }, { $set: { onBehalfOf: person } });

describe('F16: over the real servers', () => {
  test.each(relations)('%s: refused; somebody else is heard', async (name, { asks, before, once, mustNot, code, may, end }) => {
    await before?.();
    const one = await waitingFor(world, `F16-${name}`, asks === undefined ? {} : { as: asks });
    await once?.(one);
    const votesBefore = (await one.read('otto')).body['votes'];
    const told = toldIn(await one.decide(mustNot));
    expect(told).toBe(code);
    expect((await one.read('otto')).body['votes']).toEqual(votesBefore);
    expect(toldIn(await one.decide(may))).toBe(end ?? 'open');
    console.log(`F16 ${name}: ${mustNot} ${told}, ${may} heard`);
  }); // prettier-ignore

  test('a delegate whose delegation ended before it was asked is heard', async () => {
    await lend(world, 'maria', 'anna', { fromMs: Date.now() - 10_000, endedAtMs: Date.now() - 5_000 });
    const one = await waitingFor(world, 'F16-ended-before');
    expect(toldIn(await one.decide('anna'))).toBe('open');
  });
});
