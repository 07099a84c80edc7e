import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, { version?: string; resolved?: string }>;
};
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;

test('the lockfile names no host', () => {
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});

test('every version is exact', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('one protobufjs 8 serves the SDK, and a JSON history loads (guides/temporal.md trap 1)', () => {
  const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith('node_modules/protobufjs'));
  expect(copies.filter(([, { version }]) => version?.startsWith('8.')).map(([path]) => path)).toEqual([
    'node_modules/protobufjs',
  ]);
  const recorded = readFileSync(new URL('replay/histories/auto.json', import.meta.url), 'utf8');
  expect(historyFromJSON(JSON.parse(recorded)).events?.length).toBeGreaterThan(0);
});
