#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { readConfig } from '../config.ts';
import { packageRoot } from './package-root.ts';
import { runCli } from './program.ts';
import { processTerminal } from './terminal.ts';

function version(): string {
  const { version: found } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  return found;
}

// A reader that has seen enough (`countersign inbox | head -1`) closes the pipe: no reason to fail.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: processTerminal(),
  config: () => readConfig(),
  nowMs: () => Date.now(),
  sleep: (ms) => sleep(ms),
  newId: ulid,
  version: version(),
});
