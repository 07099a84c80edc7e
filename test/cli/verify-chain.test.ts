import { describe, expect, test } from 'vitest';
import { requestsNamedIn, whyNotProven } from '../../client/verify-chain.ts';
import type { ExportedRequest } from '../../domain/audit-file.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { anAuditFile, trustedKeys } from '../pure/audit-files.ts';

const { bundle } = anAuditFile();
const [invoice, note] = bundle.documents;
const [kept] = bundle.requests;
if (!invoice || !note || !kept) throw new Error('a trail has them');
const trust = { ring: trustedKeys.keys, revoked: new Set<string>(), deployment: 'd_1', verify: verifyNatively };
const found = (requests: readonly ExportedRequest[], { entries, head, documentId } = invoice, by = trust) =>
  whyNotProven(entries, head, documentId, requests, by);

describe('a trail', () => {
  test('is proven when chain, plans and proofs are what was written', () => {
    expect(found([kept])).toEqual([]);
    expect(found([kept], note)).toEqual([]);
    expect(requestsNamedIn(invoice.entries)).toEqual(['r_1']);
  });

  test.each<[sentence: string, requests: readonly ExportedRequest[], problem: string]>([
    ['a request that is gone', [], 'request r_1 is gone'],
    ['a plan without its text', [(({ planText: _gone, ...rest }) => rest)(kept)], 'request r_1: the text of its plan is not the one that the chain names'],
    ['a plan that was changed', [{ ...kept, planText: `${kept.planText ?? ''} ` }], 'request r_1: the text of its plan is not the one that the chain names'],
    ['a plan of an earlier revision that is gone', [{ ...kept, planText: '{}' }], 'request r_1: the text of its plan is not the one that the chain names'],
    ['another end', [{ ...kept, state: 'expired' }], 'request r_1: the chain does not say that it is expired'],
    ['a decision that is gone', [{ ...kept, log: kept.log.slice(0, 1) }], 'request r_1: its decisions are not those that the chain names'],
    ['all decisions gone', [{ ...kept, log: [] }], 'request r_1: its decisions are not those that the chain names'],
  ])('names %s', (_sentence, requests, problem) => {
    expect(found(requests)).toEqual([problem]);
  }); // prettier-ignore

  test('names a plan that was changed from the chain of another document, too', () => {
    expect(found([{ ...kept, planText: '{}' }], note)).toHaveLength(1);
    expect(found([{ ...kept, planText: '{}', pastPlanTexts: [kept.planText ?? ''] }], note)).toEqual([]);
  });

  test('names decisions whose key was revoked, or is of nobody', () => {
    const revoked = new Set(trust.ring.map(({ kid }) => kid));
    expect(found([kept], invoice, { ...trust, revoked })).toEqual([
      'request r_1: decision d0: its key was revoked',
      'request r_1: decision d1: its key was revoked',
    ]);
    expect(found([kept], invoice, { ...trust, ring: [] })).toHaveLength(2);
  });

  test('that was cut short proves nothing', () => {
    expect(found([kept], { ...invoice, entries: invoice.entries.slice(0, 1) })).toEqual([
      'the chain ends at 1, the document says 4',
    ]);
  });
});
