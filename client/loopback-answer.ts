import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Refused } from '../domain/errors.ts';

/** What a browser brought back to this machine: a code, or a "no". */
export type LoopbackAnswer = { readonly code: string } | { readonly error: string };

export interface Listening {
  /** Where the browser is sent back to: `http://127.0.0.1:PORT/`. */
  readonly redirectUri: string;
  /**
   * What is made of the first answer with our state; the browser is told `done` when it is made. Throws SIGN_IN_FAILED when none
   * comes in time, and what `use` throws.
   */
  answer<T>(use: (answer: LoopbackAnswer) => Promise<T>, done: string): Promise<T>;
  close(): void;
}

interface Options {
  /** Only who saw the address that was printed knows it. */
  readonly state: string;
  readonly waitMs: number;
  /** Something came that is no answer to this sign-in. */
  readonly onStranger: () => void;
}

type Show = (text: string, status?: number) => void;

/**
 * Listens on loopback, by address and on a free port, for the one answer of a browser (RFC 8252 sections 7.3, 8.3). What comes with
 * another state is told so and changes nothing: the wait goes on.
 */
export async function listenForAnswer({ state, waitMs, onStranger }: Options): Promise<Listening> {
  let take: ((answer: LoopbackAnswer, show: Show) => void) | undefined;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const show: Show = (text, status = 200) => shown(response, text, status);
    if (request.method !== 'GET' || pathname !== '/') return show('There is nothing here.', 404);
    const answer = answerIn(searchParams);
    if (searchParams.get('state') !== state || answer === undefined) {
      onStranger();
      return show('This is not the sign-in that the command line waits for.', 400);
    }
    if (!take) return show('The command line has its answer.', 410);
    take(answer, show);
    take = undefined;
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return {
    redirectUri: `http://127.0.0.1:${address.port}/`,
    answer: async (use, done) => {
      const [answer, show] = await new Promise<readonly [LoopbackAnswer, Show]>((resolve, reject) => {
        const timer = setTimeout(() => reject(tooLate(waitMs)), waitMs);
        take = (...taken) => {
          clearTimeout(timer);
          resolve(taken);
        };
      });
      try {
        const made = await use(answer);
        show(done);
        return made;
      } catch (error) {
        show('Nobody is signed in; the command line says why.', 400);
        throw error;
      }
    },
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

const tooLate = (waitMs: number): Refused =>
  new Refused('SIGN_IN_FAILED', { detail: `Nobody said yes in the browser within ${Math.round(waitMs / 1_000)} s.` });

function answerIn(params: URLSearchParams): LoopbackAnswer | undefined {
  const [code, error] = [params.get('code'), params.get('error')];
  if (code !== null && error === null) return { code };
  return error === null ? undefined : { error };
}

/** A page of one sentence of ours: nothing that came in stands in it. */
function shown(response: ServerResponse<IncomingMessage>, text: string, status: number): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(`<!doctype html><html lang="en"><title>Countersign</title><h1>${text}</h1></html>\n`);
}
