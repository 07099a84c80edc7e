import { proofHashOf, saidIn } from './accepted.ts';
import { whyNotApproved } from './apply-check.ts';
import { auditForm, sealTextOf, type AuditBundle, type AuditFile, type ExportedRequest } from './audit-file.ts';
import { bodyIfAny, whyChainBroken, type AuditBody } from './audit.ts';
import { checkpointHash, readCheckpoint } from './checkpoint.ts';
import { provenDecision } from './decision-proof.ts';
import { whyNotIntake } from './intake.ts';
import { planHashOf } from './plan.ts';
import { policyHashOf } from './policy.ts';
import { openSigned, proofPrefixes, type PublicKey, type Verify } from './proof.ts';
import { isClosed } from './request.ts';

export interface TrustedKeys {
  readonly deployment: string;
  readonly keys: readonly (PublicKey & { readonly state?: string })[];
}

/** Something that does not fit, and where. */
export interface Finding {
  readonly where: string;
  readonly text: string;
}

export interface Trust {
  readonly ring: readonly PublicKey[];
  readonly revoked: ReadonlySet<string>;
  readonly deployment: string;
  readonly verify: Verify;
}

/**
 * Everything in an exported trail that does not fit (approvals.md section 5, offline check): chains, plans, policies, proofs by
 * the trusted keys alone, the fold of the votes to approval, checkpoints, and the seal over all of it. Empty when it is proven.
 * Total over what has the form of a file.
 */
export function whyNotAuthentic({ bundle, seal }: AuditFile, trusted: TrustedKeys, verify: Verify): readonly Finding[] {
  const trust: Trust = {
    ring: trusted.keys,
    revoked: new Set(trusted.keys.flatMap(({ kid, state }) => (state === 'revoked' ? [kid] : []))),
    deployment: trusted.deployment,
    verify,
  };
  const found: Finding[] = [];
  if (bundle.form !== auditForm) found.push({ where: 'file', text: 'its form is another one' });
  if (bundle.deployment !== trusted.deployment)
    found.push({ where: 'file', text: `it is of ${bundle.deployment}, the keys are of ${trusted.deployment}` });
  for (const { documentId, entries, head } of bundle.documents) {
    const broken = whyChainBroken(entries, head);
    if (broken !== undefined) found.push({ where: documentId, text: broken });
    const elsewhere = entries.some((entry) => entry.documentId !== documentId);
    if (elsewhere) found.push({ where: documentId, text: 'an entry belongs elsewhere' });
  }
  const bodies = bundle.documents.flatMap(({ entries }) => entries.flatMap((entry) => bodyIfAny(entry) ?? []));
  for (const request of bundle.requests) found.push(...checkRequest(request, bundle, bodies, trust));
  for (const { requestId } of bodies)
    if (requestId !== undefined && !bundle.requests.some((one) => one.requestId === requestId))
      found.push({ where: requestId, text: 'the chain names it, and it is not in the file' });
  found.push(...checkPolicies(bundle), ...checkCheckpoints(bundle, trust), ...checkSeal({ bundle, seal }, trust));
  return found;
}

function checkRequest(request: ExportedRequest, bundle: AuditBundle, bodies: readonly AuditBody[], trust: Trust): readonly Finding[] {
  const found = whyNotProvenRequest(request, bodies, trust).map((text) => ({ where: request.requestId, text }));
  const taken = takenIn(request, bundle);
  const unsigned = taken && whyNotIntake(taken, trust.ring, trust.deployment, trust.verify);
  if (!taken) found.push({ where: request.requestId, text: 'the event that it follows from is not here' });
  if (unsigned) found.push({ where: request.requestId, text: unsigned.message });
  return found.length === 0 && request.state === 'applied' ? checkApproved(request, bundle, trust) : found;
} // prettier-ignore

