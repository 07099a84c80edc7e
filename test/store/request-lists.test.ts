import { beforeAll, describe, expect, test } from 'vitest';
import type { CorrectionRecord } from '../../store/approval-records.ts';
import { insertStored } from '../../store/database.ts';
import { migrate } from '../../store/migrations.ts';
import { findCorrection } from '../../store/queries.ts';
import { listedCorrections, waitingCorrections, type ListSort, type Waiting } from '../../store/request-lists.ts';
import { decide } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { twoLevels } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ policy: twoLevels('3103') });
const hourMs = 3_600_000;

async function waiting(number: string) {
  const request = aRequest(await put(world.store, { number, lines: grossOf('20000.00') }));
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  const read = async (): Promise<CorrectionRecord> => {
    const record = await findCorrection(world.store, request.requestId);
    if (!record) throw new Error('it is not in the ledger');
    return record;
  };
  return { request, read };
}

describe('a request says by whom it is found', () => {
  test('at its opening, at each step, and again after a migration', async () => {
    const { request, read } = await waiting('CI-S-1');
    const opened = await read();
    const escalatesAt = new Date((opened.openedAtMs ?? 0) + 48 * hourMs);
    expect(opened).toMatchObject({ signerRoles: ['ar-approver'], escalationRoles: ['finance-approver'], escalatesAt });
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({ view: { state: 'open' } });
    await expect.poll(async () => (await read()).signerRoles).toEqual(['controller']);
    const released = await read();
    expect(released.escalationRoles).toEqual(['cfo']);
    expect(released.escalatesAt?.getTime()).toBe((released.log[0]?.acceptedAtMs ?? 0) + 48 * hourMs);

    const { corrections, migrations } = world.store.collections;
    await corrections.updateMany({}, { $unset: { signerRoles: '', escalationRoles: '', escalatesAt: '' } });
    await corrections.createIndex({ state: 1, dueAt: 1, _id: 1 }, { name: 'state_due' });
    await migrations.deleteOne({ _id: 6 });
    expect(await migrate(world.store, new Date())).toHaveLength(1);
    expect(await read()).toEqual(released);
    expect((await corrections.indexes()).map(({ name }) => name)).not.toContain('state_due');
  });
});

describe('a list', () => {
  const now = new Date();
  const all: { readonly id: string; readonly due: number; readonly received: number; readonly role: string }[] = [];
  const whom = (...roles: string[]): Waiting => ({ state: 'open', for: { roles, now } });

  beforeAll(async () => {
    const { read } = await waiting('CI-S-2');
    const real = await read();
    await world.store.collections.corrections.deleteOne({ _id: real._id });
    // Overdue, due this hour, today and later; many at the very same moment.
    const records = Array.from({ length: 120 }, (_, n): CorrectionRecord => {
      const due = now.getTime() + (((n * 37) % 24) - 4) * 6 * hourMs;
      const received = now.getTime() - ((n * 53) % 30) * hourMs;
      const role = ['ar-approver', 'finance-approver', 'cfo'][n % 3] ?? '';
      const _id = `r_s${String((n * 71) % 120).padStart(3, '0')}`;
      all.push({ id: _id, due, received, role });
      return { ...real, _id, dueAt: new Date(due), receivedAt: new Date(received), signerRoles: [role, 'other'], escalationRoles: ['controller'], escalatesAt: new Date(now.getTime() + (n - 10) * hourMs) }; // prettier-ignore
    });
    await insertStored(world.store.collections.corrections, records);
  });

  const expected = (roles: readonly string[], sort: ListSort): readonly string[] => {
    const at = ({ due, received }: (typeof all)[number]): number => (sort === 'due' ? due : received);
    const sign = sort === 'newest' ? -1 : 1;
    return all
      .filter(({ role }) => roles.length === 0 || roles.includes(role))
      .toSorted((a, b) => sign * (at(a) - at(b) || (a.id < b.id ? -1 : 1)))
      .map(({ id }) => id);
  };
  async function everyPage(read: (page: { limit: number; after?: { at: Date; id: string } }) => Promise<readonly CorrectionRecord[]>, sort: ListSort): Promise<readonly string[]> {
    const ids: string[] = [];
    let after: { at: Date; id: string } | undefined;
    for (;;) {
      const rows = await read({ limit: 7, ...(after ? { after } : {}) });
      ids.push(...rows.map(({ _id }) => _id));
      const last = rows.at(-1);
      if (!last || rows.length < 7) return ids.filter((id) => id.startsWith('r_s'));
      after = { at: (sort === 'due' ? last.dueAt : last.receivedAt) ?? now, id: last._id };
    }
  } // prettier-ignore

  test.each<[roles: readonly string[], sort: ListSort]>([
    [['ar-approver'], 'due'],
    [['ar-approver', 'cfo'], 'due'],
    [['ar-approver', 'other', 'cfo'], 'received'],
    [['other', 'finance-approver'], 'due'],
  ])('of %j by %s comes whole and in order, each once, page by page', async (roles, sort) => {
    const wanted = roles.includes('other') ? [] : roles;
    const read = (page: { limit: number }) => waitingCorrections(world.store, whom(...roles), { ...page, sort });
    expect(await everyPage(read, sort)).toEqual(expected(wanted, sort));
  });

  test.each<ListSort>(['received', 'newest'])('of all by %s comes whole and in order', async (sort) => {
    const read = (page: { limit: number }) => listedCorrections(world.store, { state: 'open' }, { ...page, sort });
    expect(await everyPage(read, sort)).toEqual(expected([], sort));
  });

  test('holds for those above exactly what has escalated to them', async () => {
    const read = (page: { limit: number }) => waitingCorrections(world.store, whom('controller'), { ...page, sort: 'due' }); // prettier-ignore
    expect(await everyPage(read, 'due')).toHaveLength(11);
  });

  test('carries no plan', async () => {
    const [first] = await waitingCorrections(world.store, whom('cfo'), { limit: 1, sort: 'due' });
    expect(first).toMatchObject({ opening: { steps: [{}, {}] }, judged: { policyVersion: '3103' } });
    expect(first?.planText).toBeUndefined();
  });

  test.each<[what: string, filter: object, sort: Record<string, 1 | -1>, index: string]>([
    ['an inbox, what is due soon', { state: 'open', signerRoles: 'cfo', dueAt: { $lt: now } }, { dueAt: 1, _id: 1 }, 'state_signers_due'],
    ['an inbox, what waits longest', { state: 'open', signerRoles: 'cfo' }, { receivedAt: 1, _id: 1 }, 'state_signers_'],
    ['what has escalated', { state: 'open', escalationRoles: 'cfo', escalatesAt: { $lte: now } }, { dueAt: 1, _id: 1 }, 'state_escalation'],
    ['what somebody asked for', { state: 'open', 'request.insiders': 'maria' }, { receivedAt: 1, _id: 1 }, 'insiders_state_received'],
    ['all of a state', { state: 'open', receivedAt: { $lt: now } }, { receivedAt: -1, _id: -1 }, 'state_received'],
    ['all', { receivedAt: { $lt: now } }, { receivedAt: -1, _id: -1 }, 'received_order'],
  ])('of %s is found by its index', async (_what, filter, sort, index) => {
    const plan = JSON.stringify(await world.store.collections.corrections.find(filter).sort(sort).limit(50).explain('queryPlanner'));
    expect([plan.includes(`"indexName":"${index}`), plan.includes('COLLSCAN')]).toEqual([true, false]);
  }); // prettier-ignore
});
