import type { Step } from './gate.ts';
import type { Floor, Policy } from './policy.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The clocks of every step (approvals.md section 2.2): remind every 24 h, escalate at 48 h, expire at 72 h. */
const clocks = { remindEveryMs: 24 * hourMs, escalateAfterMs: 48 * hourMs, expireAfterMs: 72 * hourMs };

const step = (name: string, roles: readonly string[], escalateTo: readonly string[]): Step => ({
  name,
  roles,
  quorum: 1,
  distinctUnits: 1,
  ...clocks,
  escalateTo,
});

const floor = (name: string, when: Floor['when'], why: string, more: Partial<Floor> = {}): Floor => ({
  name,
  when,
  atLeast: 'L1',
  why,
  ...more,
});

const nordic = [500_000, 10_000_000];
const western = [50_000, 1_000_000];

/** The policy that ships, for both presets (approvals.md section 2.2). The rates are examples: set your own. */
export const defaultPolicy: Policy = {
  version: '1',
  bands: { EUR: western, GBP: western, USD: western, NOK: nordic, DKK: nordic, SEK: nordic },
  ladder: [
    { name: 'L0', steps: [] },
    { name: 'L1', steps: [step('review', ['ar-approver', 'finance-approver'], ['controller'])] },
    {
      name: 'L2',
      steps: [step('review', ['ar-approver'], ['finance-approver']), step('release', ['controller'], ['cfo'])],
    },
  ],
  base: [
    { name: '1', when: { band: ['B0'], payment: ['unpaid'], ageDays: { to: 30 } }, result: 'L0' },
    { name: '2', when: { band: ['B0'], payment: ['unpaid'], ageDays: { from: 31 } }, result: 'L1' },
    { name: '3', when: { band: ['B0'], payment: ['partially_paid', 'paid'] }, result: 'L1' },
    { name: '4', when: { band: ['B1'] }, result: 'L1' },
    { name: '5', when: { band: ['B2'] }, result: 'L2' },
    { name: '6', when: { band: ['none'] }, result: 'L2' },
  ],
  floors: [
    floor('f1', { facts: ['moneyReceived'] }, 'a payment was received'),
    floor('f2', { facts: ['paysOut'] }, 'money is paid out'),
    floor('f3', { facts: ['closedPeriod'] }, 'the original is in a closed period'),
    floor('f4', { requester: ['agent'] }, 'an agent asks for it'),
    floor('f5', { bulkItemsAbove: 50 }, 'it is part of a bulk of more than 50 items'),
    floor('f6', { facts: ['breaker', 'capReached'] }, 'the circuit breaker is on, or a hard cap is reached'),
    floor('f7', { facts: ['termsChange'] }, 'due date or payment terms change', { role: 'finance-approver' }),
    floor('f8', { facts: ['revisedAfterVote'] }, 'it was revised after somebody had signed'),
    floor('f9', { facts: ['bankMismatch', 'identityChange'] }, 'a bank mismatch, another buyer or billing address'),
    floor('f10', { facts: ['finaliseManual'] }, 'cancellations are finalised by hand', {
      atLeast: 'L0',
      step: step('finalise', ['controller', 'finance-approver'], ['cfo']),
    }),
  ],
  cumulative: [
    { key: 'invoice', times: 1 },
    { key: 'customer', windowMs: 7 * dayMs, times: 1 },
    { key: 'person', windowMs: dayMs, times: 10 },
  ],
  caps: { hard: [], learningMinor: {} },
  rates: { base: 'EUR', perUnit: { GBP: '1.16', USD: '0.92', NOK: '0.086', DKK: '0.134', SEK: '0.089' } },
  maxOpenMs: 14 * dayMs,
  shadowDays: 0,
  sampleRate: '0.03',
};
