import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPlace } from '../../stack/place.ts';
import { freePort, isFree } from '../../stack/ports.ts';
import { resolveMongo } from '../../stack/resolve.ts';
import { launch } from '../../stack/server.ts';
import { answersOn, until } from '../../stack/wait.ts';
import { mongoHooks } from './support/hooks.ts';
import { REAL_PATH, SHARED_CACHE, emptySettings } from './support/settings.ts';

const silent = () => undefined;

/** Takes a port and accepts connections on it, as any other program might. */
function occupy(port: number): void {
  const server = createServer((socket) => socket.on('error', silent));
  server.listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
}

test('a free port is free with its neighbour and below the range of outgoing connections', async () => {
  const port = await freePort([0, 1_000]);
  expect(port).toBeLessThan(32_768 - 1_000);
  expect([await isFree(port), await isFree(port + 1_000)]).toEqual([true, true]);
});

test('a port taken between the look and the start is given up for another one', { timeout: 400_000 }, async () => {
  const settings = emptySettings({ path: REAL_PATH, cacheDir: SHARED_CACHE, mongoKind: 'standin' });
  const { outcome } = await resolveMongo(settings);
  if (outcome.kind !== 'use' || outcome.use.kind === 'given') throw new Error('no server to start');
  const place = await openPlace(settings.dataDir, 'test', silent);
  const asked: number[] = [];
  const server = await launch(
    {
      name: 'mongo',
      file: outcome.use.file,
      path: settings.path,
      portOffsets: [0],
      argsFor(port) {
        if (asked.push(port) === 1) occupy(port);
        return [
          '--host',
          '127.0.0.1',
          '--port',
          String(port),
          '--storage-path',
          join(place.dir, 'data'),
          '--log-file-max',
          '64MB',
        ];
      },
      async ready(port, giveUp) {
        await until('port', () => answersOn('127.0.0.1', port), { giveUp });
        const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
        await until('primary', () => mongoHooks.isWritablePrimary(uri), { giveUp });
      },
    },
    place,
    silent,
  );
  expect(asked).toEqual([expect.any(Number), server.port]);
  await server.stop();
  place.leave({ keepData: false });
});
