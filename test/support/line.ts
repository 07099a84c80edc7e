import { createServer, connect, type Socket } from 'node:net';
import { inject } from 'vitest';

/** A line to the MongoDB server that can be cut and mended, for an outage without touching the shared server. */
export interface Line {
  readonly uri: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openLine(): Promise<Line> {
  const { hostname, port } = new URL(inject('mongodbUri').replace('mongodb:', 'http:'));
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    } // prettier-ignore
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = (): void => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    // Direct: found by its name in the set, the server would be reached past this line.
    uri: `mongodb://127.0.0.1:${address.port}/?directConnection=true`,
    cut,
    mend() {
      whole = true;
    },
    async close() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
