import type { SlackChannel } from '../access/access-file.ts';

export interface SlackMessage {
  /** Name of a channel in the access file. */
  readonly channel: string;
  /** In Slack's own markup, already escaped. */
  readonly text: string;
}

/** A message that did not go out. What it says holds no address: the address of a channel is its secret. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  /** Nothing but a person makes it right: the channel is not known, or does not take what it gets. */
  readonly isFinal: boolean;
  /** How long the other side asks to be left alone, ms. */
  readonly retryAfterMs: number | undefined;
  constructor(text: string, { isFinal, retryAfterMs }: { readonly isFinal: boolean; readonly retryAfterMs?: number | undefined }) {
    super(text);
    this.isFinal = isFinal;
    this.retryAfterMs = retryAfterMs;
  } // prettier-ignore
}

/** Below the lease of a claimed row. */
const timeoutMs = 10_000;
/** Whoever asks for more is asked again by then. */
const retryAfterMaxMs = 3_600_000;
/** Slack's bound on a section. */
const sectionMax = 3_000;

interface Options {
  readonly timeoutMs?: number;
  readonly nowMs?: () => number;
}

/** Sends to incoming webhooks of Slack, and of those who take the same form. Rejects with SlackError. */
export function slackSender(channels: readonly SlackChannel[], { timeoutMs: limitMs = timeoutMs, nowMs = Date.now }: Options = {}) {
  return async ({ channel, text }: SlackMessage): Promise<void> => {
    const known = channels.find(({ name }) => name === channel);
    if (!known) throw new SlackError(`no channel ${channel} stands in the access file`, { isFinal: true });
    const response = await post(known, bodyOf(text), limitMs);
    const { status } = response;
    const answer = await beginningOf(response);
    if (response.ok) return;
    const what = `channel ${channel} answered ${status} ${answer}`.trim();
    if (status === 429) throw new SlackError(what, { isFinal: false, retryAfterMs: retryAfter(response, nowMs()) });
    // A redirect would take the message, and who may read it, somewhere that nobody has named.
    throw new SlackError(what, { isFinal: status < 500 });
  };
} // prettier-ignore

async function post({ name, url }: SlackChannel, body: string, limitMs: number): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(limitMs),
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }); // prettier-ignore
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : cause instanceof Error ? cause.name : 'no answer'; // prettier-ignore
    throw new SlackError(`channel ${name} could not be reached (${code})`, { isFinal: false });
  }
}

/** Slack says in a word what it did not like; whatever else comes is not read. */
async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  if (!reader) return '';
  try {
    const { value } = await reader.read();
    await reader.cancel();
    return Buffer.from(value ?? []).toString().slice(0, 100);
  } catch {
    return ''; // the status has been said, and it decides
  }
} // prettier-ignore

/** As text for who shows no blocks, and as blocks in which nothing but our own markup becomes a link or a name. */
const bodyOf = (text: string): string =>
  JSON.stringify({
    text,
    blocks: sectionsOf(text).map((section) => ({ type: 'section', text: { type: 'mrkdwn', text: section, verbatim: true } })),
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  }); // prettier-ignore

/** Lines are kept whole: a link that is cut would be none. */
function sectionsOf(text: string): readonly string[] {
  const sections: string[] = [];
  for (const line of text.split('\n')) {
    const last = sections.at(-1);
    if (last === undefined || last.length + line.length + 1 > sectionMax) sections.push(line.slice(0, sectionMax));
    else sections[sections.length - 1] = `${last}\n${line}`;
  }
  return sections;
}

/** Seconds, or a moment (RFC 9110, 10.2.3). */
function retryAfter(response: Response, nowMs: number): number | undefined {
  const said = response.headers.get('retry-after');
  if (said === null) return undefined;
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, retryAfterMaxMs) : undefined;
}
