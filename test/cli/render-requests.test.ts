import { describe, expect, test } from 'vitest';
import type { RequestDetail } from '../../client/request-views.ts';
import { renderInbox } from '../../client/render/inbox.ts';
import { renderDeed, renderOutcome, renderRequest } from '../../client/render/request.ts';
import { plainLook } from '../../client/terminal.ts';
import { untilText } from '../../client/render/wording.ts';
import { explanationLines } from '../../client/render/explanation.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import type { OpenView } from '../../domain/request.ts';
import { judgedBy } from '../pure/verdict.ts';
import { facts, planOf } from './plans.ts';

const waitingOf = (view: RequestDetail): object => ('waitingFor' in view && view.waitingFor) || {};

const nowMs = Date.parse('2026-01-20T10:00:00Z');
const waiting: RequestDetail = {
  state: 'open',
  requestId: 'r_1',
  invoiceId: 'DE100:INV-A',
  waitingFor: {
    planHash: 'abc', revision: 1, step: 0, stepName: 'review', steps: 1, roles: ['ar-approver', 'finance-approver'], quorum: 1,
    escalated: false, votes: [],
    dueAt: '2026-01-22T12:30:00Z', why: ['EUR 845.69 is above the limit of EUR 500.00'],
  },
  request: {
    kind: 'cancel',
    reason: { code: 'duplicate', text: 'duplicate' },
    requester: { id: 'maria', type: 'person' },
    origin: { via: 'event', source: 'urn:shop', eventId: 'e1', n: 0 },
    label: { number: 'INV-A', currency: 'EUR', amountMinor: 84_569 },
    receivedAt: '2026-01-19T12:30:00Z',
  },
  votes: [],
  revisions: [],
  comments: [],
  may: [],
  for: [],
}; // prettier-ignore

