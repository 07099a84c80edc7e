import { ApplicationFailure } from '@temporalio/common';
import { Refused } from '../domain/errors.ts';

/**
 * The one place where errors become Temporal failures: a rule that was broken is not retried and carries its code as type;
 * everything else is trouble of a server and is retried as the proxy says.
 */
export async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, message } = error.refusal;
    throw ApplicationFailure.create({
      type: code,
      message,
      nonRetryable: true,
      details: [error.refusal],
      cause: error,
    });
  }
}
