import { encodeId } from '../../domain/canonical.ts';
import type { Refusal } from '../../domain/errors.ts';
import { nextOf } from '../console/refusals.tsx';
import type { Viewer } from '../console/viewer.ts';
import { Backtest } from './policy-backtest.tsx';
import { placeText, PolicyDiff } from './policy-diff.tsx';
import { placeOf, type PolicyFields } from './policy-fields.ts';
import { ProposalForm } from './policy-form.tsx';
import { Grid } from './policy-grid.tsx';
import { keptText } from './policy-kept.ts';
import { Refused } from './policy-refused.tsx';
import type { Tried } from './policy-try.ts';

interface Props {
  readonly viewer: Viewer;
  readonly tried: Tried;
  readonly next: string;
  /** Why it was not proposed. */
  readonly refused?: readonly Refusal[];
  /** Something differs from what was tried last. */
  readonly isChanged?: boolean;
}

/** Where a version is proposed. */
export const proposePath = '/policy/propose';

/** To propose a version: what it would do once it was tried, and the form. */
export const ProposePage = ({ viewer, tried, next, refused = [], isChanged = false }: Props) => (
  <>
    <p class="crumbs">
      <a href="/policy">Policy</a>
    </p>
    <h1>Propose a change of the policy</h1>
    <p>
      It becomes version {next} in the place of version{' '}
      <a href={`/policy/${encodeId(tried.base)}`}>{tried.base}</a>, when an owner of the policy and then a controller have signed it.
      Whoever proposes it signs neither.
    </p>
    <Refused title="It was not proposed" refused={refused} viewer={viewer} goTo={proposePath} kept={tried.policy && keptText(tried.policy, tried.draft.reason)} />
    {isChanged && (
      <div class="note" role="alert">
        <p>It differs from what you tried last, so it is tried again and nothing was proposed. Look at it, then propose it.</p>
      </div>
    )}
    <Result viewer={viewer} tried={tried} next={next} />
    <ProposalForm viewer={viewer} tried={tried} next={next} />
  </>
); // prettier-ignore

const Result = ({ viewer, tried: { base, policy, findings, diff, report, draft }, next }: Pick<Props, 'viewer' | 'tried' | 'next'>) => {
  const { formats } = viewer;
  if (findings.length === 0 && !diff) return null;
  return (
    <section class="sheet" id="result">
      <h2>What it would do</h2>
      {findings.length > 0 && (
        <div class="note bad" role="alert">
          <p>
            <strong>It cannot be proposed like this.</strong> What you typed is below; correct it and try it again.
          </p>
          <Findings findings={findings} placed={(param) => placeOf(policy, param)} fields={draft.fields} />
        </div>
      )}
      {diff && (
        <>
          <h3>What changes</h3>
          <PolicyDiff from={base} to={next} diff={diff} formats={formats} />
        </>
      )}
      {report && (
        <>
          <h3>What past decisions would have come to</h3>
          <Backtest report={report} viewer={viewer} />
        </>
      )}
    </section>
  );
}; // prettier-ignore

interface FindingsProps {
  readonly findings: readonly Refusal[];
  readonly placed: (param: string) => string;
  /** Those of a form on the same page, to lead there. */
  readonly fields?: PolicyFields;
}

/** Every finding with the place that it is about, and what to do. */
export const Findings = ({ findings, placed, fields = {} }: FindingsProps) => (
  <Grid
    caption={findings.length === 1 ? 'One finding' : `${findings.length} findings`}
    columns={[{ title: 'Where' }, { title: 'What is wrong' }]}
    rows={findings.map(({ code, message, param = '(root)' }) => {
      const place = placed(param);
      const where = place === '(root)' ? 'The whole policy' : placeText(place);
      const id = fieldOf(place, fields);
      return [
        id === undefined ? where : <a href={`#${id}`}>{where}</a>,
        <>
          {message} {nextOf(code)} <span class="code line">{code}</span>
        </>,
      ];
    })}
  />
);

/** The part of the form that a finding is about; the text where it has no field of its own. */
function fieldOf(place: string, fields: PolicyFields): string | undefined {
  if (Object.keys(fields).length === 0) return undefined;
  const name = place.replace('.steps.', '/').replace('.perUnit.', '/').replaceAll('.', '/');
  if (fields[name] !== undefined && !name.startsWith('ladder/')) return name;
  const [list = '', level = '', step = ''] = name.split('/');
  if (list === 'ladder' && Object.keys(fields).some((one) => one.startsWith(`ladder/${level}/${step}/`))) return `ladder/${level}/${step}`; // prettier-ignore
  if (list === 'bands' || list === 'rates') return list;
  return 'text';
}
