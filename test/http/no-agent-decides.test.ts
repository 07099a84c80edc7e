import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../client/commands/context.ts';
import { createProgram } from '../../client/program.ts';
import { plainLook } from '../../client/terminal.ts';
import { commandNames } from '../../domain/decision.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { rolesOfType } from '../../domain/directory.ts';
import { approverRoles } from '../../domain/principal.ts';
import type { Ran } from '../cli/run.ts';
import { useServing } from '../cli/serving.ts';
import { keyOf } from '../support/directory.ts';
import { grossOf, put } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { operationsOf } from './support/conformance.ts';
import { ask, call, openApi, overWorld } from './support/gateway.ts';

// Fault case A4: credentials of agents and services on everything that there is. What is new is refused to them, or told here.

const world = useWorld({ policy: lenientPolicy({ over: { version: '2500' } }) });
const run = useServing(world);
const operations = operationsOf(await openApi()).filter(({ method }) => method !== 'get');

/** What changes something and is nobody's decision: asking, and facts that a service with the role operator records. */
const asking = ['requestCorrection', 'planCorrection', 'comment'];
const facts = [
  'putDraft', 'finaliseDraft', 'discardDraft', 'recordPayment', 'unlinkPayment', 'reversePayment', 'confirmPayout', 'failPayout',
  'writeCheckpoint',
]; // prettier-ignore
/** Known otherwise than by a principal: a signature, a code that a person gave, or (in development) a name. */
const others = ['sendEvent', 'signIn', 'signInByCode'];

/** A request of the agent's own, and one of the service's: both may see theirs, and both wait for people. */
const waiting: Record<string, { readonly requestId: string; readonly decision: object }> = {};
beforeAll(async () => {
  for (const as of ['assistant', 'shop']) {
    const invoice = await put(world.store, { number: `A4-${as}`, lines: grossOf('20000.00') });
    const { status, body } = await ask(overWorld(world), invoice, { as });
    expect([status, body['state']]).toEqual([202, 'open']);
    const { revision, step, planHash } = body['waitingFor'] as Readonly<Record<string, unknown>>;
    waiting[as] = { requestId: String(body['requestId']), decision: { revision, step, planHash } };
  }
  const policy = { ...defaultPolicy, version: '2501', sampleRate: '0.11' };
  const headers = { 'idempotency-key': 'a4-policy' };
  const proposed = await call(overWorld(world), 'POST', '/v1/policies', {
    as: 'edith',
    headers,
    body: { policy, reason: 'a4' },
  });
  expect(proposed.status).toBe(202);
});

/** The address with something in the place of each parameter, and the body that the document shows. */
function callOf({ path, spec }: (typeof operations)[number], as: string) {
  const content = spec.requestBody && !('$ref' in spec.requestBody) ? spec.requestBody.content : {};
  return {
    path: path
      .replaceAll('{requestId}', waiting[as]?.requestId ?? '')
      .replaceAll('{version}', '2501')
      .replaceAll(/\{\w+\}/g, 'x'),
    body: Object.values(content)[0]?.example as unknown,
    headers: { 'idempotency-key': 'a4' },
  };
}

