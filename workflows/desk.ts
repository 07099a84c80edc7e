import { ApplicationFailure } from '@temporalio/common';
import { allHandlersFinished, condition, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Refusal } from '../domain/errors.ts';
import { currentStep, evolve, expiresAtMs, type Gate, type GateEvent } from '../domain/gate.ts';
import { judgeInternal, type InternalCommand, type Verdict } from '../domain/judge.ts';
import type { CorrectionRequest, CorrectionView, Outcome } from '../domain/request.ts';
import * as contract from './contract.ts';
import { details, viewOf, type RefusedMessage } from './views.ts';

/** The state of one correction run; messages and the run's own story change it only by `act` and `take`. */
export interface Desk {
  readonly request: CorrectionRequest;
  readonly gate: Gate;
  readonly view: CorrectionView;
  /** Does one of the run's own commands; answers the events that it came to. Throws the refusal. */
  act(command: InternalCommand): readonly GateEvent[];
  /** Takes what a judgement of a message came to. */
  take(events: readonly GateEvent[]): void;
  /** Keeps the code of a message that changed nothing. */
  note(code: string): void;
  /** The view once the gate is in none of these states, or the failure that ends the run. */
  viewAfter(...states: readonly Gate['state'][]): Promise<CorrectionView>;
  /** Shows the state in the lists where operators look: one upsert. The current details follow every change by themselves. */
  show(): void;
  /** Ends the run: sets the outcome, lets every caller have its answer. Every good way out comes through here. */
  close(outcome: Outcome): Promise<Outcome>;
  /** Gives every waiting caller the failure that is about to end the run. */
  fail(failure: ApplicationFailure): Promise<void>;
}

const refusalsKept = 20;

/** An empty desk for a request that is being evaluated. */
export function openDesk(request: CorrectionRequest): Desk {
  let gate: Gate = { state: 'evaluating' };
  let failed: ApplicationFailure | undefined;
  let shown: Gate['state'] | undefined;
  const refused: RefusedMessage[] = [];
  const showDetails = (): void => setCurrentDetails(details(request, gate, refused));
  return {
    request,
    get gate() {
      return gate;
    },
    get view() {
      return viewOf(request, gate);
    },
    act(command) {
      const events = eventsOf(judgeInternal(gate, command, Date.now()));
      this.take(events);
      return events;
    },
    take(events) {
      for (const event of events) gate = evolve(gate, event);
      if (events.length > 0) showDetails();
    },
    note(code) {
      refused.push({ code, atMs: Date.now() });
      if (refused.length > refusalsKept) refused.shift(); // bounded state: a flood of messages keeps only its tail
      showDetails();
    },
    async viewAfter(...states) {
      await condition(() => failed !== undefined || !states.includes(gate.state));
      if (failed) throw failed;
      return viewOf(request, gate);
    },
    show() {
      upsertSearchAttributes(attributes(gate, shown === 'open'));
      shown = gate.state;
    },
    async close(outcome) {
      this.act({ kind: 'settled', outcome });
      // Applied at once is what nearly every run comes to: the lists tell it by the missing state, and no upsert is spent.
      if (shown !== undefined || outcome.state !== 'applied') this.show();
      await condition(allHandlersFinished);
      return outcome;
    },
    async fail(failure) {
      failed = failure;
      await condition(allHandlersFinished);
    },
  };
}

/** The events of a judgement; a refusal is thrown as the only thing that handlers may throw. */
export function eventsOf(verdict: Verdict): readonly GateEvent[] {
  if (!verdict.ok) throw failureOf(verdict.refusal);
  return verdict.events;
}

/** A "no" to a message: its type is the code, and the gateway reads the refusal from the details. */
export const failureOf = (no: Refusal): ApplicationFailure =>
  ApplicationFailure.create({
    type: no.code,
    message: no.message,
    nonRetryable: true,
    category: 'BENIGN',
    details: [no],
  });

/** What lists in the Temporal UI show; roles and due time only while people are waited for. */
function attributes(gate: Gate, wasOpen: boolean): Parameters<typeof upsertSearchAttributes>[0] {
  const { CorrectionState, ApprovalRoles, ApprovalDueAt } = contract.searchAttributes;
  const state = { key: CorrectionState, value: gate.state === 'closed' ? gate.outcome.state : gate.state };
  if (gate.state === 'open')
    return [
      state,
      { key: ApprovalRoles, value: [...currentStep(gate).roles] },
      { key: ApprovalDueAt, value: new Date(expiresAtMs(gate)) },
    ];
  // Nobody is waited for any more: a list of what is due must not show it.
  return wasOpen ? [state, { key: ApprovalRoles, value: null }, { key: ApprovalDueAt, value: null }] : [state];
}
