import type { Step } from '../../domain/gate.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import type { Floor, Policy } from '../../domain/policy.ts';

const hourMs = 3_600_000;

/** A step of the tests' policy: one signature of a finance or AR approver, unless said otherwise. */
export const aStep = (over: Partial<Step> = {}): Step => ({
  name: 'review', roles: ['ar-approver', 'finance-approver'], quorum: 1, distinctUnits: 1, remindEveryMs: 24 * hourMs,
  escalateAfterMs: 48 * hourMs, escalateTo: ['controller'], expireAfterMs: 72 * hourMs, ...over,
}); // prettier-ignore

const floor = (name: string, fact: NonNullable<Floor['when']['facts']>[number], why: string): Floor => ({
  name,
  when: { facts: [fact] },
  atLeast: 'L1',
  why,
});

export interface LenientOptions {
  /** Inclusive upper end of what goes without approval, by currency; minor units. */
  readonly limits?: Readonly<Record<string, number>>;
  /** What is asked for above it. */
  readonly steps?: readonly Step[];
  readonly over?: Partial<Policy>;
}

/**
 * A policy by amount alone, so that tests of money reach the books without people: up to EUR 500.00 at once, whatever was paid and
 * however old it is. What opens a gate below that is what no firm lets pass.
 */
export const lenientPolicy = ({ limits = { EUR: 50_000 }, steps = [aStep()], over = {} }: LenientOptions = {}): Policy => ({
  ...defaultPolicy,
  bands: Object.fromEntries(Object.entries(limits).map(([currency, limit]) => [currency, [limit]])),
  ladder: [{ name: 'L0', steps: [] }, { name: 'L1', steps }],
  base: [
    { name: 'small', when: { band: ['B0'] }, result: 'L0' },
    { name: 'large', when: { band: ['B1', 'none'] }, result: 'L1' },
  ],
  floors: [
    floor('f3', 'closedPeriod', 'the original is in a closed period'),
    floor('f7', 'termsChange', 'payment terms change'),
    floor('f8', 'revisedAfterVote', 'it was revised after somebody had signed'),
    floor('f9', 'identityChange', 'another buyer or billing address'),
    { name: 'f10', when: { facts: ['finaliseManual'] }, atLeast: 'L0', step: aStep({ name: 'finalise' }), why: 'cancellations are finalised by hand' },
  ],
  cumulative: [],
  ...over,
}); // prettier-ignore

/** One signature above 500.00, two steps by two people above 10,000.00; nothing else is looked at. */
export const twoLevels = (version: string): Policy =>
  lenientPolicy({
    over: {
      version,
      bands: { EUR: [50_000, 1_000_000] },
      ladder: [
        { name: 'L0', steps: [] },
        { name: 'L1', steps: [aStep()] },
        {
          name: 'L2',
          steps: [
            aStep({ roles: ['ar-approver'], escalateTo: ['finance-approver'] }),
            aStep({ name: 'release', roles: ['controller'], escalateTo: ['cfo'] }),
          ],
        },
      ],
      base: [
        { name: 'small', when: { band: ['B0'] }, result: 'L0' },
        { name: 'large', when: { band: ['B1', 'none'] }, result: 'L1' },
        { name: 'huge', when: { band: ['B2'] }, result: 'L2' },
      ],
    },
  });
