/**
 * The one register of codes that people and programs see (style guide, principle 10).
 * `kind` decides the HTTP status and the exit code, `next` tells what to do. docs/errors.md lists exactly this register.
 */
export type ErrorKind =
  'malformed' | 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'too_large' | 'blocked' | 'unavailable';

interface ErrorEntry {
  readonly kind: ErrorKind;
  readonly summary: string;
  readonly next: string;
}

const e = (kind: ErrorKind, summary: string, next: string): ErrorEntry => ({ kind, summary, next });

export const errors = {
  // Blockers of a correction (spec/domain.md section 4), in the order in which they are checked.
  FORBIDDEN_PRINCIPAL: e(
    'forbidden',
    'This principal may not do this.',
    'Ask somebody who holds one of the named roles.',
  ),
  REASON_REQUIRED: e(
    'blocked',
    'A correction, a rejection and a withdrawal need a reason.',
    'Send one of the catalogue, or your own words.',
  ),
  STALE_VERSION: e(
    'conflict',
    'It has moved since the version that was named.',
    'Read it again and ask with the current version.',
  ),
  PENDING_REQUEST_EXISTS: e('conflict', 'Another request about the same is open.', 'Wait for it or withdraw it.'),
  PAYMENT_IN_FLIGHT: e(
    'blocked',
    'A payment of this invoice is started and not confirmed yet.',
    'Try again when it is confirmed or has failed; then a refund is possible.',
  ),
  NOT_AN_INVOICE: e(
    'blocked',
    'The document is a credit, not an invoice.',
    'Ask for it on the invoice that it credits.',
  ),
  IS_DRAFT: e('blocked', 'The document is a draft.', 'Edit it, discard it or finalise it.'),
  ALREADY_CANCELED: e(
    'blocked',
    'The document is canceled already.',
    'See its cancellation; a new invoice replaces it.',
  ),
  CANNOT_CANCEL_CANCELLATION: e(
    'blocked',
    'A cancellation cannot be canceled.',
    'Issue the original again as a new invoice.',
  ),
  ALREADY_SETTLED: e(
    'blocked',
    'The document is one half of a closed pair.',
    'Issue the original again as a new invoice.',
  ),
  CREDIT_CONSUMED: e(
    'blocked',
    'The credit note is paid out, used or cleared.',
    'Nothing is left of it; correct the invoice by an update.',
  ),
  HAS_PAYMENTS: e(
    'blocked',
    'Money is linked to the invoice and the setting cancel.paid is "forbid".',
    'Set cancel.paid to "unlink" (preset juston), or unlink the payments first.',
  ),
  HAS_CREDIT_NOTES: e(
    'blocked',
    'A credit note of this invoice exists.',
    'Cancel an open credit note first; after a settled one credit or update the rest.',
  ),
  NOTHING_PAID: e('blocked', 'No money is linked to the invoice.', 'Cancel or update it.'),
  NOTHING_OPEN: e('blocked', 'The invoice has no open amount.', 'Credit or refund the amount.'),
  NOT_PARTIALLY_PAID: e(
    'blocked',
    'Nothing is paid yet, and the setting discount.allowUnpaid is false.',
    'Update or cancel the invoice, or allow discounts on unpaid invoices.',
  ),
  NO_STRAY_CREDIT_NOTE: e(
    'blocked',
    'No open credit note is left over from a cancellation.',
    'Cancel the credit note, if one is open.',
  ),
  LINES_LOCKED: e('blocked', 'The lines of a correction draft are fixed.', 'Discard it and ask again.'),
  FIELD_LOCKED: e('blocked', 'The field cannot be changed in this state.', 'Notes and contact data can be changed.'),
  NOTHING_CHANGED: e('blocked', 'The update changes nothing.', 'Name what is to be different.'),
  PERIOD_CLOSED: e(
    'blocked',
    'The books are closed for this day.',
    'Ask for the same correction dated in the open period.',
  ),
  TAX_AUTHORITY_ACCEPTED: e(
    'blocked',
    'The invoice went to a tax authority and is not changed in place.',
    'Correct it by a new document.',
  ),
  CURRENCY_MISMATCH: e('blocked', 'Amounts of different currencies meet.', "Use the invoice's currency."),
  EXCEEDS_OPEN: e('blocked', 'The amount is more than is open.', 'Ask for at most the open amount.'),
  EXCEEDS_REFUNDABLE: e(
    'blocked',
    'The amount is more than can be refunded.',
    'Ask for at most what is named; the rest can be credited.',
  ),
  EXCEEDS_CREDITABLE: e('blocked', 'The amount is more than is left to credit.', 'Ask for at most what is named.'),
  // Answers of the same register that are not blockers.
  INVOICE_NOT_FOUND: e(
    'not_found',
    'No document has this id or number.',
    'Check the number; with several sellers use SELLER:NUMBER.',
  ),
  INVOICE_AMBIGUOUS: e('conflict', 'Several sellers have a document of this number.', 'Use one of the ids named.'),
  LINE_NOT_FOUND: e('blocked', 'The invoice has no such line.', 'Use one of its line ids.'),
  LINE_EXISTS: e('blocked', 'The invoice has a line of this id.', 'Change that line, or use another id.'),
  PRICE_PRECISION: e('blocked', 'A unit price has more than six decimals.', 'Round it to six decimals.'),
  KIND_UNKNOWN: e('malformed', 'This kind of correction is not known here.', 'Use one of the kinds named.'),
  COUNTER_UNKNOWN: e(
    'blocked',
    'The request named is no applied correction of this invoice that can be taken back.',
    'See countersign plan --counter REQUEST for the steps back.',
  ),
  PAYMENT_NOT_FOUND: e('not_found', 'No payment has this id.', 'See the invoice: it lists its payments.'),
  PAYMENT_STATE: e('conflict', 'The payment is in a state that does not allow this.', 'See the state that is named.'),
  PAYMENT_ID_REUSED: e(
    'conflict',
    'The payment id was used for another payment.',
    'Give every payment an id of its own, the same again when you repeat.',
  ),
  FREE_BALANCE_USED: e(
    'blocked',
    'The money of this payment is linked to another document by now.',
    'Unlink it there first.',
  ),
  PAYOUT_NOT_FOUND: e(
    'not_found',
    'No payout has this id.',
    'See the outcome of the correction: it lists its payouts.',
  ),
  PAYOUT_STATE: e('conflict', 'The payout is in a state that does not allow this.', 'See the state that is named.'),
  NOT_A_DRAFT: e('conflict', 'The document is no draft any more.', 'Ask for a correction of it.'),
  TOTALS_MISMATCH: e(
    'blocked',
    "The document's own sums do not add up.",
    'Correct the document at its source; the rule that fails is named.',
  ),
  DOCUMENT_EXISTS: e(
    'conflict',
    'The seller has a document of this number with other content.',
    'A number names one document for ever: correct it, or use another number.',
  ),
  NUMBER_RESERVED: e(
    'conflict',
    'The number belongs to a series that Countersign gives out.',
    'Give the document a number outside that series.',
  ),
  DOCUMENT_INVALID: e('blocked', 'A field of the document is missing or wrong.', 'Correct the field named.'),
  UNKNOWN_FIELD: e('malformed', 'A field is not known here.', 'Remove it, or correct its spelling.'),
  AMOUNT_FORMAT: e(
    'blocked',
    'An amount is not in the one accepted form.',
    "Plain digits with a point and exactly the currency's decimals, for example 1250.00.",
  ),
  AMOUNT_RANGE: e('blocked', 'An amount is beyond what can be held exactly.', 'Split the document.'),
  CURRENCY_UNKNOWN: e('blocked', 'The currency is not an ISO 4217 code.', 'Use a code such as EUR.'),
  FILE_TOO_LARGE: e('too_large', 'The file is larger than an import accepts.', 'Split the file.'),
  FILE_MALFORMED: e('malformed', 'The file cannot be read in this format.', 'Check the format and the place named.'),
  REQUEST_ID_REUSED: e(
    'blocked',
    'The Idempotency-Key was used for another request.',
    'Use a new key for a new request.',
  ),
  IDEMPOTENCY_KEY_REQUIRED: e(
    'malformed',
    'The header Idempotency-Key is missing or too long.',
    'Send a key of your own, the same again when you repeat.',
  ),
  // The gate (spec/approvals.md section 8).
  MALFORMED: e('malformed', 'The message does not have the expected form.', 'Correct the field named.'),
  NOT_YET_OPEN: e('conflict', 'The request is still being evaluated.', 'Try again in a moment.'),
  GATE_CLOSED: e('conflict', 'The request is decided already.', 'Open the request to see how it ended.'),
  WRONG_STEP: e(
    'conflict',
    'Another step is waiting for signatures now.',
    'Open the request and decide on its current step.',
  ),
  PLAN_MISMATCH: e(
    'conflict',
    'The decision names another plan than the one that waits.',
    'Open the request and decide on the plan shown.',
  ),
  SOD_CONFLICT: e(
    'forbidden',
    'Who requested a correction may not approve it (segregation of duties).',
    'Ask another approver.',
  ),
  NOT_ELIGIBLE: e(
    'forbidden',
    'None of your roles may decide on this step.',
    'Ask somebody who holds one of the named roles.',
  ),
  NOT_REQUESTER: e('forbidden', 'Only the requester may withdraw a request.', 'Ask the requester, or reject it.'),
  ALREADY_VOTED: e('conflict', 'This person has signed already.', 'Another person has to sign.'),
  DECIDED_SINGLY: e(
    'blocked',
    'The request is decided on its own page, not with others.',
    'Open the request and decide there.',
  ),
  DECISION_ID_REUSED: e(
    'blocked',
    'The decision id was used for another decision.',
    'Make a new decision id for a new decision.',
  ),
  NOT_STUCK: e('conflict', 'The request does not wait for a retry.', 'Nothing to do.'),
  REQUEST_NOT_FOUND: e('not_found', 'No request has this id.', 'Check the id; countersign inbox lists the open ones.'),
  // Proofs, gate and directory of approvals (spec/approvals.md section 8).
  PROOF_MISSING: e(
    'forbidden',
    'The message carries no proof of who decides.',
    'Decide by the console or countersign approve; the Temporal UI cannot.',
  ),
  PROOF_INVALID: e('forbidden', 'The proof is not what a gateway signs.', 'Decide by the gateway.'),
  PROOF_KEY_UNKNOWN: e(
    'forbidden',
    'The proof is by a key that this request does not take.',
    'Ask an operator to re-evaluate the request.',
  ),
  PROOF_KEY_REVOKED: e('forbidden', 'The key of a proof was revoked.', 'Ask for it again; it is signed anew.'),
  PROOF_MISMATCH: e('forbidden', 'The proof is about another request, deployment or text.', 'Decide by the gateway.'),
  PROOF_TIME: e('forbidden', 'The proof is too old, or of a time to come.', 'Decide again, and check the clocks.'),
  INTAKE_UNSIGNED: e(
    'forbidden',
    'The request did not come through the gateway.',
    'Ask by the API or countersign request; a run started by hand changes nothing.',
  ),
  PRINCIPAL_SUSPENDED: e('forbidden', 'The principal is suspended or revoked.', 'Ask a directory-admin.'),
  CEILING_EXCEEDED: e(
    'forbidden',
    'The amount is above what this person may sign.',
    'Ask somebody with a higher ceiling.',
  ),
  NOT_OPERATOR: e('forbidden', 'Only an operator may do this.', 'Ask somebody with the role operator.'),
  PLAN_OUTDATED: e(
    'conflict',
    'The invoice has moved since the plan was made.',
    'The requester revises or withdraws the request.',
  ),
  REPLANNING: e('conflict', 'A new plan is being made.', 'Open the request again in a moment.'),
  UNIT_ALREADY_COUNTED: e(
    'conflict',
    'Somebody of the same unit has signed already.',
    'A person of another unit has to sign.',
  ),
  NO_VOTE: e('conflict', 'There is no signature to take back.', 'Nothing to do.'),
  STEP_COMPLETE: e(
    'conflict',
    'The step is complete: its signatures stand.',
    'Ask the requester to withdraw, or reject it.',
  ),
  REVISION_LIMIT: e('conflict', 'The request was revised too often.', 'Withdraw it and ask anew.'),
  RETRACT_LIMIT: e('conflict', 'The signature was taken back too often.', 'Reject it, or leave it to others.'),
  COMMENT_LIMIT: e('conflict', 'The request has as many comments as it may have.', 'Say the rest with your decision.'),
  UNKNOWN_COMMAND: e('malformed', 'This command is not known.', 'Use one of the commands named.'),
  STEP_UP_REQUIRED: e(
    'unauthenticated',
    'The sign-in is too old for this decision.',
    'Sign in again: countersign login.',
  ),
  // The console (section 11).
  CSRF: e(
    'forbidden',
    'The form did not come from a page of this session.',
    'Open the page again and send it from there.',
  ),
  SIGN_IN_FAILED: e(
    'unauthenticated',
    'The sign-in did not work, and nobody was signed in by it.',
    'Sign in again from the start.',
  ),
  NOT_IN_DIRECTORY: e(
    'forbidden',
    'The identity provider knows you, but the directory of this deployment does not.',
    'Ask a directory-admin to add you, with the name that is shown here.',
  ),
  PROVIDER_DOWN: e(
    'unavailable',
    'The identity provider does not answer, or not as it should.',
    'Try again in a moment; operators: countersign doctor, and the log of the gateway.',
  ),
  CONFIRM_TOKEN_UNKNOWN: e('malformed', 'The page was not made here, or was changed.', 'Open the page again.'),
  CONFIRM_TOKEN_FOREIGN: e('forbidden', 'The page was made for another session.', 'Open the page yourself.'),
  CONFIRM_TOKEN_EXPIRED: e('conflict', 'The page is older than 15 minutes.', 'Read the page again, then decide.'),
  RATE_LIMITED: e('unavailable', 'Too many calls in a minute.', 'Wait for a minute.'),
  // Delegation.
  DELEGATE_SELF: e('blocked', 'Nobody delegates to himself.', 'Name somebody else.'),
  DELEGATE_CONFLICT: e('blocked', 'The delegate has asked for this request, or is no person.', 'Name another person.'),
  DELEGATE_CHAIN: e(
    'blocked',
    'Who holds a delegated right cannot delegate, nor the other way round.',
    'End the other delegation first.',
  ),
  DELEGATE_SCOPE: e(
    'blocked',
    'More would be lent than there is, or for a wrong time.',
    'Lend own roles, up to the own ceiling, from now on.',
  ),
  DELEGATE_NOT_IN_FORCE: e('blocked', 'The delegation is not in force.', 'See countersign delegations.'),
  DELEGATION_LIMIT: e('conflict', 'Too many delegations are in force for one person.', 'End one first.'),
  DELEGATION_NOT_FOUND: e('not_found', 'No delegation has this id.', 'See countersign delegations.'),
  // The directory.
  PRINCIPAL_NOT_FOUND: e('not_found', 'Nobody has this name.', 'See countersign people.'),
  DIRECTORY_INVALID: e('blocked', 'The directory would break one of its rules.', 'Correct what is named.'),
  CHANGE_NOT_FOUND: e(
    'not_found',
    'No change of the directory waits under this id.',
    'See countersign people changes.',
  ),
  SECOND_ADMIN_REQUIRED: e('forbidden', 'Another directory-admin has to confirm this.', 'Ask another directory-admin.'),
  ALREADY_INITIALISED: e('conflict', 'The deployment is set up already.', 'Change people with countersign people.'),
  PLAN_INTEGRITY: e(
    'conflict',
    'The stored plan does not match its hash: it was changed.',
    'Verify the audit chain and call the operators.',
  ),
  // Events and the gateway.
  EVENT_ID_REUSED: e('conflict', 'The source sent another event under this id.', 'Give every event an id of its own.'),
  EVENT_TYPE_UNKNOWN: e('blocked', 'This type of event is not known here.', 'Send one of the types named.'),
  EVENT_NOT_FOUND: e('not_found', 'No event of this source and id was accepted.', 'Check the source and the id.'),
  SIGNATURE_INVALID: e(
    'unauthenticated',
    'The signature is missing, wrong, or older than five minutes.',
    "Sign with the source's secret by Standard Webhooks, and check the clock.",
  ),
  ORDER_UNKNOWN: e('not_found', 'No invoice carries this order id.', 'Check the order id; import the invoice first.'),
  ORDER_AMBIGUOUS: e('conflict', 'Invoices of several sellers carry this order id.', 'Name the sellerId in the event.'),
  LOGIN_REQUIRED: e(
    'unauthenticated',
    'Nobody is signed in, or the sign-in or the API key is over.',
    'Type countersign login; a service sends Authorization: Bearer KEY.',
  ),
  ROLE_UNKNOWN: e('malformed', 'This role cannot be given here.', 'Use the roles named.'),
  NOT_A_SERVICE: e(
    'blocked',
    'The name belongs to a person, and keys are given to services and agents only.',
    'Name a service or an agent; a person signs in: countersign login NAME.',
  ),
  KEY_NOT_FOUND: e('not_found', 'No key has this id.', 'Check the id; countersign keys list shows all.'),
  HOST_REFUSED: e(
    'forbidden',
    'The gateway does not answer under this name.',
    'Use 127.0.0.1 or localhost, or the address in COUNTERSIGN_PUBLIC_URL.',
  ),
  NOT_FOUND: e('not_found', 'There is nothing at this address.', 'Check the path.'),
  BODY_TOO_LARGE: e('too_large', 'The body is larger than this route accepts.', 'Send less.'),
  UNAVAILABLE: e(
    'unavailable',
    'Temporal or MongoDB does not answer.',
    'Repeat with the same key: nothing is done twice. countersign doctor tells what is wrong.',
  ),
  SETTINGS_INVALID: e('malformed', 'The settings have a field that is unknown or wrong.', 'Correct the field named.'),
  LEVEL_CHANGED: e(
    'conflict',
    'By its policy the request needs other signatures than it was opened for.',
    'Ask for it again; it is judged anew.',
  ),
  CHAIN_BROKEN: e(
    'conflict',
    'The audit chain does not verify.',
    'Compare with the last export and call the auditors.',
  ),
  INTERNAL: e(
    'unavailable',
    'Something went wrong inside Countersign.',
    'Repeat with the same key; the log of the gateway and the worker tells more.',
  ),
  // Policy.
  POLICY_SHAPE: e('malformed', 'The policy has a field that is missing or wrong.', 'Correct the field named.'),
  POLICY_GAP: e(
    'blocked',
    'The policy says nothing about some corrections.',
    'Add a base row for the case named, or widen one.',
  ),
  POLICY_OVERLAP: e(
    'blocked',
    'Several base rows of the policy match the same correction.',
    'Narrow all but one of the rows named.',
  ),
  POLICY_NOT_MONOTONE: e(
    'blocked',
    'The policy asks for less where more is at stake.',
    'Raise the row or the floor named, so that the riskier case never needs less.',
  ),
  POLICY_LADDER: e(
    'blocked',
    'A level of the policy does not ask for all that the level below asks for.',
    'Correct the steps of the level named.',
  ),
  UNFILLABLE_STEP: e(
    'blocked',
    'Too few people can sign a step of the policy.',
    'Give the role to more people, or lower the quorum.',
  ),
  POLICY_HARD_LIMIT: e(
    'blocked',
    'The policy lets something pass that no policy may.',
    'Agents and payouts always take an approver, and what is learned stays within the first band.',
  ),
  POLICY_BLOCK: e(
    'blocked',
    'The policy allows no such correction, whoever signs.',
    'Ask for another kind of correction, or talk to the owners of the policy.',
  ),
  POLICY_NOT_FOUND: e(
    'not_found',
    'There is no policy of this version.',
    'See the versions with countersign policy show.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

/** A way that stays open to the asker: a kind that the product can do now, or a setting or person that helps. */
export interface Alternative {
  readonly kind: string;
  readonly documentId?: string;
  readonly text: string;
  /** The largest amount of this kind, minor units of the invoice's currency. */
  readonly amountMinor?: number;
}

/** A business "no": a value, never a failure of the system. `param` is the path of the field that is wrong. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly param?: string;
  readonly alternatives: readonly Alternative[];
}

export interface RefusalDetail {
  readonly detail?: string;
  readonly param?: string;
  readonly alternatives?: readonly Alternative[];
}

/** Makes a refusal; the message is the register's summary, followed by what this case adds. */
export function refusal(code: ErrorCode, { detail, param, alternatives = [] }: RefusalDetail = {}): Refusal {
  const message = detail === undefined ? errors[code].summary : `${errors[code].summary} ${detail}`;
  return { code, message, alternatives, ...(param === undefined ? {} : { param }) };
}

/** Thrown at the edges (parsers, HTTP, CLI, store reads) where a value cannot be returned; carries one refusal. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  constructor(code: ErrorCode, detail: RefusalDetail = {}) {
    const made = refusal(code, detail);
    super(`${code}: ${made.message}`);
    this.refusal = made;
  }
}

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errors, text);

export const assertNever = (x: never): never => {
  throw new TypeError(`not handled: ${JSON.stringify(x)}`);
};
