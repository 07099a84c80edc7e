import { bodyOfEntry, type AuditBody } from '../../domain/audit.ts';
import type { DocumentContent } from '../../domain/document.ts';
import { fieldChanges } from '../../domain/field-changes.ts';
import { isSame } from '../../domain/update-header.ts';
import type { AuditRecord, VersionRecord } from '../../store/records.ts';
import { requestHref } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Moment } from '../console/parts.tsx';
import { Becomes, Scroll } from './plan-marks.tsx';

interface Props {
  readonly formats: Formats;
  /** Where older ones are. */
  readonly older: string | undefined;
}

/** Whether requests may be seen that are none of the viewer's own: why somebody asked, and where to read it. */
interface Sees {
  readonly sees: boolean;
}

/** Everything that happened to the document, the newest first, as its audit chain tells it. */
export const Timeline = ({
  entries,
  sees,
  formats,
  older,
}: Props & Sees & { readonly entries: readonly AuditRecord[] }) => (
  <>
    <ol class="timeline" reversed>
      {entries.map((entry) => (
        <Happened body={bodyOfEntry(entry)} sees={sees} formats={formats} />
      ))}
    </ol>
    <Older href={older} />
  </>
);

const Happened = ({ body, sees, formats }: Sees & { readonly body: AuditBody; readonly formats: Formats }) => {
  const { deed, actor, at, requestId, reason, detail, version } = body;
  return (
    <li value={body.seq}>
      <strong>{deedWords[deed]}</strong> by {actor}, <Moment at={at} formats={formats} />
      {version !== undefined && `, version ${version}`}
      {sees && reason !== undefined && <span class="said">Reason: {reason}</span>}
      {sees && detail !== undefined && <span class="said">{detail}</span>}
      {sees && requestId !== undefined && (
        <span class="said">
          Request <a href={requestHref(requestId)}>{requestId}</a>
        </span>
      )}
    </li>
  );
};

const deedWords: Readonly<Record<AuditBody['deed'], string>> = {
  imported: 'Imported',
  requested: 'Correction asked for',
  voted: 'Signed',
  retracted: 'Signature taken back',
  revised: 'Request revised',
  reevaluated: 'Request judged again',
  applied: 'Correction applied',
  created: 'Created',
  refused: 'Correction refused by rule',
  rejected: 'Correction rejected',
  withdrawn: 'Request withdrawn',
  expired: 'Request expired',
  stale: 'Not applied, since the document had moved',
  linked: 'Linked',
  drafted: 'Drafted',
  edited: 'Edited',
  finalised: 'Finalised',
  discarded: 'Discarded',
  payment_recorded: 'Payment recorded',
  payment_unlinked: 'Payment unlinked',
  payment_reversed: 'Payment reversed',
  payout_confirmed: 'Payout confirmed',
  payout_failed: 'Payout failed',
};

/** Of one version; the whole content stands in `GET /v1/invoices/{id}/versions`. */
const changesMax = 12;
const lettersMax = 200;

/** What the document was before its changes in place, the newest first, each with what the change made of it. */
export const Versions = ({ versions, now, formats, older, sees }: Sees & Props & {
  readonly versions: readonly VersionRecord[];
  /** What followed the first of them. */
  readonly now: DocumentContent;
}) => (
  <>
    {versions.length === 0 && <p class="hint">It was never changed in place: there is none.</p>}
    {versions.map((one, index) => (
      <section class="version">
        <h3>Version {one.version}</h3>
        <p class="hint">
          Until <Moment at={one.replacedAt} formats={formats} />, changed by {one.replacedBy}
          {sees && one.requestId !== undefined && <>, request <a href={requestHref(one.requestId)}>{one.requestId}</a></>}. Content{' '}
          <span class="code">{one.contentHash.slice(0, 12)}</span>
        </p>
        <Changes was={one.content} now={versions[index - 1]?.content ?? now} formats={formats} label={`What followed version ${one.version}`} />
      </section>
    ))}
    <Older href={older} />
  </>
); // prettier-ignore

const Changes = ({ was, now, formats, label }: { readonly was: DocumentContent; readonly now: DocumentContent; readonly formats: Formats; readonly label: string }) => {
  const changes = fieldChanges(changeBetween(was, now), was, was.currency, (minor, currency) => formats.amount(minor, currency));
  const told = (text: string): string | undefined => (text === '-' ? undefined : text.length > lettersMax ? `${text.slice(0, lettersMax - 1)}…` : text);
  return (
    <Scroll label={label}>
      <table>
        <caption>{label}{changes.length > changesMax && `, the first ${changesMax} of ${formats.count(changes.length)} fields`}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, changesMax).map(([field, before, after]) => (
            <tr>
              <th scope="row">{field}</th>
              <td><Becomes was={told(before)} now={told(after)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}; // prettier-ignore

/** One content beside the next, in the form of a change in place. */
function changeBetween(was: DocumentContent, now: DocumentContent) {
  const fields = Object.keys({ ...was, ...now }) as (keyof DocumentContent)[];
  const changed = fields.filter((field) => !isSame(was[field], now[field]));
  return {
    set: Object.fromEntries(changed.filter((field) => now[field] !== undefined).map((field) => [field, now[field]])),
    cleared: changed.filter((field) => now[field] === undefined),
  };
}

const Older = ({ href }: { readonly href: string | undefined }) =>
  href === undefined ? null : (
    <p class="actions">
      <a class="button second" rel="next" href={href}>
        Older
      </a>
    </p>
  );
