import { z } from 'zod';
import { bulkMax } from '../../domain/bulk.ts';
import { commentMax } from '../../domain/decision.ts';
import { refusal, Refused } from '../../domain/errors.ts';
import { isClosed } from '../../domain/request.ts';
import { buyerNames } from '../../store/queries.ts';
import { chosenOf, decideMany, type BulkCommand, type Chosen } from '../bulk.ts';
import { confirmTokenFor } from '../console/confirm.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Choose, Csrf, Empty } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import { SignInAgain } from '../console/sign-in.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Ctx, Deps } from '../context.ts';
import { statusOf } from '../problems.ts';
import { text } from '../schemas/scalars.ts';
import { isFresh, requireFreshSignIn } from '../step-up.ts';
import { ChosenRows, Totals, totalsText } from './inbox-chosen.tsx';
import { Verdicts } from './inbox-verdicts.tsx';
import { countText } from './inbox-words.ts';
import { rejectPresets } from './request-words.ts';

/** A token is signed text of about 700 characters. */
const tokenMax = 2_000;
const command = z.enum(['approve', 'reject']);
/** A box that is chosen alone comes as one text, several as a list. */
const several = (max: number) =>
  z.union([text(max).transform((one) => [one]), z.array(text(max))]).default([]); // prettier-ignore

/** Room for a preset before what is typed. */
const typedMax = commentMax - Math.max(...rejectPresets.map(({ length }) => length)) - 1;

const chosenForm = z.strictObject({ command, id: several(200) });
const decideForm = z.strictObject({
  command,
  token: several(tokenMax),
  preset: z.enum(rejectPresets).optional(),
  comment: text(typedMax).optional(),
});

/** Many decisions with one look: a page that asks again, then one that says what became of each (approvals.md section 9). */
export const bulkPages = (deps: Deps): readonly Page[] => [
  page({ method: 'post', path: '/inbox/bulk', caller: 'person', form: chosenForm }).shownBy(
    async ({ viewer, form }, c) => {
      requireFreshSignIn(viewer.session.authAt.getTime(), deps.nowMs()); // before anything is read or written for it
      const chosen = await chosenOf(deps, c, viewer, form.id);
      const ready = chosen.filter(({ whyNot }) => whyNot === undefined);
      if (ready.length === 0)
        return { title: 'Nothing to decide', status: 400, body: <NothingChosen chosen={chosen} /> };
      const customers = await buyerNames(
        deps.store,
        chosen.map(({ record }) => record.invoiceId),
      );
      const body = <Confirm deps={deps} customers={customers} viewer={viewer} command={form.command} ready={ready} left={chosen.filter(({ whyNot }) => whyNot !== undefined)} />; // prettier-ignore
      return { title: titleOf(form.command, ready.length), body };
    },
  ),
  page({
    method: 'post',
    path: '/inbox/bulk/decide',
    caller: 'person',
    form: decideForm,
    count: ({ principal }) => deps.limits.countDecision(principal.id),
  }).shownBy(async ({ viewer, form }, c) => {
    if (!isFresh(viewer.session.authAt.getTime(), deps.nowMs())) return tooLate(c, viewer, form.comment);
    const comment = [form.preset, form.comment].filter((one) => one !== undefined).join(' ');
    if (form.command === 'reject' && comment === '') throw new Refused('REASON_REQUIRED', { param: 'comment' });
    const said = { command: form.command, tokens: form.token, ...(comment === '' ? {} : { comment }) };
    const verdicts = await decideMany(deps, c, viewer, said);
    const done = verdicts.filter(({ kind }) => kind === 'decided').length;
    const title = `${done} of ${countText(verdicts.length, 'decision')} taken in`;
    return { title, body: <Verdicts title={title} verdicts={verdicts} formats={viewer.formats} /> };
  }),
];

