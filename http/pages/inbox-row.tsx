import type { Child } from 'hono/jsx';
import { correctionRunUrl, type TemporalUi } from '../../client/ui-links.ts';
import { votesOfStep, type Gate } from '../../domain/gate.ts';
import { waitingFor } from '../../domain/gate-view.ts';
import { reasonText } from '../../domain/request.ts';
import type { CorrectionRecord } from '../../store/approval-records.ts';
import { requestHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Away, Badge } from '../console/parts.tsx';
import { gateOf, viewOf } from '../view.ts';
import { amountsOf, deedOf, standingOf } from './inbox-words.ts';

interface Props {
  readonly record: CorrectionRecord;
  /** The buyer's name, where there is a document. */
  readonly customer: string | undefined;
  readonly formats: Formats;
  readonly nowMs: number;
  readonly ui: TemporalUi | undefined;
  /** What it is chosen by, where it can be. */
  readonly pick?: Child;
  /** What stands below: why it cannot be chosen, by whose right it may be signed. */
  readonly note?: string | undefined;
}

/** One request: what is asked for and how much, by whom and why, how far it is, and when it is due. */
export const RequestRow = ({ record, customer, formats, nowMs, ui, pick, note }: Props) => {
  const { _id, request, invoiceId, receivedAt } = record;
  const { amount, of } = amountsOf(record, formats);
  const deed = deedOf(record);
  return (
    <li class="request-row">
      {pick}
      <h2>
        <a href={requestHref(_id)}>{deed}</a>
      </h2>
      <p class="money">
        {amount !== undefined && <strong>{amount}</strong>} {of !== undefined && <small>of {of}</small>}
      </p>
      <div class="what">
        <p>
          {customer !== undefined && <>{customer}, </>}
          asked by {request.requester.id} <Away at={receivedAt} formats={formats} nowMs={nowMs} />: {reasonText(request.reason)}
        </p>
        <Why record={record} />
        {note !== undefined && <p class="hint">{note}</p>}
      </div>
      <div class="progress">
        <Progress record={record} formats={formats} nowMs={nowMs} />
        {ui && (
          <p class="run">
            <a href={correctionRunUrl(ui, invoiceId)} rel="noreferrer">
              Run in Temporal<span class="visually-hidden"> of {deed}</span>
            </a>
          </p>
        )}
      </div>
    </li>
  );
}; // prettier-ignore

/** Why people must look at it; and when it is over, how it ended. */
const Why = ({ record }: Pick<Props, 'record'>) =>
  record.outcome ? (
    <p>{standingOf(record.outcome)}</p>
  ) : (
    <p class="hint">
      {record.state === 'open' ? record.opening?.why.join('; ') : standingOf(viewOf(record, record.receivedAt.getTime()))}
    </p>
  ); // prettier-ignore

const Progress = ({ record, formats, nowMs }: Pick<Props, 'record' | 'formats' | 'nowMs'>) => {
  const { state, dueAt, revision = 1, outcome } = record;
  const gate = gateOf(record, nowMs);
  const isEscalated = (gate.state === 'open' || gate.state === 'outdated') && gate.escalated;
  const isOverdue = !outcome && dueAt !== undefined && dueAt.getTime() < nowMs;
  const badges = [
    ...(state === 'open' ? [] : [state]),
    ...(isOverdue ? ['overdue'] : []),
    ...(isEscalated ? ['escalated'] : []),
    ...(revision > 1 ? [`revision ${revision}`] : []),
  ];
  return (
    <>
      {!outcome && dueAt && (
        <p class="due">
          {isOverdue ? 'Was due ' : 'Due '}
          <Away at={dueAt} formats={formats} nowMs={nowMs} />
        </p>
      )}
      {badges.length > 0 && (
        <p class="badges">
          {badges.map((badge) => (
            <Badge state={badge} />
          ))}
        </p>
      )}
      {(gate.state === 'open' || gate.state === 'outdated') && <p class="hint">{stepText(gate)}</p>}
    </>
  );
};

/** `review: 0 of 1 signed`, `step 2 of 2, release: 1 of 2 signed`. */
function stepText(gate: Extract<Gate, { state: 'open' | 'outdated' }>): string {
  const { step, steps, stepName, quorum } = waitingFor(gate);
  return `${steps > 1 ? `step ${step + 1} of ${steps}, ` : ''}${stepName}: ${votesOfStep(gate).length} of ${quorum} signed`;
}
