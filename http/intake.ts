import { hashValue, requestIdOf } from '../domain/canonical.ts';
import { Refused, type Refusal } from '../domain/errors.ts';
import { labelOf } from '../domain/event-rules.ts';
import { signIntake } from '../domain/intake.ts';
import type { Principal } from '../domain/principal.ts';
import { insidersOf, type CorrectionRequest, type CorrectionView } from '../domain/request.ts';
import { activePrincipals } from '../store/people.ts';
import { findCorrection, findInvoice } from '../store/queries.ts';
import type { Deps } from './context.ts';
import { answers, ifReached } from './outage.ts';
import { viewOf } from './view.ts';

/** What a person or service asks for, read and checked, under a key of its own. */
export interface Asking {
  readonly principal: Principal;
  readonly key: string;
  /** Id or number of the invoice, as it was asked. */
  readonly invoice: string;
  readonly body: Pick<CorrectionRequest, 'kind' | 'reason' | 'evidence' | 'expectedVersion' | 'input' | 'resubmits'>;
}

export type Taken =
  | { readonly kind: 'view'; readonly view: CorrectionView }
  | { readonly kind: 'refused'; readonly requestId: string; readonly refusal: Refusal };

/**
 * Takes a request in (guides/temporal.md section 4): the ledger first, so that a repeat gets the stored outcome for ever;
 * then Temporal, which starts the request or joins it. A store that is down keeps nobody out: Temporal holds the request.
 * Throws INVOICE_AMBIGUOUS, UNAVAILABLE.
 */
export async function takeIn(deps: Deps, asking: Asking): Promise<Taken> {
  const { store, gateway } = deps;
  const requestId = requestIdOf([asking.principal.id, asking.key]);
  // As it was asked: a repeat is the same body whatever has been imported in between.
  const bodyHash = hashValue('countersign/body/v1', { ...asking.body, invoiceId: asking.invoice });
  const refused = (refusal: Refusal): Taken => ({ kind: 'refused', requestId, refusal });
  const reused = new Refused('REQUEST_ID_REUSED', { param: 'Idempotency-Key' }).refusal;

  const known = await ifReached(() => findCorrection(store, requestId));
  const stored = known.reached ? known.value : undefined;
  if (stored && stored.request.bodyHash !== bodyHash) return refused(reused);
  if (stored?.outcome) return { kind: 'view', view: stored.outcome };

  // One that waits is sent again: it joins its run, or starts another if an operator has terminated that one (trap 9).
  const { signer, deployment } = deps;
  const request =
    stored?.request ?? signIntake(signer, deployment, await requestOf(deps, asking, { requestId, bodyHash }));
  const answer = await gateway.submit(request);

  // The ledger has the last word. The update joins whatever run has this id, so two bodies sent at once under one key meet
  // here; and a request whose run was over before its question came in may have met the next request's run and heard
  // PENDING_REQUEST_EXISTS although it was applied.
  const after = await ifReached(() => findCorrection(store, requestId));
  const now = after.reached ? after.value : undefined;
  if (now && now.request.bodyHash !== bodyHash) return refused(reused);
  if (now) return { kind: 'view', view: viewOf(now, deps.nowMs()) };
  if (answer.kind === 'view') return answer;
  if (answer.kind === 'refused') return refused(answer.refusal);
  if (!(await answers(deps.pingTemporal)))
    throw new Refused('UNAVAILABLE', { detail: 'Whether the request was taken in is not known.' });
  return { kind: 'view', view: { state: 'evaluating', requestId, invoiceId: request.invoiceId } };
}

async function requestOf(
  deps: Deps,
  { principal, invoice, body }: Asking,
  ids: Pick<CorrectionRequest, 'requestId' | 'bodyHash'>,
): Promise<CorrectionRequest> {
  const { id, type, email } = principal;
  return {
    ...ids,
    ...body,
    ...(await named(deps, invoice)),
    requester: { id, type, ...(email === undefined ? {} : { email }) },
    ...askers(principal, await knownTo(deps)),
    origin: { via: 'api' },
    receivedAtMs: deps.nowMs(),
  };
}

/**
 * Who may withdraw or revise, and who may not sign (approvals.md section 4, rules 2 and 3): whoever asks, the person he asks
 * for, and the owners of an agent or a key, by id and by e-mail address.
 */
export function askers(
  { id, type, email, owners = [], onBehalfOf }: Principal,
  people: readonly Principal[],
): Pick<CorrectionRequest, 'requesters' | 'insiders'> {
  const behind = insidersOf(onBehalfOf, ...owners);
  const emails = people.flatMap((one) => (behind.includes(one.id.toLowerCase()) ? [one.email] : []));
  return {
    requesters: type === 'person' ? insidersOf(id) : behind,
    insiders: insidersOf(id, email, ...behind, ...emails),
  };
}

/** Who there is. While the store is silent ids alone tell who asked: they are in every class, too. */
export async function knownTo({ store, nowMs }: Deps): Promise<readonly Principal[]> {
  const read = await ifReached(() => activePrincipals(store, new Date(nowMs())));
  return read.reached ? read.value : [];
}

/** Seller, percent-encoded, a colon, and the number. */
const documentId = /^[\w\-.!~*'()%]+:/;

/**
 * The document that is meant. An unknown one is asked for as it was named, so that its refusal is recorded. While the store
 * is down an id passes, known by its form; a number alone could be anybody's.
 */
async function named({ store }: Deps, text: string): Promise<Pick<CorrectionRequest, 'invoiceId' | 'label'>> {
  try {
    const found = await ifReached(() => findInvoice(store, text));
    if (found.reached) return { invoiceId: found.value._id, label: labelOf(found.value) };
    if (documentId.test(text)) return { invoiceId: text };
    throw new Refused('UNAVAILABLE', { detail: 'Nothing was taken in. With SELLER:NUMBER the request would wait.' });
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'INVOICE_NOT_FOUND') return { invoiceId: text };
    throw error;
  }
}