/** The sign-in grew too old while the page was read: nothing was decided, and what was written is there to be taken along. */
function tooLate(c: Ctx, viewer: Viewer, comment: string | undefined): Shown {
  const refused = refusal('STEP_UP_REQUIRED');
  c.set('code', refused.code);
  const body = (
    <article class="refusal">
      <h1>Nothing was decided</h1>
      <Refusals all={[refused]} />
      {comment !== undefined && <p>You had written: {comment}</p>}
      <SignInAgain viewer={viewer} goTo="/inbox" />
    </article>
  );
  return { title: 'Nothing was decided', status: statusOf(refused.code), body };
}

const titleOf = (deed: BulkCommand, count: number): string =>
  `${deed === 'approve' ? 'Approve' : 'Reject'} ${countText(count)}?`;

interface ConfirmProps {
  readonly deps: Deps;
  readonly viewer: Viewer;
  readonly command: BulkCommand;
  readonly ready: readonly Chosen[];
  readonly left: readonly Chosen[];
  readonly customers: ReadonlyMap<string, string>;
}

/** What is about to be decided, whole; the button says the deed, and a tap is final. */
const Confirm = ({ deps, viewer, command: deed, ready, left, customers }: ConfirmProps) => {
  const { formats } = viewer;
  return (
    <>
      <h1>{titleOf(deed, ready.length)}</h1>
      <p>
        Each is decided for itself, with a signature of its own. What was changed since this page was made is refused and
        stays as it is.
      </p>
      <Totals chosen={ready} formats={formats} />
      <ChosenRows chosen={ready} customers={customers} formats={formats} nowMs={deps.nowMs()} />
      {left.length > 0 && (
        <section aria-labelledby="left-out">
          <h2 id="left-out">Left out</h2>
          <p>These are not decided here. Open each to see what can be done.</p>
          <ChosenRows chosen={left} customers={customers} formats={formats} nowMs={deps.nowMs()} />
        </section>
      )}
      <form method="post" action="/inbox/bulk/decide" class="sheet">
        <Csrf viewer={viewer} />
        {ready.map((one) => (
          <input type="hidden" name="token" value={confirmTokenFor(deps, viewer, shownIn(one))} />
        ))}
        {deed === 'reject' && <Choose name="preset" label="Reason" any="As written below" choices={rejectPresets.map((preset) => ({ value: preset, text: preset }))} />}
        <label>
          {deed === 'reject' ? 'In your own words' : 'Comment, if you want'}
          <textarea name="comment" rows={3} maxlength={typedMax} aria-describedby="goes-to"></textarea>
        </label>
        <p class="hint" id="goes-to">
          It is kept with each of them. {deed === 'reject' && 'Who asked has to know why: choose a reason, write one, or both.'}
        </p>
        <p class="actions">
          <button name="command" value={deed} class={deed === 'reject' ? 'danger' : undefined}>
            {deed === 'approve' ? 'Approve' : 'Reject'} {countText(ready.length)}: {totalsText(ready, formats)}
          </button>
          <a href="/inbox">Back to the inbox, decide nothing</a>
        </p>
      </form>
    </>
  );
}; // prettier-ignore

/** The plan, revision and step that the page shows: a decision on anything else is refused. */
function shownIn({ record, gate }: Chosen) {
  if (gate.state !== 'open') throw new TypeError(`${record._id} is not open`);
  return { requestId: record._id, revision: gate.revision, step: gate.step, planHash: gate.opening.planHash };
}

const NothingChosen = ({ chosen }: { readonly chosen: readonly Chosen[] }) => (
  <Empty title={chosen.length === 0 ? 'Nothing was chosen' : 'None of these can be decided together'}>
    <p>
      {chosen.length === 0
        ? `Choose up to ${bulkMax} requests in the inbox.`
        : chosen.every(({ record }) => isClosed(record.state))
          ? 'They are over. Open one to see how it ended.'
          : 'Open them one by one.'}
    </p>
    <p>
      <a class="button" href="/inbox">
        To the inbox
      </a>
    </p>
  </Empty>
);
