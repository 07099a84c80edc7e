import type { RequestDetail } from '../request-views.ts';
import type { CorrectionView } from '../../domain/request.ts';
import type { Stage } from './demo-stage.ts';

const waitMaxMs = 10_000;

interface Answer {
  readonly status: number;
  readonly goTo: string;
  readonly text: string;
}

/** A browser's side of the console: one session, forms as they stand in the pages. */
interface Browsing {
  get(path: string): Promise<Answer>;
  /** Sends the form whose address ends so, with its hidden fields and what is filled in. */
  send(page: Answer, formEnding: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
}

/** An approver signs in the browser: he reads the page, decides once, and a second tap changes nothing. */
export async function consoleSigns(stage: Stage): Promise<void> {
  const { say, show, type, ask, check, up } = stage;
  say('14. Ben decides in the console, at the address that the mail names');
  const words = ['cancel', 'INV-1006', '--as', 'maria', '--reason', 'duplicate', '--key', 'demo-console'] as const;
  await type('request', ...words);
  const { requestId } = await ask<CorrectionView>('request', ...words);
  const path = `/corrections/${requestId}`;
  show(`${up.gatewayUrl}${path}`);

  const stranger = await browse(up.gatewayUrl).get(path);
  check('who is not signed in sees the sign-in alone, 401', stranger.status === 401 && !stranger.text.includes('INV-1006'), stranger.status);
  const ben = await signedIn(up.gatewayUrl, 'ben');
  const page = await ben.get(path);
  const button = /<button[^>]*value="approve"[^>]*>([^<]*)</.exec(page.text)?.[1] ?? '';
  check(`the button says the deed: ${button}`, /Approve: cancel INV-1006, EUR [\d,.]+/.test(button), page.status);
  check('opening the page decided nothing', (await stateOf(stage, requestId)) === 'open');
  const decided = await ben.send(page, '/decisions', { command: 'approve', comment: 'seen in the console' });
  check('one tap: 303 back to the page', decided.status === 303, decided);
  check('and it is applied', (await stateOf(stage, requestId)) === 'applied');
  const again = await ben.send(page, '/decisions', { command: 'approve', comment: 'seen in the console' });
  const told = again.status === 303 ? await ben.get(again.goTo) : again;
  check('a second tap hears that it is decided already', /already decided/i.test(told.text), told.status);
} // prettier-ignore

const stateOf = async ({ ask }: Stage, requestId: string): Promise<string> =>
  (await ask<RequestDetail>('show', requestId, '--as', 'ben')).state;

async function signedIn(url: string, person: string): Promise<Browsing> {
  const response = await post(url, '/sign-in', new URLSearchParams({ person }));
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return browse(url, cookie);
}

function browse(url: string, cookie = ''): Browsing {
  return {
    get: async (path) =>
      answerOf(await fetch(`${url}${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual', signal: AbortSignal.timeout(waitMaxMs) })),
    send: async ({ text }, formEnding, fields) => {
      const form = [...text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find(([, action = '']) => action.endsWith(formEnding));
      const [, action = '', body = ''] = form ?? [];
      const hidden = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
      return answerOf(await post(url, action, new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }), cookie));
    },
  };
} // prettier-ignore

const post = (url: string, path: string, body: URLSearchParams, cookie = ''): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { cookie, origin: url, accept: 'text/html' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(waitMaxMs),
  });

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  goTo: response.headers.get('location') ?? '',
  text: await response.text(),
});
