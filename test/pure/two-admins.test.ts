import { describe, expect, test } from 'vitest';
import type { Entry } from '../../domain/directory.ts';
import { sampleDirectory } from '../../domain/directory-sample.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { roleNames, type Grant } from '../../domain/principal.ts';
import {
  adminsAt,
  aloneMs,
  judgeChange,
  whySecondAdmin,
  type LintMode,
  type Verdict,
} from '../../domain/two-admins.ts';

const now = new Date('2026-01-05T10:00:00Z');
const [past, future] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)];
const one = (over: Partial<Entry> = {}): Entry => ({ id: 'zoe', type: 'person', roles: [], status: 'active', ...over });
const controller = (grant: Partial<Grant> = {}): Partial<Entry> => ({ roles: [{ role: 'controller', ...grant }] });

const guarded = [
  'ar-approver', 'finance-approver', 'controller', 'cfo', 'policy-owner', 'policy-editor', 'directory-admin',
]; // prettier-ignore

describe('what takes a second admin (approvals.md section 1)', () => {
  test.each(roleNames)('giving the role %s, to somebody new and to somebody known', (role) => {
    const takes = guarded.includes(role) ? [`it gives the role ${role}`] : [];
    expect(whySecondAdmin(undefined, one({ roles: [{ role }] }))).toEqual(takes);
    expect(whySecondAdmin(one(), one({ roles: [{ role }] }))).toEqual(takes);
    expect(whySecondAdmin(one({ roles: [{ role }] }), one())).toEqual([]); // a removal never waits
  });

  test.each<[what: string, before: Partial<Entry>, after: Partial<Entry>, why: readonly string[]]>([
    ['raising a ceiling', controller({ ceilingMinor: 100 }), controller({ ceilingMinor: 101 }), ['it raises the ceiling of controller']],
    ['dropping a ceiling', controller({ ceilingMinor: 100 }), controller(), ['it raises the ceiling of controller']],
    ['lowering a ceiling', controller({ ceilingMinor: 100 }), controller({ ceilingMinor: 99 }), []],
    ['setting a ceiling', controller(), controller({ ceilingMinor: 0 }), []],
    ['widening kinds', controller({ kinds: ['refund'] }), controller({ kinds: ['refund', 'credit'] }), ['it widens the kinds of controller']],
    ['other kinds', controller({ kinds: ['refund'] }), controller({ kinds: ['credit'] }), ['it widens the kinds of controller']],
    ['all kinds', controller({ kinds: ['refund'] }), controller(), ['it widens the kinds of controller']],
    ['narrowing kinds', controller(), controller({ kinds: ['refund'] }), []],
    [
      'a ceiling of one grant with the kinds of another',
      { roles: [{ role: 'cfo', kinds: ['refund'] }, { role: 'cfo', kinds: ['credit'], ceilingMinor: 5 }] },
      { roles: [{ role: 'cfo', kinds: ['credit'] }] },
      ['it raises the ceiling of cfo'],
    ],
    ['another address', { email: 'a@x.org' }, { email: 'b@x.org' }, ['it binds another e-mail address']],
    ['a first address', {}, { email: 'b@x.org' }, ['it binds another e-mail address']],
    ['no address any more', { email: 'a@x.org' }, {}, ['it binds another e-mail address']],
    ['another unit of an approver', { ...controller(), unit: 'a' }, { ...controller(), unit: 'b' }, ['an approver changes the unit']],
    ['another unit of somebody else', { unit: 'a' }, { unit: 'b' }, []],
    ['another name', { name: 'a' }, { name: 'b' }, []],
    ['other owners', { owners: ['ben'] }, { owners: ['ben', 'maria'] }, ['others answer for it']],
    ['owners in another order', { owners: ['ben', 'maria'] }, { owners: ['maria', 'ben'] }, []],
    ['another principal to act for', { onBehalfOf: 'ben' }, {}, ['others answer for it']],
    ['suspending an approver', controller(), { ...controller(), status: 'suspended' }, []],
    ['revoking an approver', controller(), { ...controller(), status: 'revoked' }, []],
    ['letting an approver act again', { ...controller(), status: 'suspended' }, controller(), ['it gives the role controller']],
    ['letting somebody else act again', { status: 'suspended' }, {}, []],
    ['a role for somebody suspended', { status: 'suspended' }, { ...controller(), status: 'suspended' }, []],
    ['a longer time of an approver', { ...controller(), validUntil: now }, { ...controller(), validUntil: future }, ['it is valid for longer']],
    ['no end any more', { ...controller(), validUntil: now }, controller(), ['it is valid for longer']],
    ['an earlier start', { ...controller(), validFrom: now }, { ...controller(), validFrom: past }, ['it is valid for longer']],
    ['a shorter time', { ...controller(), validUntil: now }, { ...controller(), validUntil: past }, []],
    ['an end', controller(), { ...controller(), validUntil: now }, []],
    ['a longer time of somebody else', { validUntil: now }, {}, []],
  ])('%s', (_what, before, after, why) => {
    expect(whySecondAdmin(one(before), one(after))).toEqual(why);
  }); // prettier-ignore
});