describe('a request', () => {
  test('that waits says for whom, until when, and what to type', () => {
    const detail = {
      ...waiting,
      planHash: 'abcdefabcdefabcdef',
      plan: planOf(facts()),
      temporalUrl: 'http://127.0.0.1:8233/x',
    };
    expect(renderRequest(detail, plainLook, nowMs)).toMatchInlineSnapshot(`
      "cancel INV-A  open
        request    r_1
        invoice    DE100:INV-A
        asked by   maria (person), 2026-01-19 12:30 UTC
        from       event e1 of urn:shop
        reason     duplicate
        plan hash  abcdefabcdef
        Temporal   http://127.0.0.1:8233/x

      Plan
        document                   status now  after     balance EUR  after
        INV-A                      open        canceled       145.69   0.00
        new cancellation (credit)  -           settled             -   0.00

      Journal
        entry     debit / credit
        reversal  4000 124.94 + 2200 20.75 / 1200[new] 145.69
        clearing  1200[new] 145.69 / 1200[INV-A] 145.69
        1200 receivable, 2200 vat, 4000 revenue
        Told by mail: maria@example.com

      Waits for approval, because EUR 845.69 is above the limit of EUR 500.00
        review: 1 signature of ar-approver or finance-approver, until 2026-01-22 12:30 UTC (in 2 d 2 h)
        Approve: countersign approve r_1 --as NAME
        Reject: countersign reject r_1 --as NAME --comment '...'"
    `);
  });

  test('is a row in the inbox', () => {
    expect(renderInbox({ of: 'ben', items: [waiting] }, plainLook, nowMs)).toMatchInlineSnapshot(`
      "1 request, first due first
        request  what              amount  asked by  reason     waits for                        due
        r_1      cancel INV-A  EUR 845.69  maria     duplicate  ar-approver or finance-approver  in 2 d 2 h

      Look at one: countersign show r_1"
    `);
    expect(renderInbox({ of: 'ben', items: [] }, plainLook, nowMs)).toBe('Nothing waits for ben.');
  });

  test('is offered to its reader as what he may do with it, and by whose right', () => {
    const open = (over: object): string => renderRequest({ ...waiting, ...over } as RequestDetail, plainLook, nowMs).split('because ')[1] ?? '';
    expect(open({ may: ['withdraw', 'revise'] })).toMatchInlineSnapshot(`
      "EUR 845.69 is above the limit of EUR 500.00
        review: 1 signature of ar-approver or finance-approver, until 2026-01-22 12:30 UTC (in 2 d 2 h)
        Ask for something else: countersign revise r_1 --as NAME OPTIONS
        Take it back: countersign withdraw r_1 --as NAME --comment '...'"
    `);
    expect(open({ may: [], for: ['carla'] })).toMatchInlineSnapshot(`
      "EUR 845.69 is above the limit of EUR 500.00
        review: 1 signature of ar-approver or finance-approver, until 2026-01-22 12:30 UTC (in 2 d 2 h)
        Approve: countersign approve r_1 --as NAME
        Reject: countersign reject r_1 --as NAME --comment '...'
        Approve for carla: countersign approve r_1 --as NAME --for carla"
    `);
    const outdated = renderRequest({ ...waiting, state: 'outdated', may: ['revise', 'withdraw'] } as RequestDetail, plainLook, nowMs);
    expect(outdated.slice(outdated.indexOf('Outdated'))).toMatchInlineSnapshot(`
      "Outdated: the invoice has moved since the plan was made, so nobody can sign it
        review: 1 signature of ar-approver or finance-approver, until 2026-01-22 12:30 UTC (in 2 d 2 h)
        Ask for something else: countersign revise r_1 --as NAME OPTIONS
        Take it back: countersign withdraw r_1 --as NAME --comment '...'"
    `);
  }); // prettier-ignore

  test('shows earlier plans, decisions, comments, and attempts to those who watch', () => {
    const said = { command: 'approve', by: 'ben', for: 'carla', step: 0, at: '2026-01-19T13:00:00Z' } as const;
    const text = renderRequest(
      {
        ...waiting,
        votes: [said],
        policyVersion: '3',
        revisions: [
          { revision: 1, planHash: '0123456789abcdef', replacedAt: '2026-01-19T12:50:00Z', said: [{ command: 'revise', by: 'maria', step: 0, at: '2026-01-19T12:50:00Z', comment: 'one line less' }] },
          { revision: 2, planHash: 'fedcba', said: [said] },
        ],
        comments: [{ id: 'c1', by: 'nora', at: '2026-01-19T12:45:00Z', text: 'Which order?' }],
        attempts: [{ decisionId: 'd', by: 'maria', command: 'approve', result: 'SOD_CONFLICT', at: '2026-01-19T12:40:00Z' }],
      },
      plainLook,
      nowMs,
    );
    expect(text.slice(0, text.indexOf('Waits for'))).toMatchInlineSnapshot(`
      "cancel INV-A  open
        request    r_1
        invoice    DE100:INV-A
        asked by   maria (person), 2026-01-19 12:30 UTC
        from       event e1 of urn:shop
        reason     duplicate
        policy     3
        signed by  ben for carla (2026-01-19 13:00 UTC)

      Plan 1, replaced
        who    what    step  when                  words
        maria  revise     1  2026-01-19 12:50 UTC  one line less

      Plan 2
        who            what     step  when                  words
        ben for carla  approve     1  2026-01-19 13:00 UTC

      Comments
        nora (2026-01-19 12:45 UTC): Which order?

      Attempts to decide
        who    what     came to       when
        maria  approve  SOD_CONFLICT  2026-01-19 12:40 UTC

      "
    `);
  }); // prettier-ignore

  test('says why, and what would change it', () => {
    const given = facts();
    const { explanation } = judgedBy(given, planOf(given), { ...defaultPolicy, bands: { EUR: [10_000] } });
    const others = [{ key: 'customer', name: 'DE100:B1', windowMs: 604_800_000, requests: ['r_2'], levels: [{ level: 'L0', sumMinor: 45_000, budgetMinor: 50_000 }] }] as const;
    expect(explanationLines({ ...explanation, cumulative: others }, plainLook).join('\n')).toMatchInlineSnapshot(`
      "
      Why
        Level L1 of the policy (row 4)
        Not at once, because
          EUR 145.69 is moved; at most EUR 100.00 goes without approval
        Others of the same customer DE100:B1 within 7 d: EUR 450.00 of EUR 500.00 at L0 (1 request: r_2)"
    `);
    expect(explanationLines(judgedBy(given, planOf(given)).explanation, plainLook).join('\n')).toMatchInlineSnapshot(`
      "
      Why
        Level L0 of the policy (row 1)
        EUR 354.31 more would still be band B0, then comes B1"
    `);
    expect(explanationLines(undefined, plainLook)).toEqual([]);
  }); // prettier-ignore

  test('after a deed tells the deed and what comes next', () => {
    const view = { state: waiting.state, requestId: 'r_1', invoiceId: 'DE100:INV-A', waitingFor: { ...waitingOf(waiting), step: 1, steps: 2, stepName: 'release', escalated: true, votes: ['ben for carla'] } } as const;
    expect(renderDeed('approve', view as unknown as OpenView, plainLook, nowMs)).toMatchInlineSnapshot(`
      "Signed. It takes more than this signature.
      Request r_1
      Waits for approval, because EUR 845.69 is above the limit of EUR 500.00
        step 2 of 2, release: 1 signature of ar-approver or finance-approver (escalated), until 2026-01-22 12:30 UTC (in 2 d 2 h)
        Signed by ben for carla
        Approve: countersign approve r_1 --as NAME
        Reject: countersign reject r_1 --as NAME --comment '...'"
    `);
    expect(renderDeed('revise', { state: 'replanning', requestId: 'r_1', invoiceId: 'i' }, plainLook, nowMs)).toMatchInlineSnapshot(`
      "Asked for anew: signatures on the earlier plan are void.
      Request r_1
      replanning: no answer yet. Look again: countersign show r_1"
    `);
  }); // prettier-ignore

  test('that was applied names the documents and their balances', () => {
    const outcome = {
      state: 'applied', requestId: 'r_1', invoiceId: 'DE100:INV-A', currency: 'EUR', planHash: 'h', 
      customers: [{ customerId: 'DE100:B1', currency: 'EUR', creditDeltaMinor: 3000, freeDeltaMinor: 0, payableDeltaMinor: 0 }],
      payoutIds: ['r_1/payout'], journalIds: ['1', '2'], committedAt: '2026-01-20T10:00:00Z',
      documents: [
        { id: 'DE100:INV-A', number: 'INV-A', class: 'invoice', type: 'standard', status: 'canceled', balanceMinor: 0 },
        { id: 'r_1.1', number: 'CXL-000001', class: 'credit', type: 'cancellation', status: 'settled', balanceMinor: 0 },
      ],
    } as const; // prettier-ignore
    expect(renderOutcome(outcome, plainLook)).toMatchInlineSnapshot(`
      "Applied at 2026-01-20 10:00 UTC, 2 journal entries
        number      document               status    balance EUR  id
        INV-A       invoice                canceled         0.00  DE100:INV-A
        CXL-000001  cancellation (credit)  settled          0.00  r_1.1
        Customer credit EUR +30.00
        When the bank has paid out: countersign payout confirm r_1/payout"
    `);
  });

  test.each([
    ['2026-01-22T13:00:00Z', 'in 2 d 3 h'],
    ['2026-01-20T12:05:00Z', 'in 2 h 5 min'],
    ['2026-01-20T10:00:10Z', 'in 1 min'],
    ['2026-01-20T09:00:00Z', 'overdue by 1 h'],
  ])('that is due %s is due %s', (dueAt, text) => {
    expect(untilText(dueAt, nowMs)).toBe(text);
  });
});
