import { z } from 'zod';
import { jsonText } from '../../client/answer.ts';
import { checkpointHash } from '../../domain/checkpoint.ts';
import { errors, isErrorCode, Refused } from '../../domain/errors.ts';
import type { CheckpointRecord, SecurityEventRecord } from '../../store/approval-records.ts';
import { checkpointPage, findCheckpoint } from '../../store/checkpoints.ts';
import { securityEvents } from '../../store/security-events.ts';
import { requireOneOf } from '../authenticate.ts';
import { signCheckpoint, watchers } from '../audit.ts';
import type { Formats } from '../console/formats.ts';
import { page, type Page } from '../console/page.tsx';
import { Csrf, Empty, Moment, Pager } from '../console/parts.tsx';
import { idMax, type Deps } from '../context.ts';
import { Hash } from './audit-trail.tsx';
import { AuditTabs } from './audit.tsx';

const rowsMax = 50;
const after = z.string().max(idMax).optional();
const nextOf = (rows: readonly { readonly _id: string }[]): string | undefined =>
  rows.length === rowsMax ? rows.at(-1)?._id : undefined;

/** Signed heads of the chains, and messages that did not come through the gateway; for auditors and operators. */
export const auditWatchPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/audit/checkpoints', caller: 'person', query: z.strictObject({ after }) }).shownBy(async ({ viewer, query }) => {
    await requireOneOf(deps, viewer.principal, watchers);
    const rows = await checkpointPage(deps.store, { limit: rowsMax, before: query.after });
    const body = (
      <>
        <h1>Checkpoints</h1>
        <AuditTabs path="/audit/checkpoints" />
        <p>
          A checkpoint signs the heads of all chains that moved. Keep a copy of the newest one where the operators cannot write: from
          then on nothing before it can be rewritten without being found.
        </p>
        <form method="post" action="/audit/checkpoints" class="actions">
          <Csrf viewer={viewer} />
          <button>Sign what has moved</button>
        </form>
        {rows.length === 0 ? (
          <Empty title="No checkpoint yet">
            <p>One is written after a decision, or when you sign what has moved.</p>
          </Empty>
        ) : (
          <Checkpoints rows={rows} formats={viewer.formats} />
        )}
        <Pager path="/audit/checkpoints" query={{}} next={nextOf(rows)} />
      </>
    );
    return { title: 'Checkpoints', body };
  }),
  page({ method: 'post', path: '/audit/checkpoints', caller: 'person', form: z.strictObject({}) }).shownBy(async ({ viewer }) => {
    await requireOneOf(deps, viewer.principal, watchers);
    await signCheckpoint(deps);
    return { goTo: '/audit/checkpoints' };
  }),
  page({ method: 'get', path: '/audit/checkpoints/:id', caller: 'person', params: z.strictObject({ id: z.string() }) }).shownBy(
    async ({ viewer, params: { id } }) => {
      await requireOneOf(deps, viewer.principal, watchers);
      const found = await findCheckpoint(deps.store, id);
      if (!found) throw new Refused('NOT_FOUND');
      const { text, signature } = found;
      return { file: { name: `checkpoint-${found._id}.json`, type: 'application/json', text: jsonText({ text, signature }) } };
    },
  ),
  page({ method: 'get', path: '/audit/security-events', caller: 'person', query: z.strictObject({ after }) }).shownBy(
    async ({ viewer, query }) => {
      await requireOneOf(deps, viewer.principal, watchers);
      const rows = await securityEvents(deps.store, { limit: rowsMax, before: query.after });
      const body = (
        <>
          <h1>Security events</h1>
          <AuditTabs path="/audit/security-events" />
          <p>Messages that did not come through the gateway. They were refused, and nothing was changed by them.</p>
          {rows.length === 0 ? (
            <Empty title="Nothing was noted">
              <p>Every message so far came through the gateway.</p>
            </Empty>
          ) : (
            <Events rows={rows} formats={viewer.formats} />
          )}
          <Pager path="/audit/security-events" query={{}} next={nextOf(rows)} />
        </>
      );
      return { title: 'Security events', body };
    },
  ),
]; // prettier-ignore

const Checkpoints = ({ rows, formats }: { readonly rows: readonly CheckpointRecord[]; readonly formats: Formats }) => (
  <div class="scroll" tabindex={0} role="region" aria-label="Checkpoints">
    <table>
      <caption>Newest first</caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Signed</th>
          <th scope="col" class="number">
            Documents
          </th>
          <th scope="col">Hash</th>
          <th scope="col">Copy</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ _id, at, documentIds, text }) => (
          <tr>
            <th scope="row">{Number(_id)}</th>
            <td>
              <Moment at={at} formats={formats} />
            </td>
            <td class="number">{formats.count(documentIds.length)}</td>
            <td>
              <Hash of={checkpointHash(text)} />
            </td>
            <td>
              <a href={`/audit/checkpoints/${_id}`}>
                Download<span class="visually-hidden"> number {Number(_id)}</span>
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const kinds: Readonly<Record<SecurityEventRecord['kind'], string>> = {
  raw_update: 'an update that the gateway did not send',
  raw_signal: 'a signal that the gateway did not send',
  unsigned_intake: 'a request that the gateway did not take in',
};

const Events = ({ rows, formats }: { readonly rows: readonly SecurityEventRecord[]; readonly formats: Formats }) => (
  <div class="scroll" tabindex={0} role="region" aria-label="Security events">
    <table>
      <caption>Newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Refused because</th>
          <th scope="col">About</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ at, kind, code, requestId, workflowId }) => (
          <tr>
            <td>
              <Moment at={at} formats={formats} />
            </td>
            <td>{kinds[kind]}</td>
            <td>
              {isErrorCode(code) && errors[code].summary} <span class="code">{code}</span>
            </td>
            <td class="number-text">{requestId ?? workflowId}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