describe('on every route that changes something', () => {
  test.each(operations.map((one) => [one.spec.operationId ?? '', one] as const))('%s', async (id, operation) => {
    if (others.includes(id)) return expect(operation.spec.security).not.toEqual([{ key: [] }]);
    for (const [as, may] of [['assistant', asking], ['shop', [...asking, ...facts]]] as const) {
      const { path, ...given } = callOf(operation, as);
      const { status, body } = await call(overWorld(world), operation.method.toUpperCase(), path, { as, ...given });
      if (may.includes(id)) expect(body['code']).not.toBe('FORBIDDEN_PRINCIPAL');
      else expect({ as, status, code: body['code'] }).toEqual({ as, status: 403, code: 'FORBIDDEN_PRINCIPAL' });
    }
  }); // prettier-ignore

  test.each(commandNames)('%s, on the very plan that waits', async (command) => {
    for (const as of ['assistant', 'shop']) {
      const { requestId = '', decision } = waiting[as] ?? {};
      const revised = command === 'revise' ? { input: { kind: 'cancel' } } : {};
      const body = { command, ...decision, ...revised, decisionId: `a4-${as}-${command}`, comment: 'by a program' };
      const reply = await call(overWorld(world), 'POST', `/v1/corrections/${requestId}/decisions`, { as, body });
      expect({ as, ...reply.body }).toMatchObject({ as, status: 403, code: 'FORBIDDEN_PRINCIPAL' });
    }
  });

  test('the lists name routes that there are', () => {
    const ids = operations.map(({ spec }) => spec.operationId);
    expect([...asking, ...facts, ...others].filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('nothing was decided, given or lent by any of that', async () => {
    const { people, delegations, directory_changes, corrections } = world.store.collections;
    expect(await people.countDocuments({ version: { $ne: 1 } })).toBe(0);
    for (const collection of [delegations, directory_changes]) expect(await collection.countDocuments()).toBe(0);
    expect(await corrections.countDocuments({ 'log.0': { $exists: true } })).toBe(0);
    expect(await corrections.countDocuments({ state: 'open' })).toBe(2);
  });
});

test('no role that signs, makes policies or keeps the directory is one of a service or an agent', () => {
  const barred = [...approverRoles, 'policy-editor', 'directory-admin', 'auditor'] as const;
  for (const type of ['service', 'agent'] as const)
    expect(rolesOfType[type].filter((role) => barred.some((one) => one === role))).toEqual([]);
  expect(rolesOfType.agent).not.toContain('operator');
});

describe('on every command', () => {
  const context: Context = {
    terminal: { out: () => undefined, err: () => undefined, look: plainLook, errLook: plainLook, progress: undefined },
    config: () => {
      throw new Error('nothing is read');
    },
    nowMs: () => 0,
    sleep: () => Promise.resolve(),
    newId: () => 'id',
    finish: () => undefined,
  };
  const leaves = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
    command.commands.length === 0
      ? [[path.join(' '), command]]
      : command.commands.flatMap((one) => leaves(one, [...path, one.name()]));
  /** Those that act as somebody; the others stand on the store itself, or on nothing. */
  const acting = leaves(createProgram(context, '0')).filter(([, { options }]) =>
    options.some(({ long }) => long === '--as'),
  );

  /** What a command is typed with to get as far as the gateway; REQUEST is one that waits. */
  const people: Readonly<Record<string, readonly string[]>> = {
    approve: ['REQUEST'],
    reject: ['REQUEST', '--comment', 'no'],
    withdraw: ['REQUEST', '--comment', 'no'],
    retract: ['REQUEST'],
    revise: ['REQUEST'],
    reevaluate: ['REQUEST', '--comment', 'again'],
    retry: ['REQUEST'],
    'keys create': ['billing', '--roles', 'reader'],
    'keys list': [],
    'keys revoke': ['x'],
    'keys revoke-proof': ['x', '--reason', 'no'],
    'people list': [],
    'people show': ['ben'],
    'people put': ['ben', '--type', 'person'],
    'people suspend': ['ben'],
    'people revoke': ['ben'],
    'people activate': ['ben'],
    'people changes': [],
    'people confirm': ['x'],
    'people refuse': ['x'],
    'delegations list': [],
    'delegations add': ['anna', '--until', '2099-01-01'],
    'delegations end': ['x'],
    'settings set': ['cancel.paid=unlink'],
    'policy approve': ['2501'],
    'policy reject': ['2501', '--comment', 'no'],
    'policy retract': ['2501'],
    'policy withdraw': ['2501', '--comment', 'no'],
    'policy revert': ['2500', '--reason', 'no'],
  };
  /** For the role operator: refused to every agent. */
  const operators: Readonly<Record<string, readonly string[]>> = {
    finalise: ['A4-shop'],
    discard: ['A4-shop'],
    pay: ['A4-shop', '--amount', '1.00', '--reference', 'a4'],
    unlink: ['x'],
    reverse: ['x'],
    'payout confirm': ['x'],
    'payout fail': ['x', '--reason', 'no'],
    'audit export': ['A4-shop'],
  };
  /** Reading, asking, and what needs a file or a sign-in of its own (`draft`, `policy propose` and `backtest` are routes above). */
  const harmless = [
    'invoice', 'actions', 'plan', 'request', 'inbox', 'show', 'comment', 'payouts', 'settings show', 'keys export', 'keys fingerprints', 'draft', 'logout',
    'policy show', 'policy versions', 'policy propose', 'policy backtest',
  ]; // prettier-ignore

  const typed = (as: string, name: string, argv: readonly string[]): Promise<Ran> =>
    run.with(
      { COUNTERSIGN_API_KEY: keyOf(as) },
      ...name.split(' '),
      ...argv.map((word) => (word === 'REQUEST' ? (waiting[as]?.requestId ?? '') : word)),
    );

  test('is one of those that are refused, or known to do no harm', () => {
    const known = [...Object.keys(people), ...Object.keys(operators), ...harmless];
    expect(acting.map(([name]) => name).toSorted()).toEqual(known.toSorted());
  });

  test.each(Object.entries(people))('%s is refused to an agent and to a service', async (name, argv) => {
    for (const as of ['assistant', 'shop'])
      expect({ as, ...(await typed(as, name, argv)) }).toMatchObject({
        as,
        exit: 4,
        err: expect.stringContaining('FORBIDDEN_PRINCIPAL'),
      });
  });

  test.each(Object.entries(operators))('%s is refused to an agent', async (name, argv) => {
    expect(await typed('assistant', name, argv)).toMatchObject({
      exit: 4,
      err: expect.stringContaining('FORBIDDEN_PRINCIPAL'),
    });
  });

  test('and nothing came of any of it', async () => {
    const { people: all, delegations, api_keys, corrections } = world.store.collections;
    expect(await all.countDocuments({ version: { $ne: 1 } })).toBe(0);
    expect([
      await delegations.countDocuments(),
      await api_keys.countDocuments({ revokedAt: { $exists: true } }),
    ]).toEqual([0, 0]);
    expect(await corrections.countDocuments({ state: 'open', log: [] })).toBe(2);
  });
});
