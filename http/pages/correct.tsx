import { invoicesPath, requestHref } from '../console/addresses.ts';
import { ulid } from 'ulid';
import { z } from 'zod';
import { actionsFor, type Action } from '../../domain/actions.ts';
import { Refused, type Refusal } from '../../domain/errors.ts';
import { kinds, type Kind } from '../../domain/input.ts';
import { findInvoice } from '../../store/queries.ts';
import type { SeenFacts } from '../../store/facts.ts';
import { requireRole } from '../authenticate.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { asked } from '../corrections.ts';
import { takeIn } from '../intake.ts';
import { factsOf } from '../invoices.ts';
import { parseAs, refusedAs } from '../parse.ts';
import { look } from '../plans.ts';
import { Problem, statusOf } from '../problems.ts';
import { planBody, saidIn } from '../schemas/asking.ts';
import { idempotencyKey } from '../schemas/correction.ts';
import { invoiceName } from '../schemas/scalars.ts';
import { answerView } from '../view.ts';
import { kindTitles } from './request-words.ts';
import { Choice, CorrectHead, triedWith, type Offer } from './correct-choice.tsx';
import { bodyFrom, isAsked, type Typed } from './correct-fields.ts';
import { CorrectForm, type FormPage } from './correct-form.tsx';
import { wrongFields } from './correct-wrong.ts';
import { titleOf } from './invoice-words.ts';

/** Read after the form, so that one that is forged is told nothing more. */
const kindIn = (said: string): Kind =>
  parseAs(z.enum(kinds, refusedAs('KIND_UNKNOWN', `Known: ${kinds.join(', ')}.`)), said);
const ofKind = z.strictObject({ id: invoiceName, kind: z.string() });
const fields = z.record(z.string(), z.string());
const confirmed = z.looseObject({ key: idempotencyKey, version: z.string().regex(/^\d{1,15}$/).transform(Number) }).catchall(z.string()); // prettier-ignore
const requester = { role: 'requester' } as const;

/** The one way to correct an invoice (R41, R42): what is possible and at what cost, then the plan, then the request. */
export const correctPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: `${invoicesPath}/:id/correct`, caller: 'person', params: z.strictObject({ id: invoiceName }) }).shownBy(
    async ({ viewer, params }) => {
      const facts = await factsNow(deps, params.id);
      const { document } = facts;
      const offers = await Promise.all(actionsFor(facts).map((action) => offerOf(deps, viewer, facts, action)));
      const body = (
        <article class="correct">
          <CorrectHead document={document} title="Correct" viewer={viewer} />
          <Choice document={document} offers={offers} formats={viewer.formats} />
        </article>
      );
      return { title: `Correct ${titleOf(document)}`, body };
    },
  ),
  page({ method: 'get', path: `${invoicesPath}/:id/correct/:kind`, caller: 'person', params: ofKind, query: fields }).shownBy(
    async ({ viewer, params, query: typed }) => {
      const kind = kindIn(params.kind);
      const facts = await factsNow(deps, params.id);
      const shown = { viewer, facts, kind, typed };
      if (!isAsked(typed)) return formOf(deps, shown, {});
      try {
        const body = parseAs(planBody, bodyFrom(kind, typed, facts.document));
        const planned = await look(deps, viewer.principal, facts.document.id, saidIn(body), body.reason);
        return await formOf(deps, shown, 'blockers' in planned ? { problems: planned.blockers } : { planned });
      } catch (error) {
        return formOf(deps, shown, { problems: refusalsIn(error) });
      }
    },
  ),
  page({ method: 'post', path: `${invoicesPath}/:id/correct/:kind`, caller: 'person', params: ofKind, form: confirmed }).shownBy(
    async ({ viewer, params, form }, c) => {
      await requireRole(deps, viewer.principal, requester);
      const kind = kindIn(params.kind);
      const { key, version, ...typed } = form;
      const facts = await factsNow(deps, params.id);
      try {
        const body = asked({ ...bodyFrom(kind, typed, facts.document), expectedVersion: version });
        const taken = await takeIn(deps, { principal: viewer.principal, key, invoice: facts.document.id, body });
        if (taken.kind === 'refused') throw new Problem(taken.refusal, { requestId: taken.requestId });
        answerView(taken.view); // throws what became of it when that is a "no"
        return { goTo: requestHref(taken.view.requestId) };
      } catch (error) {
        const problems = refusalsIn(error);
        c.set('code', problems[0]?.code ?? 'INTERNAL');
        const now = { viewer, facts: await factsNow(deps, params.id), kind, typed };
        // What nobody knows the end of goes again under its own key: under another it could be done twice.
        return formOf(deps, now, problems[0]?.code === 'UNAVAILABLE' ? { problems, unknown: { key, version } } : { problems });
      }
    },
  ),
]; // prettier-ignore

/** The document by its id or number, with all that the rules look at. Throws INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS. */
async function factsNow({ store, nowMs }: Deps, idOrNumber: string): Promise<SeenFacts> {
  const { _id } = await findInvoice(store, idOrNumber);
  return factsOf(store, _id, new Date(nowMs()));
}

/** What a kind would come to for all of the document, as everybody would be shown it who planned it now. */
async function offerOf(deps: Deps, { principal }: Viewer, { document }: SeenFacts, action: Action): Promise<Offer> {
  const input = action.available ? triedWith(action, document.currency) : undefined;
  if (input === undefined) return { action };
  const said = Object.keys(input).length === 0 ? {} : { input };
  return { action, tried: await look(deps, principal, document.id, { kind: action.kind, ...said }) };
}

interface Asking {
  readonly viewer: Viewer;
  readonly facts: SeenFacts;
  readonly kind: Kind;
  readonly typed: Typed;
}

/** The form of a kind with everything as it was typed; what was refused decides the status. */
async function formOf(deps: Deps, { viewer, facts, kind: of, typed }: Asking, { problems = [], ...found }: Partial<Pick<FormPage, 'problems' | 'planned' | 'unknown'>>): Promise<Shown> {
  const actions = actionsFor(facts);
  const maxMinor = actions.find((one) => one.kind === of)?.maxMinor;
  const at = { facts, kind: of, typed, wrong: wrongFields(problems, of, typed, facts.document), maxMinor, formats: viewer.formats };
  const askers = await whoAsks(deps, viewer);
  const [first] = problems;
  return {
    title: `${kindTitles[of]} ${titleOf(facts.document)}`,
    ...(first ? { status: statusOf(first.code) } : {}),
    body: <CorrectForm at={at} viewer={viewer} actions={actions} problems={problems} {...found} formKey={ulid()} askers={askers} />,
  };
} // prettier-ignore

/** Who could ask, told to who may not; undefined for who may. */
async function whoAsks(deps: Deps, { principal }: Viewer): Promise<string | undefined> {
  try {
    await requireRole(deps, principal, requester);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.refusal.message;
    throw error;
  }
}

/** Why not, where that is an answer; everything else is trouble and goes on. */
function refusalsIn(error: unknown): readonly Refusal[] {
  if (error instanceof Refused) return [error.refusal];
  if (error instanceof Problem)
    return [error.refusal, ...(error.facts.errors ?? []).filter((one) => one !== error.refusal)];
  throw error;
}
