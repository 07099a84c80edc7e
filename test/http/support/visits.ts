import type { HttpBindings } from '@hono/node-server';
import { csrfOf } from '../../../http/console/cookies.ts';
import { csrfField } from '../../../http/console/forms.ts';
import { cookieOf } from '../../support/directory.ts';
import type { Subject } from './gateway.ts';

/** A browser without a screen: what it has, what it says of itself, and where it comes from. */
export interface Browser {
  /** Cookies by name; answers change them. */
  readonly cookies: Map<string, string>;
  /** The address at which it sees the gateway. */
  readonly origin: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that the gateway sees it at. */
  readonly from?: string;
}

const host = '__Host-';
export const sessionCookie = `${host}countersign`;

/** A browser in which somebody is signed in, or nobody. */
export const aBrowser = (as?: string, over: Partial<Browser> = {}): Browser => ({
  cookies: new Map(as === undefined ? [] : [[sessionCookie, cookieOf(as)]]),
  origin: 'http://localhost',
  ...over,
});

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads; empty where it stays. */
  readonly goTo: string;
}

/** Opens a page. */
export const open = (subject: Subject, browser: Browser, path: string, init: RequestInit = {}): Promise<Seen> =>
  answered(subject, browser, path, { method: 'GET', ...init });

/** Sends a form from a page of ours, with the session's token unless another one is said. */
export function send(subject: Subject, browser: Browser, path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
  const token = browser.cookies.get(sessionCookie);
  const body = new URLSearchParams({ ...(token === undefined ? {} : { [csrfField]: csrfOf(token) }), ...fields });
  const sent = { origin: browser.origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded', ...headers };
  return answered(subject, browser, path, { method: 'POST', headers: sent, body: body.toString() });
} // prettier-ignore

async function answered({ app }: Subject, browser: Browser, path: string, init: RequestInit): Promise<Seen> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = new Headers({ accept: 'text/html', ...browser.headers });
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
  if (cookie !== '' && !headers.has('cookie')) headers.set('cookie', cookie);
  const response = await app.request(`${browser.origin}${path}`, { ...init, headers }, connection(browser));
  for (const line of response.headers.getSetCookie()) keep(browser, line);
  const text = await response.text();
  const refresh = /^0;url=(.*)$/.exec(response.headers.get('refresh') ?? '')?.[1];
  return { status: response.status, headers: response.headers, text, goTo: response.headers.get('location') ?? refresh ?? '' };
} // prettier-ignore

function keep({ cookies }: Browser, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

/** What the server of Node hands along: the socket. */
const connection = ({ from }: Browser): Partial<HttpBindings> =>
  from === undefined
    ? {}
    : { incoming: { socket: { remoteAddress: from, localAddress: from } } as HttpBindings['incoming'] };
