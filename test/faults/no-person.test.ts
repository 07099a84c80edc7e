import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../domain/decision.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { routesOf } from '../../http/app.ts';
import { createLimits } from '../../http/limits.ts';
import type { RouteSpec } from '../../http/route.ts';
import { correctionWorkflowId, decideSignal, decideUpdate } from '../../workflows/contract.ts';
import { call, type Reply } from '../http/support/gateway.ts';
import { aDecision, messageOf } from '../support/decisions.ts';
import { testDirectory } from '../support/directory.ts';
import { useWorld } from '../support/world.ts';
import { openGate, type OpenedGate } from './gate-over-http.ts';

/** Of their own: all worlds share one namespace, and the run of a version is named by it alone. */
const [active, version] = ['4103', '4104'];
const world = useWorld({ policy: { ...defaultPolicy, version: active } });
const { log, pingTemporal } = { log: () => undefined, pingTemporal: () => Promise.resolve() };
const machines = testDirectory.filter(({ type }) => type !== 'person').map(({ id }) => id);

/** The gateway's own table of routes, so that a new one is in here by itself. */
const changing = (): readonly RouteSpec[] => {
  const { store, gateway, signer, deployment } = world;
  const deps = {
    store,
    gateway,
    signer,
    deployment,
    log,
    pingTemporal,
    webhooks: [],
    developmentSignIn: true,
    region: { locale: 'en-GB', zone: 'UTC' },
    limits: createLimits(Date.now),
    nowMs: Date.now,
  };
  return routesOf(deps)
    .map(({ spec }) => spec)
    .filter(({ method }) => method !== 'get');
};
const takesDecisions = ({ path }: RouteSpec): boolean => path.endsWith('/decisions');
const isForPersons = (spec: RouteSpec): boolean => takesDecisions(spec) || isOfPersons(spec.caller);
const isOfPersons = (caller: RouteSpec['caller']): boolean =>
  caller === 'person' || (typeof caller === 'object' && caller.personWho !== undefined);

/** A version of the policy that waits at its gate; answers the plan that is signed there. */
async function proposed({ app }: OpenedGate): Promise<string> {
  const policy = { ...defaultPolicy, version, sampleRate: '0.11' };
  const headers = { 'idempotency-key': ulid() };
  const { status, body } = await call(app, 'POST', '/v1/policies', {
    as: 'edith',
    headers,
    body: { policy, reason: 'A4' },
  });
  expect([status, body['state']]).toEqual([202, 'open']);
  return (body['waitingFor'] as { readonly planHash: string }).planHash;
}

/** Calls a route as its own example does, on the request, the invoice and the policy that wait. */
function callAs(
  as: string,
  { method, path, body, headers }: RouteSpec,
  gate: OpenedGate,
  said: object = {},
): Promise<Reply> {
  const { requestId, invoiceId } = gate.request;
  const named: Readonly<Record<string, string>> = { id: invoiceId, version };
  const at = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(named[name] ?? requestId));
  return call(gate.app, method.toUpperCase(), at, {
    as,
    ...(body ? { body: { ...(body.example as object), ...said } } : {}),
    headers: {
      ...(body ? { 'content-type': body.mediaTypes[0] ?? '' } : {}),
      ...(headers ? { 'idempotency-key': ulid() } : {}),
    },
  });
}

const unsigned = async (gate: OpenedGate): Promise<void> => {
  const { log: said, outcome } = await gate.record();
  expect([said, outcome]).toEqual([[], undefined]);
};

describe('A4: who is no person decides nothing', () => {
  test('on no route of the gateway', async () => {
    const gate = await openGate(world, 'A4-routes');
    const [{ planHash = '' }, hashOfPolicy] = [await gate.record(), await proposed(gate)];
    const tries: (readonly [who: string, what: string, reply: Reply])[] = [];
    for (const spec of changing())
      for (const as of machines)
        for (const command of takesDecisions(spec) ? commandNames : [undefined]) {
          const signs = spec.path.includes('{version}') ? hashOfPolicy : planHash;
          const said = command ? { command, planHash: signs, decisionId: ulid() } : {};
          tries.push([as, spec.operationId, await callAs(as, spec, gate, said)]);
          await unsigned(gate);
        }
    const persons = new Set(
      changing()
        .filter(isForPersons)
        .map(({ operationId }) => operationId),
    );
    const decisive = tries.filter(([, what]) => persons.has(what));
    const accepted = decisive.filter(
      ([, , { status, body }]) => status !== 403 || body['code'] !== 'FORBIDDEN_PRINCIPAL',
    );
    console.log(
      `A4 ${machines.length} credentials, ${tries.length} calls, ${decisive.length} of them decisive: ${accepted.length} accepted`,
    );
    expect(accepted.map(([who, what, { status, body }]) => `${who} ${what} ${status} ${String(body['code'])}`)).toEqual(
      [],
    );
    expect(persons.size).toBeGreaterThan(4);
    const { policies } = world.store.collections;
    expect(await policies.findOne({ _id: version })).toMatchObject({ state: 'proposed', log: [] });
    expect(await policies.findOne({ state: 'active' })).toMatchObject({ _id: active });
  });

  test('and every route that changes a request is for persons alone, but for comments', () => {
    const open = changing().filter((spec) => spec.path.startsWith('/v1/corrections/') && !isForPersons(spec));
    expect(open.map(({ path }) => path)).toEqual(['/v1/corrections/{requestId}/comments']);
  });

  test('by no raw message, even signed by the gateway itself', async () => {
    const gate = await openGate(world, 'A4-raw');
    const handle = world.client.workflow.getHandle(correctionWorkflowId(gate.request.invoiceId));
    let tries = 0;
    for (const by of machines)
      for (const command of commandNames) {
        const message = messageOf(world, await aDecision(world, gate.request, { by, command, comment: 'now' }));
        await expect(handle.executeUpdate(decideUpdate, { args: [message] })).rejects.toMatchObject({
          cause: { type: 'FORBIDDEN_PRINCIPAL' },
        });
        await handle.signal(decideSignal, message);
        tries += 2;
      }
    expect(await handle.query('state')).toMatchObject({ state: 'open', waitingFor: { votes: [] } });
    console.log(`A4 ${tries} raw messages of ${machines.length} credentials: 0 accepted`);
    await unsigned(gate);
  });
});
