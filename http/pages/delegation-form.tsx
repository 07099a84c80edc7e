import { isApprover } from '../../domain/directory.ts';
import type { Principal } from '../../domain/principal.ts';
import { Csrf } from '../console/parts.tsx';
import { listIn, textIn, type Typed } from '../console/typed.ts';
import type { Viewer } from '../console/viewer.ts';
import { KindBoxes } from './person-form.tsx';

interface Form {
  readonly form: Typed;
  readonly viewer: Viewer;
  /** The currency of ceilings. */
  readonly base: string;
  readonly people: readonly Principal[];
  /** The field that was refused. */
  readonly wrong?: string | undefined;
}

/** While I am away: who signs for me, from when until when, and for what. Times are on the viewer's clock. */
export const AwayForm = ({ form, viewer, base, people, wrong }: Form) => {
  const { principal, formats } = viewer;
  if (!isApprover(principal)) return <p class="hint">You have no role that signs, so there is nothing to lend.</p>;
  const requestId = textIn(form, 'requestId');
  const marked = (name: string) => (wrong === name ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'refused' } : {});
  return (
    <form method="post" action="/delegations" class="sheet" aria-labelledby="away">
      <Csrf viewer={viewer} />
      <h2 id="away">{requestId === undefined ? 'While I am away' : `For one step of ${requestId}`}</h2>
      {requestId !== undefined && <input type="hidden" name="requestId" value={requestId} />}
      <div class="columns">
        <div>
          <label>
            Who signs for me
            <input name="to" value={textIn(form, 'to')} list="persons" required autocomplete="off" autocapitalize="none" {...marked('to')} />
          </label>
          <datalist id="persons">
            {people.map(({ id, type, unit }) => (type === 'person' && id !== principal.id ? <option value={id}>{unit}</option> : null))}
          </datalist>
          <label>
            From
            <input type="datetime-local" name="from" value={textIn(form, 'from')} {...marked('from')} />
            <small>{formats.zone}; empty: from now on</small>
          </label>
          <label>
            Until
            <input type="datetime-local" name="until" value={textIn(form, 'until')} required={requestId === undefined} {...marked('until')} />
            <small>{formats.zone}{requestId === undefined ? '' : '; empty: until the step is over'}</small>
          </label>
        </div>
        <div>
          <label>
            Up to, in {base}
            <input name="ceiling" value={textIn(form, 'ceiling')} inputmode="decimal" {...marked(wrong === 'ceilingMinor' ? 'ceilingMinor' : 'ceiling')} />
            <small>as 5000.00, inclusive; empty: as much as you may sign</small>
          </label>
          <KindBoxes name="kinds" chosen={listIn(form, 'kinds')} legend="Kinds" />
        </div>
      </div>
      <p class="hint">
        For every request that is open meanwhile the two of you count as one person: neither signs what the other asked for, and
        together you fill one place.
      </p>
      <p class="actions">
        <button>Let them sign for me</button>
      </p>
    </form>
  );
}; // prettier-ignore
