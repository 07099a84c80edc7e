import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** Bytes of a file of our own writing, `test/fixtures/documents/`. */
export const fixture = (name: string): Buffer => readFileSync(new URL(`test/fixtures/documents/${name}`, root));
export const fixtureText = (name: string): string => fixture(name).toString('utf8');
export const demoFile = (name: string): Buffer => readFileSync(new URL(`demo/${name}`, root));

/** Real documents, handed around outside the repository; tests of them are skipped, with a word why, where they are not. */
export const sharedData = new URL('../shared/data/', root);
export const hasSharedData = existsSync(sharedData);
export const sharedFile = (path: string): Buffer => readFileSync(new URL(path, sharedData));
if (!hasSharedData)
  console.log(
    `skipped: no real documents at ${sharedData.pathname}; the fixtures of our own writing stand in for them`,
  );
