import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sealed, type AuditFile } from '../../domain/audit-file.ts';
import { chainEntry } from '../../domain/audit.ts';
import { stranger } from '../pure/approved.ts';
import { anAuditFile, trustedKeys } from '../pure/audit-files.ts';
import { countersign, emptyHome, type Ran } from './run.ts';

const home = emptyHome();
const [file, keys] = [join(home, 'trail.json'), join(home, 'keys.json')];
const textOf = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
const good = anAuditFile();
writeFileSync(keys, textOf(trustedKeys));

/** Nothing but files: no server is known in this environment. */
function verify(text: string, argv: readonly string[] = ['--keys', keys]): Promise<Ran> {
  writeFileSync(file, text);
  return countersign(['audit', 'verify', '--file', file, ...argv], {});
}
type Tampered = (file: AuditFile) => AuditFile;
const inBundle =
  (change: (bundle: AuditFile['bundle']) => Partial<AuditFile['bundle']>): Tampered =>
  (given) => ({ ...given, bundle: { ...given.bundle, ...change(given.bundle) } });
const inRequest = (change: (request: AuditFile['bundle']['requests'][number]) => object): Tampered =>
  inBundle(({ requests }) => ({ requests: requests.map((one) => ({ ...one, ...change(one) })) }));
const inEntry = (n: number, change: (entry: AuditFile['bundle']['documents'][number]['entries'][number]) => object): Tampered =>
  inBundle(({ documents: [first, ...others] }) => ({
    documents: first ? [{ ...first, entries: first.entries.map((one, index) => (index === n ? { ...one, ...change(one) } : one)) }, ...others] : [],
  })); // prettier-ignore
const swapped = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`no ${from} in it`);
  return text.replace(from, to);
};

