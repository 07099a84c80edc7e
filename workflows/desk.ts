import { ApplicationFailure } from '@temporalio/common';
import { allHandlersFinished, condition, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Refusal } from '../domain/errors.ts';
import { evolve } from '../domain/evolve.ts';
import { expiresAtMs } from '../domain/gate-clock.ts';
import { eligibleRoles, heldBy, type Ended, type Gate, type GateEvent } from '../domain/gate.ts';
import { judgeInternal, type InternalCommand } from '../domain/judge-internal.ts';
import type { Verdict } from '../domain/judge.ts';
import * as contract from './contract.ts';
import { details, stateOf, type Refusals, type Row } from './views.ts';

/** What a run is about, a correction or a version of the policy: its end is an `O`, and callers see it as a `V`. */
export interface Subject<O extends Ended, V> {
  readonly requestId: string;
  viewOf(gate: Gate<O>): V;
  /** What the current details say of it, above the gate and below. Ids of others are percent-encoded. */
  rowsOf(gate: Gate<O>): { readonly first: readonly Row[]; readonly last: readonly Row[] };
}

/** The state of one run; messages and the run's own story change it only by `act` and `take`. */
export interface Desk<O extends Ended = Ended, V = unknown> {
  readonly subject: Subject<O, V>;
  readonly gate: Gate<O>;
  readonly view: V;
  /** Does one of the run's own commands; answers the events that it came to. Throws the refusal. */
  act(command: InternalCommand<O>): readonly GateEvent<O>[];
  /** Takes what a judgement of a message came to. */
  take(events: readonly GateEvent<O>[]): void;
  /** How much of what was said the ledger has. */
  recorded: number;
  /** Keeps the code of a message that changed nothing. */
  note(code: string): void;
  /** Something may have written to what the plan is about. */
  hint(): void;
  readonly isHinted: boolean;
  /** Whether there was a hint since the last time. */
  takeHint(): boolean;
  /** The view once the gate is in none of these states, or the failure that ends the run. */
  viewAfter(...states: readonly Gate['state'][]): Promise<V>;
  /** Shows in the lists where operators look what is not shown there yet: one upsert. The current details follow by themselves. */
  show(): void;
  /** Ends the run: sets the outcome, lets every caller have its answer. Every good way out comes through here. */
  close(outcome: O): Promise<O>;
  /** Gives every waiting caller the failure that is about to end the run. */
  fail(failure: ApplicationFailure): Promise<void>;
}

const refusalsKept = 20;

/** An empty desk for a request that is being evaluated. */
export function openDesk<O extends Ended, V>(subject: Subject<O, V>): Desk<O, V> {
  let gate: Gate<O> = { state: 'evaluating' };
  let failed: ApplicationFailure | undefined;
  let shown = '';
  let wasDue = false;
  let hinted = false;
  const refused: Refusals = { last: [], counts: {} };
  const showDetails = (): void => setCurrentDetails(details(subject.rowsOf(gate), gate, refused));
  return {
    subject,
    recorded: 0,
    get isHinted() {
      return hinted;
    },
    hint() {
      hinted = true;
    },
    takeHint() {
      const was = hinted;
      hinted = false;
      return was;
    },
    get gate() {
      return gate;
    },
    get view() {
      return subject.viewOf(gate);
    },
    act(command) {
      const events = eventsOf(judgeInternal(gate, command, Date.now()));
      this.take(events);
      return events;
    },
    take(events) {
      for (const event of events) gate = evolve(gate, event);
      if (events.some(({ kind }) => kind === 'rejoined')) this.recorded = heldBy(gate)?.log.length ?? 0;
      if (events.length > 0) showDetails();
    },
    note(code) {
      refused.last.push(code);
      if (refused.last.length > refusalsKept) refused.last.shift(); // bounded state: a flood of messages keeps only its tail
      refused.counts[code] = (refused.counts[code] ?? 0) + 1;
      showDetails();
    },
    async viewAfter(...states) {
      await condition(() => failed !== undefined || !states.includes(gate.state));
      if (failed) throw failed;
      return subject.viewOf(gate);
    },
    show() {
      const next = attributes(gate, wasDue);
      const key = shownAs(gate);
      if (key === shown) return;
      upsertSearchAttributes(next);
      shown = key;
      wasDue = gate.state === 'open' || gate.state === 'outdated';
    },
    async close(outcome) {
      this.act({ kind: 'settled', outcome });
      // Applied at once is what nearly every run comes to: the lists tell it by the missing state, and no upsert is spent.
      if (shown !== '' || outcome.state !== 'applied') this.show();
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
export function eventsOf<O extends Ended>(verdict: Verdict<O>): readonly GateEvent<O>[] {
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

/** What has to be shown again when it is another: a step that opens or escalates, another revision, another state. */
const shownAs = (gate: Gate<Ended>): string =>
  gate.state === 'open' ? `open ${gate.revision} ${gate.step} ${gate.escalated}` : gate.state === 'closed' ? gate.outcome.state : gate.state; // prettier-ignore

/** What lists in the Temporal UI show; roles and due time only while people are waited for. */
function attributes(gate: Gate<Ended>, wasDue: boolean): Parameters<typeof upsertSearchAttributes>[0] {
  const { CorrectionState, ApprovalRoles, ApprovalDueAt } = contract.searchAttributes;
  const state = { key: CorrectionState, value: stateOf(gate) };
  if (gate.state === 'open' || gate.state === 'outdated')
    return [
      state,
      // Nobody can sign a plan that no longer fits: the requester is waited for.
      { key: ApprovalRoles, value: gate.state === 'open' ? [...eligibleRoles(gate)] : null },
      { key: ApprovalDueAt, value: new Date(expiresAtMs(gate)) },
    ];
  // Nobody is waited for any more: a list of what is due must not show it.
  return wasDue ? [state, { key: ApprovalRoles, value: null }, { key: ApprovalDueAt, value: null }] : [state];
}
