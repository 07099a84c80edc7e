import { setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import { refusal, type Refusal } from '../domain/errors.ts';
import type { Ended } from '../domain/gate.ts';
import { decide, type Verdict } from '../domain/judge.ts';
import { judgeInternal } from '../domain/judge-internal.ts';
import { rememberingLast, verifyHere } from '../domain/proof.ts';
import * as contract from './contract.ts';
import { eventsOf, failureOf, type Desk } from './desk.ts';
import { reportRefused } from './report.ts';

/**
 * Registers every handler over the desk, before the run's first await: a buffered update runs inside `setHandler`
 * (guides/temporal.md trap 4). Validators are synchronous and change nothing; they do not run on replay, so handlers
 * judge again. No default update handler: it would accept a misspelt name.
 */
export function listen<O extends Ended, V>(
  desk: Desk<O, V>,
  { submit, decide: decideUpdate, retry, state }: contract.Messages<V>,
): void {
  const verify = rememberingLast(verifyHere);
  const judged = (message: unknown): Verdict => decide(desk.gate, message, Date.now(), verify);

  setHandler(submit, () => desk.viewAfter('evaluating'), {
    validator: (message) => whyNotSubmit(desk, message),
    description: contract.descriptions.submit,
  });
  setHandler(
    decideUpdate,
    async (message) => {
      desk.take(eventsOf(judged(message)));
      // The one whose decision ends the gate, or asks for another plan, hears what came of it.
      return desk.viewAfter('applying', 'closing', 'replanning');
    },
    {
      validator: (message) => {
        const verdict = judged(message);
        if (verdict.ok) return;
        reportRefused(desk, verdict.refusal, 'update'); // a rejected update leaves nothing in history
        throw failureOf(verdict.refusal);
      },
      description: contract.descriptions.decide,
    },
  );
  setHandler(
    retry,
    () => {
      desk.act({ kind: 'retry' });
      return desk.view;
    },
    {
      validator: () => void eventsOf(judgeInternal(desk.gate, { kind: 'retry' }, Date.now())),
      description: contract.descriptions.retry,
    },
  );
  listenToSignals(desk, judged);
  setHandler(state, () => desk.view, { description: contract.descriptions.state });
}

function listenToSignals(desk: Desk, judged: (message: unknown) => Verdict): void {
  const refused = (why: Refusal): void => {
    desk.note(why.code);
    reportRefused(desk, why, 'signal');
  };
  setHandler(
    contract.decideSignal,
    (message) => {
      const verdict = judged(message);
      if (verdict.ok) desk.take(verdict.events);
      else refused(verdict.refusal);
    },
    { description: contract.descriptions.decideSignal },
  );
  setDefaultSignalHandler(() => refused(refusal('UNKNOWN_COMMAND')));
}

/** One open request an id: another one's submit is told whose turn it is, without an event in history. */
function whyNotSubmit({ subject }: Desk, message: unknown): void {
  const asked =
    typeof message === 'object' && message !== null && 'requestId' in message ? message.requestId : undefined;
  if (typeof asked !== 'string') throw failureOf(refusal('MALFORMED', { param: 'requestId' }));
  if (asked !== subject.requestId)
    throw failureOf(refusal('PENDING_REQUEST_EXISTS', { detail: `It is ${subject.requestId}.` }));
}
