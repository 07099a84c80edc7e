import { encodeId } from '../../domain/canonical.ts';
import { errors, type Alternative, type ErrorCode, type Refusal } from '../../domain/errors.ts';
import { kinds } from '../../domain/input.ts';

/** What to do, where the register speaks of the command line. */
const nextHere: Partial<Record<ErrorCode, string>> = {
  STEP_UP_REQUIRED: 'Sign in again; what you wrote is kept.',
  REQUEST_NOT_FOUND: 'Check the link. It may also be one that you may not see: ask who sent it.',
  DELEGATE_NOT_IN_FORCE: 'Look under Delegations.',
  CHANGE_NOT_FOUND: 'Look under People for what still waits.',
  PRINCIPAL_SUSPENDED: 'Ask a directory-admin.',
  PRINCIPAL_NOT_FOUND: 'Check the name; everybody stands under People.',
  POLICY_NOT_FOUND: 'All versions stand under Policy.',
  REQUEST_ID_REUSED: 'The page had been sent before: see what came of it, then send this one again.',
  DELEGATION_NOT_FOUND: 'Look under People.',
  HOST_REFUSED: 'Open the console at the address that it was set up for.',
  UNAVAILABLE: 'Nothing is lost, and nothing is done twice. Try again in a moment.',
  INTERNAL: 'Try again; if it stays so, tell the operators.',
};

/** What to do about a refusal, for somebody in front of a page. */
export const nextOf = (code: ErrorCode): string => nextHere[code] ?? errors[code].next;

/** Why something is not possible, and what is instead. */
export const Refusals = ({ all }: { readonly all: readonly Refusal[] }) => (
  <ul class="refusals">
    {all.map(({ code, message, alternatives }) => (
      <li>
        <p>
          <strong>{message}</strong> {nextOf(code)}
        </p>
        {alternatives.length > 0 && (
          <ul>
            {alternatives.map((one) => (
              <li>
                <Way to={one} />
              </li>
            ))}
          </ul>
        )}
        <p class="code">{code}</p>
      </li>
    ))}
  </ul>
);

/** A way that stays open, as a link to where it begins. */
const Way = ({ to: { kind, documentId, text } }: { readonly to: Alternative }) => {
  const invoice = documentId === undefined ? undefined : `/invoices/${encodeId(documentId)}`;
  const path = kind === 'see' ? '' : kinds.some((one) => one === kind) ? `/correct/${kind}` : undefined;
  return invoice === undefined || path === undefined ? <>{text}</> : <a href={`${invoice}${path}`}>{text}</a>;
};