describe('audit verify --file', () => {
  test('proves a file by keys that came another way', async () => {
    const { exit, out, err } = await verify(textOf(good));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^Verified\n.*2 documents, 5 audit entries, 1 request, 2 signed decisions, 2 checkpoints\n$/);
  });

  test('without keys it is consistent, and no more', async () => {
    const { exit, out } = await verify(textOf(good), []);
    expect(exit).toBe(1);
    expect(out).toMatch(/^Consistent, origin not proven\n/);
  });

  test('a file that somebody made and sealed himself is consistent, and by the keys it is not proven', async () => {
    const { bundle } = good;
    const forged = sealed(stranger, { ...bundle, keys: [...bundle.keys, stranger.key], exportedAt: '2026-10-01T00:00:00.000Z' });
    expect((await verify(textOf(forged), [])).exit).toBe(1);
    const { exit, out } = await verify(textOf(forged));
    expect(exit).toBe(5);
    expect(out).toContain('seal: The proof is by a key that this request does not take.');
  }); // prettier-ignore

  const log = good.bundle.requests[0]?.log ?? [];
  const entries = good.bundle.documents[0]?.entries ?? [];
  test.each<[what: string, tampered: Tampered, where: RegExp]>([
    ['the words of an entry', inEntry(1, ({ text }) => ({ text: swapped(text, 'requested', 'withdrawn') })), /acme:INV-7: entry 2 was changed/],
    ['an entry with a hash of its own', inEntry(0, (one) => chainEntry(undefined, { documentId: one.documentId, at: 'now', deed: 'imported', actor: 'eve' })), /acme:INV-7: entry 2 does not follow/],
    ['an entry that is gone', inBundle(({ documents: [first, ...others] }) => ({ documents: first ? [{ ...first, entries: first.entries.toSpliced(2, 1) }, ...others] : [] })), /acme:INV-7: entry 3 is missing/],
    ['a chain cut short', inBundle(({ documents: [first, ...others] }) => ({ documents: first ? [{ ...first, entries: first.entries.slice(0, 3) }, ...others] : [] })), /acme:INV-7: the chain ends at 3/],
    ['a chain cut short with its head', inBundle(({ documents: [first, ...others] }) => ({ documents: first ? [{ ...first, entries: first.entries.slice(0, 3), head: { seq: 3, hash: entries[2]?.hash ?? '' } }, ...others] : [] })), /acme:INV-7: entry 4 is not the one that checkpoint 2 has signed/],
    ['a document that is gone', inBundle(({ documents }) => ({ documents: documents.slice(0, 1) })), /seal: /],
    ['the text of the plan', inRequest(({ planText = '' }) => ({ planText: swapped(planText, '2000000', '2000001') })), /r_1: the text of its plan/],
    ['the requester', inRequest(({ request }) => ({ request: { ...request, requester: { id: 'eve', type: 'person' } } })), /r_1: The request did not come through the gateway/],
    ['the insiders', inRequest(({ request }) => ({ request: { ...request, insiders: [] } })), /r_1: The request did not come through the gateway/],
    ['a request that is gone', inBundle(() => ({ requests: [] })), /r_1: the chain names it/],
    ['a vote that is gone', inRequest(() => ({ log: log.slice(1) })), /r_1: its decisions are not those/],
    ['a signature', inRequest(() => ({ log: log.map((one) => ({ ...one, message: { proof: { ...one.message.proof, signature: log[0]?.message.proof.signature } } })) })), /r_1: decision d1: The proof is not what a gateway signs/],
    ['a comment that nobody wrote', inRequest(() => ({ log: log.map((one) => ({ ...one, message: { ...one.message, comment: 'fine' } })) })), /r_1: decision d0: The proof is about another/],
    ['when a vote was taken', inRequest(() => ({ log: log.map((one) => ({ ...one, acceptedAtMs: one.acceptedAtMs - 3_600_000 })) })), /r_1: .*too old, or of a time to come/],
    ['what it came to', inRequest(() => ({ state: 'rejected' })), /r_1: the chain does not say that it is rejected/],
    ['the steps', inRequest(({ opening }) => ({ opening: { ...opening, steps: opening?.steps.slice(0, 1) } })), /r_1: By its policy the request needs other signatures/],
    ['the facts', inRequest(({ judged }) => ({ judged: { ...judged, facts: { ...judged?.facts, breaker: true, exposureMinor: 1 } } })), /r_1: .*plan, policy and facts/],
    ['the policy', inBundle(({ policies }) => ({ policies: policies.map((one) => ({ ...one, text: swapped(one.text, '50000', '90000') })) })), /policy 1: its text was changed/],
    ['the policy and its hash', inBundle(() => ({ policies: [] })), /r_1: .*what it was judged by is gone/],
    ['a head of a checkpoint', inBundle(({ checkpoints }) => ({ checkpoints: checkpoints.map((one) => ({ ...one, text: swapped(one.text, '"seq":', '"seq":1') })) })), /checkpoint 1: The proof is not what a gateway signs/],
    ['checkpoints in another order', inBundle(({ checkpoints }) => ({ checkpoints: checkpoints.toReversed() })), /checkpoint [12]: it is not in order/],
    ['the day of the export', inBundle(() => ({ exportedAt: '2026-09-22T00:00:00.000Z' })), /seal: the file is not what the gateway sealed/],
    ['the deployment', inBundle(() => ({ deployment: 'd_2' })), /file: it is of d_2, the keys are of d_1/],
    ['the seal', ({ bundle, seal }) => ({ bundle, seal: { ...seal, signature: log[0]?.message.proof.signature ?? '' } }), /seal: The proof is not what a gateway signs/],
  ])('finds %s, and names it', async (_what, tampered, where) => {
    const { exit, out } = await verify(textOf(tampered(good)));
    expect(out).toMatch(where);
    expect(exit).toBe(5);
  }); // prettier-ignore

  test('finds a changed byte anywhere', async () => {
    const text = textOf(good);
    const step = Math.ceil(text.length / 60);
    for (let at = 0; at < text.length; at += step) {
      const other = `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`;
      const { exit } = await verify(other);
      expect([at, exit === 5 || exit === 2]).toEqual([at, true]);
    }
  });

  test('finds white space that was added', async () => {
    expect((await verify(textOf(good).replace('{\n', '{ \n'))).out).toContain(
      'file: it is not spelled as it was exported',
    );
  });

  test('says which key was revoked', async () => {
    writeFileSync(
      keys,
      textOf({ ...trustedKeys, keys: trustedKeys.keys.map((key) => ({ ...key, state: 'revoked' })) }),
    );
    const { exit, out } = await verify(textOf(good));
    writeFileSync(keys, textOf(trustedKeys));
    expect(exit).toBe(5);
    expect(out).toContain('r_1: decision d0: its key was revoked');
  });

  test.each<[what: string, text: string, argv: readonly string[], said: string]>([
    ['no JSON', 'x', [], 'is no JSON object'],
    ['another JSON', '{}', [], 'is no exported audit trail'],
    ['a file of keys that is none', textOf(good), ['--keys', file], 'is no file of public keys'],
  ])('%s is a usage error', async (_what, text, argv, said) => {
    const { exit, err } = await verify(text, argv);
    expect(exit).toBe(2);
    expect(err).toContain(said);
  });

  test('changes no file', async () => {
    await verify(textOf(good));
    expect(readFileSync(file, 'utf8')).toBe(textOf(good));
  });
});
