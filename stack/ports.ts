import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export const LOCALHOST = '127.0.0.1';

// Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 on macOS). A port
// from "bind 0" lies inside it: while our server is killed, a client that keeps reconnecting may be given that very
// port as its own, connect to itself, and hold it against the restart.
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 30_999; // the Temporal UI listens 1000 above
const TRIES = 200;

/** True when a server could listen on 127.0.0.1:port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: LOCALHOST, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that is free together with each `port + offset`. Free now is not free for ever: callers retry on a clash. */
export async function freePort(offsets: readonly number[] = [0]): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (await areFree(port, offsets)) return port;
  }
  throw new Error(`no free port between ${LOWEST_PORT} and ${HIGHEST_PORT} on ${LOCALHOST}`);
}

/** True when `port + offset` is free for every offset. */
export async function areFree(port: number, offsets: readonly number[]): Promise<boolean> {
  const free = await Promise.all(offsets.map((offset) => isFree(port + offset)));
  return free.every(Boolean);
}
