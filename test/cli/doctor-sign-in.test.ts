import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineSignIn } from '../../client/local/doctor-sign-in.ts';
import { readConfig } from '../../config.ts';
import { useIdentityProvider } from '../http/support/identity-provider.ts';
import { emptyHome } from './run.ts';

const provider = useIdentityProvider();
const look = async (env: NodeJS.ProcessEnv): Promise<readonly string[]> =>
  (await examineSignIn(readConfig(env))).map(({ level, text }) => `${level} ${text}`);
const oidc = (over: NodeJS.ProcessEnv = {}) => ({
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: 'countersign',
  ...over,
});

test('doctor says whether people can sign in, and why not', async () => {
  expect(await look({})).toEqual([expect.stringMatching(/^note no OIDC_ISSUER/)]);
  expect(await look({ NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^wrong no OIDC_ISSUER/)]);
  expect(await look(oidc())).toEqual([`ok the identity provider ${provider.issuer} answers`]);
  expect(await look(oidc({ OIDC_ISSUER: 'http://127.0.0.1:9' }))).toEqual([
    expect.stringMatching(/^wrong .* does not answer/),
  ]);
  expect(await look(oidc({ OIDC_ISSUER: `${provider.issuer}/realm` }))).toEqual([
    expect.stringMatching(/^wrong .* answers 404 at/),
  ]);
  provider.says = { metadata: { issuer: 'https://other.example' } };
  expect(await look(oidc())).toEqual([expect.stringMatching(/^wrong .* calls itself https:\/\/other.example/)]);
});

test('and whether the secret of the client is kept to its owner', async () => {
  provider.says = {};
  const file = join(emptyHome(), 'secret');
  expect((await look(oidc({ OIDC_CLIENT_SECRET_FILE: file })))[1]).toBe(`wrong ${file} is missing`);
  writeFileSync(file, 'x', { mode: 0o644 });
  expect((await look(oidc({ OIDC_CLIENT_SECRET_FILE: file })))[1]).toBe(`wrong ${file} can be read by others`);
  writeFileSync(join(file, '../other'), 'x', { mode: 0o600 });
  expect((await look(oidc({ OIDC_CLIENT_SECRET_FILE: join(file, '../other') })))[1]).toMatch(/^ok .* owner only$/);
});
