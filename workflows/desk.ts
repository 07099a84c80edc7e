import { ApplicationFailure } from '@temporalio/common';
import {
  allHandlersFinished, condition, setCurrentDetails, setDefaultSignalHandler, setHandler, upsertSearchAttributes,
} from '@temporalio/workflow'; // prettier-ignore
import type { Refusal } from '../domain/errors.ts';
import { refusal } from '../domain/errors.ts';
import { currentStep, evolve, expiresAtMs, type Gate, type GateEvent } from '../domain/gate.ts';
import { decide, judgeInternal, type InternalCommand } from '../domain/judge.ts';
import type { CorrectionRequest, CorrectionView, Outcome } from '../domain/request.ts';
import * as contract from './contract.ts';
import { details, viewOf, type RefusedMessage } from './views.ts';

/** The state of one correction run and the handlers over it. */
export interface Desk {
  readonly gate: Gate;
  /** Does one of the run's own commands; answers the events that it came to. */
  act(command: InternalCommand): readonly GateEvent[];
  /** Shows the state where operators look: one upsert, and the current details. */
  show(): void;
  /** Ends the run: sets the outcome, lets every caller have its answer. Every way out comes through here. */
  close(outcome: Outcome): Promise<Outcome>;
  /** Gives every waiting caller the failure that is about to end the run. */
  fail(failure: ApplicationFailure): Promise<void>;
}

const refusalsKept = 20;

/** Builds state and handlers, before the first await: a buffered update runs inside `setHandler` (guides/temporal.md trap 4). */
export function openDesk(request: CorrectionRequest): Desk {
  let gate: Gate = { state: 'evaluating' };
  let failed: ApplicationFailure | undefined;
  const refused: RefusedMessage[] = [];

  const evolveAll = (events: readonly GateEvent[]): void => {
    for (const event of events) gate = evolve(gate, event);
  };
  const view = (): CorrectionView => viewOf(request, gate);
  /** What a caller is told once the gate is in none of these states. */
  const viewAfter = async (...states: readonly Gate['state'][]): Promise<CorrectionView> => {
    await condition(() => failed !== undefined || !states.includes(gate.state));
    if (failed) throw failed;
    return view();
  };
  const showDetails = (): void => setCurrentDetails(details(request, gate, refused));
  const note = (code: string): void => {
    refused.push({ code, atMs: Date.now() });
    if (refused.length > refusalsKept) refused.shift(); // bounded state: a flood of messages keeps only its tail
    showDetails();
  };
  /** Validator and handlers share this one judgement; it throws only ApplicationFailure, whose type is the code. */
  const judged = (message: unknown): readonly GateEvent[] => {
    const verdict = decide(gate, message, Date.now());
    if (!verdict.ok) throw failure(verdict.refusal);
    return verdict.events;
  };

  setHandler(contract.submitUpdate, () => viewAfter('evaluating'), {
    validator: (message) => whyNotSubmit(request, message),
    description: contract.descriptions.submit,
  });
  setHandler(
    contract.decideUpdate,
    async (decision) => {
      evolveAll(judged(decision)); // again: the validator does not run on replay and may not change anything
      showDetails();
      return viewAfter('applying', 'closing'); // the one whose decision ends the gate hears what was written
    },
    { validator: (decision) => void judged(decision), description: contract.descriptions.decide },
  );
  setHandler(
    contract.retryUpdate,
    () => {
      evolveAll(internal(gate, { kind: 'retry' }));
      return view();
    },
    { validator: () => void internal(gate, { kind: 'retry' }), description: contract.descriptions.retry },
  );
  setHandler(
    contract.decideSignal,
    (message) => {
      const verdict = decide(gate, message, Date.now());
      if (verdict.ok) evolveAll(verdict.events);
      else note(verdict.refusal.code);
    },
    { description: contract.descriptions.decideSignal },
  );
  setDefaultSignalHandler(() => note('UNKNOWN_COMMAND'));
  setHandler(contract.stateQuery, view, { description: contract.descriptions.state });

  return {
    get gate() {
      return gate;
    },
    act(command) {
      const events = internal(gate, command);
      evolveAll(events);
      return events;
    },
    show() {
      showDetails();
      upsertSearchAttributes(attributes(gate));
    },
    async close(outcome) {
      evolveAll(internal(gate, { kind: 'settled', outcome }));
      this.show();
      await condition(allHandlersFinished);
      return outcome;
    },
    async fail(failure) {
      failed = failure;
      await condition(allHandlersFinished);
    },
  };
}

function internal(gate: Gate, command: InternalCommand): readonly GateEvent[] {
  const verdict = judgeInternal(gate, command, Date.now());
  if (!verdict.ok) throw failure(verdict.refusal);
  return verdict.events;
}

/** One open correction per invoice: another request's submit is told whose turn it is, without an event in history. */
function whyNotSubmit(request: CorrectionRequest, message: unknown): void {
  const asked =
    typeof message === 'object' && message !== null && 'requestId' in message ? message.requestId : undefined;
  if (typeof asked !== 'string') throw failure(refusal('MALFORMED', { param: 'requestId' }));
  if (asked !== request.requestId)
    throw failure(refusal('PENDING_REQUEST_EXISTS', { detail: `It is ${request.requestId}.` }));
}

/** A "no" to a message; the gateway reads the refusal from the details. */
const failure = (no: Refusal): ApplicationFailure =>
  ApplicationFailure.create({
    type: no.code,
    message: no.message,
    nonRetryable: true,
    category: 'BENIGN',
    details: [no],
  });

/** What lists in the Temporal UI show; roles and due time only while people are waited for. */
function attributes(gate: Gate): Parameters<typeof upsertSearchAttributes>[0] {
  const { CorrectionState, ApprovalRoles, ApprovalDueAt } = contract.searchAttributes;
  const state = gate.state === 'closed' ? gate.outcome.state : gate.state;
  if (gate.state !== 'open') return [{ key: CorrectionState, value: state }];
  return [
    { key: CorrectionState, value: state },
    { key: ApprovalRoles, value: [...currentStep(gate).roles] },
    { key: ApprovalDueAt, value: new Date(expiresAtMs(gate)) },
  ];
}
