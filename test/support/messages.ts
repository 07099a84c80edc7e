import { fileURLToPath } from 'node:url';
import type { DeliveryDeps } from '../../activities/index.ts';
import { formatsOf } from '../../http/console/formats.ts';
import type { Mail } from '../../integrations/mail/mailer.ts';
import { pages } from '../../integrations/messages/pages.ts';
import { createRenderer, type Renderer } from '../../integrations/messages/render.ts';
import { loadTemplates } from '../../integrations/messages/templates.ts';
import type { SlackMessage } from '../../integrations/slack/webhook.ts';
import type { Store } from '../../store/database.ts';

export const shippedTemplates = fileURLToPath(new URL('../../messages', import.meta.url));
export const publicUrl = 'https://pay.example';
const catalogue = await loadTemplates(shippedTemplates);

/** The shipped templates, read by a deployment in Berlin. */
export const aRenderer = (over: { readonly publicUrl?: string } = {}): Renderer =>
  createRenderer({ catalogue, formatsOf, region: { locale: 'en-GB', zone: 'Europe/Berlin' }, publicUrl, ...over });

export interface Sent {
  readonly mails: Mail[];
  readonly slack: SlackMessage[];
}

/** Delivers into lists, or as `send` says. */
export function delivering(
  store: Store,
  over: Partial<Omit<DeliveryDeps, 'send'>> & { readonly send?: Partial<DeliveryDeps['send']> } = {},
): DeliveryDeps & { readonly sent: Sent } {
  const sent: Sent = { mails: [], slack: [] };
  const { send, ...rest } = over;
  return {
    store,
    renderer: aRenderer(),
    unsubscribeUrl: (token) => pages.unsubscribe(publicUrl, token),
    nowMs: () => Date.now(),
    log: () => undefined,
    ...rest,
    send: {
      mail: (mail) => Promise.resolve(void sent.mails.push(mail)),
      slack: (message) => Promise.resolve(void sent.slack.push(message)),
      ...send,
    },
    sent,
  };
}
