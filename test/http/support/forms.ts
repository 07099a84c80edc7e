import { csrfOf } from '../../../http/console/cookies.ts';
import { csrfField } from '../../../http/console/forms.ts';
import { cookieOf } from '../../support/directory.ts';
import type { Subject } from './gateway.ts';

/** A page as a browser gets it. */
export interface Shown {
  readonly status: number;
  readonly text: string;
  /** Where it leads; empty where it stays. */
  readonly goTo: string;
  readonly headers: Headers;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

const cookie = (as: string | undefined) => (as === undefined ? {} : { cookie: `__Host-countersign=${cookieOf(as)}` });

/** Opens a page as somebody who is signed in, or as nobody. */
export const openPage = async ({ app }: Subject, as: string | undefined, path: string): Promise<Shown> =>
  shown(await app.request(path, { headers: { accept: 'text/html', ...cookie(as) } }));

/** Sends a form from a page of ours; with the session's token unless another one is said. */
export async function sendForm({ app }: Subject, as: string, path: string, fields: Fields = {}): Promise<Shown> {
  const all = { [csrfField]: csrfOf(cookieOf(as)), ...fields };
  const body = new URLSearchParams(
    Object.entries(all).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  );
  const headers = {
    accept: 'text/html',
    origin: 'http://localhost',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
    ...cookie(as),
  };
  return shown(await app.request(path, { method: 'POST', headers, body: body.toString() }));
}

const shown = async (response: Response): Promise<Shown> => ({
  status: response.status,
  text: await response.text(),
  goTo: response.headers.get('location') ?? '',
  headers: response.headers,
});