describe('the judgement of a change', () => {
  const judged = (
    after: Partial<Entry> & { readonly id: string },
    { directory = sampleDirectory, lint = 'block' }: { directory?: readonly Entry[]; lint?: LintMode } = {},
  ): Verdict => {
    const before = directory.find(({ id }) => id === after.id);
    return judgeChange({ directory, before, after: { ...one(), ...before, ...after }, by: 'dora', policy: defaultPolicy, lint, now });
  }; // prettier-ignore
  const without = (...ids: readonly string[]): readonly Entry[] =>
    sampleDirectory.map((entry) => (ids.includes(entry.id) ? { ...entry, status: 'suspended' } : entry));
  const rulesOf = (verdict: Verdict): readonly string[] =>
    (verdict.kind === 'broken' ? verdict.findings : verdict.warnings).map(({ rule, about }) => `${rule} ${about}`);

  test('somebody who signs nothing is there at once; who signs waits', () => {
    expect(judged({ id: 'zoe', roles: [{ role: 'requester' }] })).toEqual({ kind: 'now', warnings: [] });
    expect(judged({ id: 'zoe', ...controller() })).toEqual({
      kind: 'waits',
      why: ['it gives the role controller'],
      warnings: [],
    });
  });

  test('with one admin alone it takes effect after a day; an admin who may not act now is none', () => {
    const directory = without('david');
    expect(adminsAt(directory, now)).toEqual(['dora']);
    const takesEffectAt = new Date(now.getTime() + aloneMs);
    expect(judged({ id: 'zoe', ...controller() }, { directory })).toMatchObject({ kind: 'waits', takesEffectAt });
  });

  test('what would break a rule is refused, what was broken before is not', () => {
    const both = { roles: [{ role: 'policy-editor' }, { role: 'cfo' }] } as const;
    const verdict = judged({ id: 'edith', ...both });
    expect([verdict.kind, rulesOf(verdict)]).toEqual(['broken', ['editor_approves edith']]);
    const directory = sampleDirectory.map((entry) => (entry.id === 'edith' ? { ...entry, ...both } : entry));
    expect(judged({ id: 'zoe' }, { directory }).kind).toBe('now');
  });

  test('a service that signs is refused, also when it did so before and whatever the setting', () => {
    const signs = { roles: [{ role: 'cfo' }] } as const;
    const directory = sampleDirectory.map((entry) => (entry.id === 'billing' ? { ...entry, ...signs } : entry));
    for (const lint of ['block', 'warn'] as const) {
      expect(rulesOf(judged({ id: 'billing', ...signs }, { lint }))).toEqual(['role_of_type billing']);
      expect(judged({ id: 'billing', name: 'B' }, { directory, lint }).kind).toBe('broken');
    }
  });

  test('the setting warn lets a tiny firm be, and says so', () => {
    const both = { id: 'dora', roles: [{ role: 'directory-admin' }, { role: 'cfo' }] } as const;
    expect(judged(both).kind).toBe('broken');
    const verdict = judged(both, { lint: 'warn' });
    expect([verdict.kind, rulesOf(verdict)]).toEqual(['waits', ['admin_approves dora']]);
  });

  test('nobody is kept because a step would be short, or an agent without its owner; only the last admin is', () => {
    const directory = without('nora');
    const gone = judged({ id: 'paul', status: 'revoked' }, { directory });
    expect([gone.kind, rulesOf(gone)]).toEqual(['now', ['step_unfillable ladder[2].steps[1]']]);
    expect(judged({ id: 'paul', roles: [] }, { directory }).kind).toBe('broken');
    expect(judged({ id: 'greta', status: 'suspended' })).toMatchObject({ kind: 'now', warnings: [{ rule: 'owner_unknown' }] });
    expect(rulesOf(judged({ id: 'dora', status: 'suspended' }, { directory: without('david') }))).toEqual([
      'no_admin directory-admin',
    ]);
  }); // prettier-ignore
});
