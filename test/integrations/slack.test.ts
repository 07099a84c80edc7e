import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { slackSender, SlackError } from '../../integrations/slack/webhook.ts';

let servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  servers = [];
});

/** A real server that answers as told; what it got stands in `got`. */
async function answering(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const got: { readonly path: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() });
      answer(response, request);
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { got, url: `http://127.0.0.1:${address.port}/services/SECRET` };
}
const message = { channel: 'finance', text: '*Cancel* &lt;CM-1&gt;\n<https://pay.example/corrections/r_1|Open>' };
const failureOf = (sending: Promise<void>): Promise<SlackError> =>
  sending.then(
    () => Promise.reject(new Error('it was sent')),
    (error: unknown) => (error instanceof SlackError ? error : Promise.reject(error as Error)),
  );
const withStatus = (status: number, body = 'word', headers: Record<string, string> = {}) =>
  answering((response) => void response.writeHead(status, headers).end(body));

describe('a message to a webhook', () => {
  test('is text and blocks, in which only our own markup is a link', async () => {
    const { got, url } = await withStatus(200, 'ok');
    await slackSender([{ name: 'finance', url }])(message);
    expect(got).toHaveLength(1);
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({
      text: message.text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: message.text, verbatim: true } }],
      link_names: false, unfurl_links: false, unfurl_media: false,
    }); // prettier-ignore
  });

  test('that is long comes in sections that Slack takes, its lines whole', async () => {
    const { got, url } = await withStatus(200);
    const lines = Array.from({ length: 12 }, (_, n) => `${n} ${'x'.repeat(900)}`);
    await slackSender([{ name: 'finance', url }])({ channel: 'finance', text: lines.join('\n') });
    const { blocks } = JSON.parse(got[0]?.body ?? '') as {
      readonly blocks: readonly { readonly text: { readonly text: string } }[];
    };
    expect(blocks.flatMap(({ text }) => text.text.split('\n'))).toEqual(lines);
    expect(Math.max(...blocks.map(({ text }) => text.text.length))).toBeLessThanOrEqual(3_000);
  });

  test.each<[what: string, status: number, headers: Record<string, string>, isFinal: boolean, retryAfterMs?: number]>([
    ['a bad request', 400, {}, true],
    ['a channel that is gone', 410, {}, true],
    ['too many, with seconds', 429, { 'retry-after': '30' }, false, 30_000],
    [
      'too many, with a moment',
      429,
      { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 1)).toUTCString() },
      false,
      60_000,
    ],
    ['too many, for a year', 429, { 'retry-after': '31536000' }, false, 3_600_000],
    ['too many, for nobody knows how long', 429, { 'retry-after': 'soon' }, false],
    ['too many', 429, {}, false],
    ['trouble of the server', 503, {}, false],
  ])('%s', async (_what, status, headers, isFinal, retryAfterMs) => {
    const { url } = await withStatus(status, 'no_text', headers);
    const send = slackSender([{ name: 'finance', url }], { nowMs: () => Date.UTC(2026, 0, 1) });
    const error = await failureOf(send(message));
    expect(error).toMatchObject({ isFinal, retryAfterMs });
    expect(error.message).toBe(`channel finance answered ${status} no_text`);
  });

  test('follows no redirect', async () => {
    const other = await withStatus(200);
    const { url } = await withStatus(302, '', { location: other.url });
    expect(await failureOf(slackSender([{ name: 'finance', url }])(message))).toMatchObject({ isFinal: true });
    expect(other.got).toEqual([]);
  });

  test('does not wait for ever, nor read for ever', async () => {
    const silent = await answering(() => undefined);
    const started = Date.now();
    const error = await failureOf(slackSender([{ name: 'finance', url: silent.url }], { timeoutMs: 200 })(message));
    expect(error.isFinal).toBe(false);
    expect(Date.now() - started).toBeLessThan(5_000);
    const endless = await answering((response) => {
      response.writeHead(500);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(
      (await failureOf(slackSender([{ name: 'finance', url: endless.url }])(message))).message.length,
    ).toBeLessThan(200);
  });

  test('says in no error where the channel is: the address is its secret', async () => {
    const { url } = await withStatus(500, 'broken');
    const dead = 'http://127.0.0.1:1/services/SECRET';
    for (const one of [url, dead])
      expect((await failureOf(slackSender([{ name: 'finance', url: one }])(message))).message).not.toMatch(
        /SECRET|127\.0/,
      );
  });

  test('to a channel that nobody named is given up', async () => {
    expect(await failureOf(slackSender([])(message))).toMatchObject({
      isFinal: true,
      message: 'no channel finance stands in the access file',
    });
  });
});
