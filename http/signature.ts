import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookSource } from '../integrations/access/access-file.ts';

/** Headers of Standard Webhooks; names in lower case. */
export type SignatureHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/**
 * Builds the check of a signed body: it answers the sources whose secret made the signature, none for a signature that is
 * missing, wrong, or more than five minutes off the clock of this machine (standardwebhooks.com).
 */
export function createVerifier(
  webhooks: readonly WebhookSource[],
): (body: Buffer, headers: SignatureHeaders) => readonly string[] {
  const verifiers = webhooks.map(({ source, secret }) => ({ source, webhook: new Webhook(secret) }));
  return (body, headers) =>
    verifiers.filter(({ webhook }) => isSignedBy(webhook, body, headers)).map(({ source }) => source);
}

function isSignedBy(webhook: Webhook, body: Buffer, headers: SignatureHeaders): boolean {
  try {
    webhook.verify(body, { ...headers }, { jsonParse: false }); // what is signed need not be JSON; that is told apart later
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