/** What does not fit between a request and the chains that name it: plans, end, decisions and their proofs. */
export function whyNotProvenRequest(
  { requestId, request, state, planText, pastPlanTexts, log }: ExportedRequest,
  bodies: readonly AuditBody[],
  { ring, revoked, deployment, verify }: Trust,
): readonly string[] {
  const mine = bodies.filter((body) => body.requestId === requestId);
  const plans = [...pastPlanTexts, ...(planText === undefined ? [] : [planText])].map(planHashOf);
  const isOtherPlan = mine.some(({ planHash }) => planHash !== undefined && !plans.includes(planHash));
  const end = mine.findLast(({ documentId, deed }) => documentId === request.invoiceId && deed === state);
  const hasNoEnd = isClosed(state) && plans.length > 0 && !end;
  const all = proofHashOf(log);
  const known = [all, ...log.map((said) => proofHashOf([said]))];
  const named = mine.flatMap(({ proofHash }) => proofHash ?? []);
  const isOtherLog = named.some((hash) => !known.includes(hash)) || (log.length > 0 && named.length === 0);
  const proofs = log.flatMap((said) => {
    const proven = provenDecision(said.message, { requestId, deployment, keyRing: ring }, verify);
    if (!proven.ok) return [`decision ${said.decisionId}: ${proven.refusal.message}`];
    return revoked.has(saidIn(said).kid) ? [`decision ${said.decisionId}: its key was revoked`] : [];
  });
  return [
    ...(isOtherPlan ? ['the text of its plan is not the one that the chain names'] : []),
    ...(hasNoEnd ? [`the chain does not say that it is ${state}`] : []),
    ...(isOtherLog || (end?.proofHash ?? all) !== all ? ['its decisions are not those that the chain names'] : []),
    ...proofs,
  ];
}

const takenIn = ({ request }: ExportedRequest, { events }: AuditBundle) => {
  const { origin } = request;
  return origin.via === 'api' ? request : events.find(({ source, id }) => source === origin.source && id === origin.eventId);
}; // prettier-ignore

/** Policy, steps and votes by the check that ran when it was applied; people and delegations of that day are not in the file. */
function checkApproved(exported: ExportedRequest, { policies }: AuditBundle, trust: Trust): readonly Finding[] {
  const { requestId, request, planText = '', judged, opening, revision, openedAtMs = 0, revisionOpenedAtMs = 0, log } = exported; // prettier-ignore
  const policy = policies.find(({ version }) => version === judged?.policyVersion);
  const people = log.flatMap((said) => {
    const { actor } = saidIn(said);
    return [actor.principal, ...(actor.lent ? [actor.lent.from] : [])].map((id) => ({ id, isRevoked: false }));
  });
  const unproven = whyNotApproved(
    {
      request,
      deployment: trust.deployment,
      planText,
      planHash: planHashOf(planText),
      ...(opening ? { gate: { opening, revision, openedAtMs, revisionOpenedAtMs, log } } : {}),
      ...(judged ? { judged } : {}),
      ...(policy ? { policy } : {}),
      keys: trust.ring.map((key) => ({ ...key, isRevoked: trust.revoked.has(key.kid) })),
      delegations: [],
      people,
      nowMs: Math.max(0, ...log.map(({ acceptedAtMs }) => acceptedAtMs)),
    },
    trust.verify,
  );
  if (!unproven) return [];
  return [{ where: requestId, text: 'refused' in unproven ? unproven.refused.message : unproven.detail }];
}

const checkPolicies = ({ policies }: AuditBundle): readonly Finding[] =>
  policies.flatMap(({ version, text, hash }) =>
    policyHashOf(text) === hash ? [] : [{ where: `policy ${version}`, text: 'its text was changed' }],
  );

/** Each signed, each after the one before where both are here, and each head an entry of its chain. */
function checkCheckpoints({ documents, checkpoints }: AuditBundle, trust: Trust): readonly Finding[] {
  const read = checkpoints.map((signed) => readCheckpoint(signed, trust.ring, trust.deployment, trust.verify));
  return read.flatMap(({ checkpoint, wrong }, index): readonly Finding[] => {
    const where = `checkpoint ${index + 1}`;
    if (!checkpoint) return [{ where, text: wrong ?? '' }];
    const earlier = checkpoints.findIndex(({ text }) => checkpointHash(text) === checkpoint.prev);
    const before = read[index - 1]?.checkpoint;
    const order = earlier >= index || (before && before.at > checkpoint.at) ? [{ where, text: 'it is not in order' }] : [];
    const heads = checkpoint.heads.flatMap(({ documentId, seq, hash }): readonly Finding[] => {
      const chain = documents.find((one) => one.documentId === documentId);
      if (!chain || chain.entries[seq - 1]?.hash === hash) return [];
      return [{ where: documentId, text: `entry ${seq} is not the one that ${where} has signed` }];
    });
    return [...order, ...heads];
  });
} // prettier-ignore

function checkSeal({ bundle, seal }: AuditFile, trust: Trust): readonly Finding[] {
  const opened = openSigned(proofPrefixes.auditFile, seal, trust.ring, trust.verify);
  if (!opened.ok) return [{ where: 'seal', text: opened.refusal.message }];
  const { kid } = opened.body;
  if (trust.revoked.has(String(kid))) return [{ where: 'seal', text: 'its key was revoked: export it again' }];
  return seal.text === sealTextOf(bundle, String(kid))
    ? []
    : [{ where: 'seal', text: 'the file is not what the gateway sealed' }];
}
