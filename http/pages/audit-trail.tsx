import type { ExportedChain } from '../../domain/audit-file.ts';
import { bodyIfAny, type AuditBody, type AuditEntry } from '../../domain/audit.ts';
import { errors } from '../../domain/errors.ts';
import { requestHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Moment } from '../console/parts.tsx';
import type { Verified } from '../verified.ts';

const rowsMax = 50;

interface TrailOf {
  readonly trail: Verified;
  /** The entry that the page before ended with. */
  readonly before: number | undefined;
  readonly formats: Formats;
}

export const Trail = ({ trail, before = Infinity, formats }: TrailOf) => {
  const { documentId, documents } = trail.bundle;
  const chain = documents.find((one) => one.documentId === documentId);
  const entries = (chain?.entries ?? []).toReversed().filter(({ seq }) => seq < before);
  const shown = entries.slice(0, rowsMax);
  const of = encodeURIComponent(documentId);
  return (
    <>
      <h2>
        Trail of <a href={`/invoices/${of}`}>{documentId}</a>
      </h2>
      <Verdict trail={trail} formats={formats} />
      <p class="actions">
        <a class="button second" href={`/audit/export?of=${of}`}>
          Download the trail
        </a>
        <span class="hint">
          An auditor checks it far from here: <code>countersign audit verify --file … --keys …</code>
        </span>
      </p>
      <ol class="timeline" reversed>
        {shown.map((entry) => (
          <Entry entry={entry} formats={formats} />
        ))}
      </ol>
      {entries.length > rowsMax && (
        <p class="actions">
          <a class="button second" rel="next" href={`/audit?of=${of}&before=${shown.at(-1)?.seq}`}>
            Older entries
          </a>
        </p>
      )}
      <Linked chains={documents.filter((one) => one.documentId !== documentId)} />
    </>
  );
};

/** Whether everything fits, and what was looked at; or each thing that does not. */
const Verdict = ({ trail: { bundle, findings, checkpoint }, formats }: Omit<TrailOf, 'before'>) => {
  const { documents, requests, documentId } = bundle;
  const head = documents.find((one) => one.documentId === documentId)?.head;
  const entries = documents.reduce((sum, one) => sum + one.entries.length, 0);
  const decisions = requests.reduce((sum, { log }) => sum + log.length, 0);
  const looked = `${counted(entries, 'entry', 'entries')} of ${counted(documents.length, 'document', 'documents')}, ${counted(requests.length, 'request', 'requests')}, ${counted(decisions, 'signed decision', 'signed decisions')}`; // prettier-ignore
  if (findings.length > 0)
    return (
      <section class="note bad" role="alert" aria-labelledby="verdict">
        <h3 id="verdict">Broken: {counted(findings.length, 'thing does', 'things do')} not fit</h3>
        <ul>
          {findings.map(({ where, text }) => (
            <li>
              <strong>{where}</strong>: {text}
            </li>
          ))}
        </ul>
        <p>Looked at {looked}. {errors.CHAIN_BROKEN.next}</p>
      </section>
    ); // prettier-ignore
  return (
    <section class="note good" role="status" aria-labelledby="verdict">
      <h3 id="verdict">Verified: {looked}</h3>
      <p>
        Head <Hash of={head?.hash ?? ''} />, entry {head?.seq}.{' '}
        {checkpoint ? (
          <>
            Signed checkpoint of <Moment at={checkpoint.atMs} formats={formats} /> up to entry {checkpoint.seq}.
          </>
        ) : (
          'No checkpoint names it yet.'
        )}{' '}
        Checked by <a href="/audit/keys">the keys that this deployment publishes</a>.
      </p>
    </section>
  );
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Enough of a hash to compare by eye; all of it on hover, and in the download. */
export const Hash = ({ of }: { readonly of: string }) => (
  <code title={of}>
    {of.slice(0, 8)}…{of.slice(-8)}
  </code>
);

const deeds: Partial<Record<AuditBody['deed'], string>> = {
  requested: 'asked for a correction',
  voted: 'signed',
  retracted: 'took the signature back',
  revised: 'made another plan',
  reevaluated: 'had it judged again',
  applied: 'applied the correction',
  created: 'made by a correction',
  payment_recorded: 'recorded a payment',
  payment_unlinked: 'unlinked a payment',
  payment_reversed: 'reversed a payment',
  payout_confirmed: 'confirmed a payout',
  payout_failed: 'noted a failed payout',
};

const Entry = ({ entry, formats }: { readonly entry: AuditEntry; readonly formats: Formats }) => {
  const body = bodyIfAny(entry);
  return (
    <li value={String(entry.seq)}>
      {body ? (
        <p>
          <strong>{body.actor}</strong> {deeds[body.deed] ?? body.deed}
          {body.reason !== undefined && <>: {body.reason}</>}
          {body.detail !== undefined && <span class="detail"> {body.detail}</span>}
        </p>
      ) : (
        <p>
          <strong>This entry cannot be read.</strong>
        </p>
      )}
      <p class="hint">
        {body && <Moment at={body.at} formats={formats} />}
        {body?.requestId !== undefined && (
          <>
            {' · '}
            <a href={requestHref(body.requestId)}>{body.requestId}</a>
          </>
        )}
        {body?.version !== undefined && ` · version ${body.version}`} · <Hash of={entry.hash} /> after{' '}
        <Hash of={entry.prevHash} />
      </p>
    </li>
  );
};

const Linked = ({ chains }: { readonly chains: readonly ExportedChain[] }) =>
  chains.length === 0 ? null : (
    <section class="sheet" aria-labelledby="linked">
      <h2 id="linked">Documents that it is linked with</h2>
      <ul>
        {chains.map(({ documentId, entries, head }) => (
          <li>
            <a href={`/audit?of=${encodeURIComponent(documentId)}`}>{documentId}</a>, {counted(entries.length, 'entry', 'entries')}, head{' '}
            <Hash of={head.hash} />
          </li>
        ))}
      </ul>
    </section>
  ); // prettier-ignore
