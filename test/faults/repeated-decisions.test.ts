import { ulid } from 'ulid';
import { expect, inject, test } from 'vitest';
import { attemptsOf } from '../../store/attempts.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { historyOf } from './decided-in-history.ts';
import { openGate } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';

const one = useWorld();
const two = useWorld({ policy: lenientPolicy({ steps: [aStep({ quorum: 2 })] }) });
const gates = inject('faults').repeatedDecisions;
const times = 10;
/** Each gate is posted to ten times at once. */
const gatesAtOnce = 4;

test(`A1: one decision posted ${times} times at once, on ${gates} gates: one vote each, equal answers, no error`, async () => {
  const ends = await inFlight(
    gates,
    async (n) => {
      const gate = await openGate(one, `A1-${n}`);
      const decisionId = ulid();
      const replies = await Promise.all(Array.from({ length: times }, () => gate.post('ben', { decisionId })));
      const { decided } = await historyOf(one, gate.request.invoiceId);
      const attempts = await attemptsOf(one.store, gate.request.requestId);
      return {
        answers: new Set(replies.map(({ status, body }) => JSON.stringify([status, body]))).size,
        errors: replies.filter(({ status }) => status !== 200).length,
        votes: (await gate.record()).log.length,
        accepted: decided.length,
        attempts: attempts.map(({ result }) => result).join(),
      };
    },
    gatesAtOnce,
  );
  const votes = ends.reduce((sum, end) => sum + end.votes, 0);
  const errors = ends.reduce((sum, end) => sum + end.errors, 0);
  console.log(`A1 ${gates} gates: ${votes} votes, ${gates * times} answers, ${errors} errors`);
  for (const end of ends) expect(end).toEqual({ answers: 1, errors: 0, votes: 1, accepted: 1, attempts: 'accepted' });
});

/** What else somebody may say under an id that is taken. */
const others: readonly (readonly [as: string, said: Readonly<Record<string, unknown>>])[] = [
  ['ben', { comment: 'other words' }],
  ['ben', { command: 'reject', comment: 'no' }],
  ['ben', { onBehalfOf: 'carla' }],
  ['carla', {}],
];

test(`A2: the same decisionId with other content on ${gates} gates: 422 each, nothing applied`, async () => {
  const ends = await inFlight(gates, async (n) => {
    const gate = await openGate(two, `A2-${n}`);
    const decisionId = ulid();
    const [as, said] = others[n % others.length] ?? ['ben', {}];
    const first = await gate.post('ben', { decisionId });
    const { status, body } = await gate.post(as, { ...said, decisionId });
    const { log, outcome } = await gate.record();
    const attempts = (await attemptsOf(two.store, gate.request.requestId)).map(({ result }) => result);
    return `${first.status} ${status} ${String(body['code'])} ${log.length} ${outcome?.state ?? 'open'} ${attempts.join()}`;
  });
  console.log(`A2 ${gates} reused ids:`, countsOf(ends));
  expect(countsOf(ends)).toEqual({ '202 422 DECISION_ID_REUSED 1 open accepted,DECISION_ID_REUSED': gates });
  expect(await two.store.collections.invoices.countDocuments({ status: 'canceled' })).toBe(0);
});
