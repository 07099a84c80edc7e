import { errors, type ErrorCode, type Refusal } from '../../domain/errors.ts';

/** What to do, where the register speaks of the command line. */
const nextHere: Partial<Record<ErrorCode, string>> = {
  STEP_UP_REQUIRED: 'Sign in again; what you wrote is kept.',
  PRINCIPAL_SUSPENDED: 'Ask a directory-admin.',
  PRINCIPAL_NOT_FOUND: 'Check the name; everybody stands under People.',
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
              <li>{one.text}</li>
            ))}
          </ul>
        )}
        <p class="code">{code}</p>
      </li>
    ))}
  </ul>
);
