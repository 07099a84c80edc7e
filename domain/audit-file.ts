import type { AuditEntry } from './audit.ts';
import { canonical, hashText } from './canonical.ts';
import type { BusinessEvent } from './event-rules.ts';
import type { Accepted, Opening } from './gate.ts';
import type { Judged } from './policy-facts.ts';
import { proofPrefixes, type PublicKey, type Signed, type Signer } from './proof.ts';
import type { CorrectionRequest } from './request.ts';

/** A document's chain, whole, with the head that the document names. */
export interface ExportedChain {
  readonly documentId: string;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly entries: readonly AuditEntry[];
}

/** A request, as far as it takes to see who decided what, by which rules. Times are workflow time, ms. */
export interface ExportedRequest {
  readonly requestId: string;
  readonly request: CorrectionRequest;
  readonly state: string;
  readonly planText?: string;
  readonly judged?: Judged;
  readonly opening?: Opening;
  readonly revision: number;
  readonly openedAtMs?: number;
  readonly revisionOpenedAtMs?: number;
  /** Plans that revisions replaced. */
  readonly pastPlanTexts: readonly string[];
  readonly log: readonly Accepted[];
}

/** The trail of one document and of all that hangs together with it: enough to verify it far from the gateway. */
export interface AuditBundle {
  readonly form: typeof auditForm;
  readonly deployment: string;
  /** ISO time. */
  readonly exportedAt: string;
  readonly documentId: string;
  readonly documents: readonly ExportedChain[];
  readonly requests: readonly ExportedRequest[];
  /** Events that requests followed from. */
  readonly events: readonly BusinessEvent[];
  readonly policies: readonly { readonly version: string; readonly text: string; readonly hash: string }[];
  /** Public keys as the gateway names them; proof is by keys that come another way. */
  readonly keys: readonly PublicKey[];
  /** Those that name one of the documents, oldest first. */
  readonly checkpoints: readonly Signed[];
}
export const auditForm = 'countersign/audit-file/v1';

/** A bundle, and the gateway's signature over all of it, so that no byte can be another. */
export interface AuditFile {
  readonly bundle: AuditBundle;
  readonly seal: Signed;
}

const bundleHashOf = (bundle: AuditBundle): string => hashText(auditForm, canonical(bundle));

/** What the seal of a bundle says. */
export const sealTextOf = (bundle: AuditBundle, kid: string): string =>
  canonical({
    v: 1,
    kid,
    deployment: bundle.deployment,
    documentId: bundle.documentId,
    bundleHash: bundleHashOf(bundle),
  });

export const sealed = (signer: Signer, bundle: AuditBundle): AuditFile => ({
  bundle,
  seal: signer.sign(proofPrefixes.auditFile, sealTextOf(bundle, signer.key.kid)),
});
