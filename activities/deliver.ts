import type { Channel } from '../domain/notices.ts';
import type { Reader, Renderer } from '../integrations/messages/render.ts';
import type { Mail } from '../integrations/mail/mailer.ts';
import { SlackError, type SlackMessage } from '../integrations/slack/webhook.ts';
import type { OutboxRecord } from '../store/records.ts';
import type { Store } from '../store/database.ts';
import { claimRow, markFailed, markSent, type Failure } from '../store/outbox-claims.ts';
import { personRecord } from '../store/people.ts';
import { messageSettings } from '../store/settings.ts';
import { every, type Loop } from './every.ts';

export type Log = (level: 'info' | 'warn', text: string, facts: Readonly<Record<string, unknown>>) => void;

export interface DeliveryDeps {
  readonly store: Store;
  readonly renderer: Renderer;
  /** Each sends one message or rejects; it may be called again with the same one. */
  readonly send: {
    readonly mail: (mail: Mail) => Promise<void>;
    readonly slack: (message: SlackMessage) => Promise<void>;
  };
  /** Where a POST with a token ends the digest. */
  readonly unsubscribeUrl: (token: string) => string;
  readonly nowMs: () => number;
  readonly log: Log;
}

/** So many messages of a channel are under way at once: one server that is slow holds back only so many, and no other channel. */
const underWayMax = 4;
const channels: readonly Channel[] = ['mail', 'slack'];

/** Delivers what is due now, in commit order per invoice and channel; answers how many it tried. */
export async function deliverDue(deps: DeliveryDeps, isStopped: () => boolean = () => false): Promise<number> {
  const lanes = channels.flatMap((channel) => Array.from({ length: underWayMax }, () => deliverFrom(deps, channel, isStopped)));
  const ended = await Promise.allSettled(lanes); // a lane that fails must not leave the others running on unseen
  const failed = ended.find((lane) => lane.status === 'rejected');
  if (failed) throw failed.reason;
  return ended.reduce((sum, lane) => sum + (lane.status === 'fulfilled' ? lane.value : 0), 0);
} // prettier-ignore

async function deliverFrom(deps: DeliveryDeps, channel: Channel, isStopped: () => boolean): Promise<number> {
  const { store, nowMs } = deps;
  let tried = 0;
  while (!isStopped()) {
    const row = await claimRow(store, channel, new Date(nowMs()));
    if (!row) return tried;
    tried += 1;
    await deliver(deps, row);
  }
  return tried;
}

async function deliver(deps: DeliveryDeps, row: OutboxRecord): Promise<void> {
  const { store, nowMs, log } = deps;
  let language: string;
  try {
    language = await send(deps, row);
  } catch (error) {
    const failure = failureOf(error);
    log('warn', failure.isFinal ? 'a message was given up' : 'a message was not delivered; it is tried again', {
      id: row._id, channel: row.channel, attempts: row.attempts, error: failure.error,
    }); // prettier-ignore
    return markFailed(store, row, failure, new Date(nowMs()));
  }
  await markSent(store, row._id, { language, now: new Date(nowMs()) });
}

/** Language and zone are looked up now, not when the row was written: transactions stay short, and a profile counts at once. */
async function send({ store, renderer, send: by, unsubscribeUrl }: DeliveryDeps, row: OutboxRecord): Promise<string> {
  const { _id: id, topic, channel, recipient, facts } = row;
  const { language: set } = await messageSettings(store);
  if (channel === 'slack') {
    const language = renderer.languageOf({}, set);
    await by.slack({ channel: recipient, text: renderer.slack({ topic, facts }, language).text });
    return language;
  }
  const reader = await readerOf(store, recipient);
  const language = renderer.languageOf(reader, set);
  await by.mail({
    ...renderer.mail({ topic, facts }, reader, language),
    id, thread: threadOf(row), to: recipient, language,
    ...('unsubscribeToken' in facts ? { unsubscribeUrl: unsubscribeUrl(facts.unsubscribeToken) } : {}),
  }); // prettier-ignore
  return language;
}

/** How the person reads; who is no person of the directory (a customer, a list) reads as the deployment. */
async function readerOf(store: Store, address: string): Promise<Reader> {
  const { locale, zone } = (await personRecord(store, address)) ?? {};
  return { ...(locale === undefined ? {} : { locale }), ...(zone === undefined ? {} : { zone }) };
}

/** What belongs together in a mailbox: a request, a version of the policy, a change of the directory; a digest stands alone. */
function threadOf({ _id, facts }: OutboxRecord): string {
  if ('requestId' in facts) return facts.requestId;
  if ('policyVersion' in facts) return `policy ${facts.policyVersion}`;
  return 'changeId' in facts ? facts.changeId : _id;
}

const failureOf = (error: unknown): Failure => ({
  error: error instanceof Error ? error.message : String(error),
  isFinal: error instanceof SlackError && error.isFinal,
  retryAfterMs: error instanceof SlackError ? error.retryAfterMs : undefined,
});

/** Delivers for as long as the process lives: what a dead process claimed is due again when its claim ends. */
export const startDelivery = (deps: DeliveryDeps & { /** How long to rest when nothing is due, ms. */ readonly restMs: number }): Loop =>
  every(deps.restMs, (isStopped) => deliverDue(deps, isStopped), (error) =>
    deps.log('warn', 'the outbox could not be read; it is tried again', { error: String(error) }),
  ); // prettier-ignore
