import { setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import { refusal } from '../domain/errors.ts';
import type { GateEvent } from '../domain/gate.ts';
import { decide, judgeInternal } from '../domain/judge.ts';
import * as contract from './contract.ts';
import { eventsOf, failureOf, type Desk } from './desk.ts';

/**
 * Registers every handler over the desk, before the run's first await: a buffered update runs inside `setHandler`
 * (guides/temporal.md trap 4). Validators are synchronous and change nothing; they do not run on replay, so handlers
 * judge again. No default update handler: it would accept a misspelt name.
 */
export function listen(desk: Desk): void {
  const judged = (message: unknown): readonly GateEvent[] => eventsOf(decide(desk.gate, message, Date.now()));

  setHandler(contract.submitUpdate, () => desk.viewAfter('evaluating'), {
    validator: (message) => whyNotSubmit(desk, message),
    description: contract.descriptions.submit,
  });
  setHandler(
    contract.decideUpdate,
    async (decision) => {
      desk.take(judged(decision));
      return desk.viewAfter('applying', 'closing'); // the one whose decision ends the gate hears what was written
    },
    { validator: (decision) => void judged(decision), description: contract.descriptions.decide },
  );
  setHandler(
    contract.retryUpdate,
    () => {
      desk.act({ kind: 'retry' });
      return desk.view;
    },
    {
      validator: () => void eventsOf(judgeInternal(desk.gate, { kind: 'retry' }, Date.now())),
      description: contract.descriptions.retry,
    },
  );
  setHandler(
    contract.decideSignal,
    (message) => {
      const verdict = decide(desk.gate, message, Date.now());
      if (verdict.ok) desk.take(verdict.events);
      else desk.note(verdict.refusal.code);
    },
    { description: contract.descriptions.decideSignal },
  );
  setDefaultSignalHandler(() => desk.note('UNKNOWN_COMMAND'));
  setHandler(contract.stateQuery, () => desk.view, { description: contract.descriptions.state });
}

/** One open correction per invoice: another request's submit is told whose turn it is, without an event in history. */
function whyNotSubmit({ request }: Desk, message: unknown): void {
  const asked =
    typeof message === 'object' && message !== null && 'requestId' in message ? message.requestId : undefined;
  if (typeof asked !== 'string') throw failureOf(refusal('MALFORMED', { param: 'requestId' }));
  if (asked !== request.requestId)
    throw failureOf(refusal('PENDING_REQUEST_EXISTS', { detail: `It is ${request.requestId}.` }));
}
