import { describe, expect, test } from 'vitest';
import { childEnvironment } from '../../client/local/child-environment.ts';
import { ConfigError, readConfig } from '../../config.ts';

const provider = { OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: 'countersign' };
const roles = { OIDC_ROLES_CLAIM: 'groups', OIDC_ROLES: '{"fin": ["finance-approver"]}' };

describe('the environment of sign-in (docs/sign-in.md)', () => {
  test('without a provider there is none; with one the rest has a value', () => {
    expect(readConfig({}).oidc).toBeUndefined();
    expect(readConfig(provider).oidc).toEqual({
      issuer: 'https://login.example', clientId: 'countersign', clientSecret: undefined, clientSecretFile: undefined, clientAuth: 'post',
      name: 'single sign-on', scope: 'openid profile email', personClaim: 'email', roles: undefined,
    });
  }); // prettier-ignore

  test('reaches the gateway that "up" starts, whole', () => {
    const set = {
      ...provider, ...roles, OIDC_CLIENT_SECRET_FILE: '/s', OIDC_CLIENT_AUTH: 'basic', OIDC_NAME: 'ID', OIDC_PERSON_CLAIM: 'sub',
      OIDC_SCOPE: 'openid', COUNTERSIGN_PUBLIC_URL: 'https://pay.example', COUNTERSIGN_SIGN_INS_PER_MINUTE: '50',
    }; // prettier-ignore
    const config = readConfig(set);
    const again = readConfig(childEnvironment(config));
    expect([again.oidc, again.publicUrl, again.signInsPerMinute]).toEqual([config.oidc, 'https://pay.example', 50]);
    expect(config.oidc).toMatchObject({ personClaim: 'sub', roles: { claim: 'groups', map: { fin: ['finance-approver'] } } });
  });

  test.each(['http://127.0.0.1:9000', 'http://localhost:9000/realm', 'http://[::1]:1', 'https://login.example/realms/a'])(
    'takes the issuer %s',
    (issuer) => {
      expect(readConfig({ ...provider, OIDC_ISSUER: issuer }).oidc?.issuer).toBe(issuer);
    },
  );

  test.each<[what: string, env: NodeJS.ProcessEnv, variable: string]>([
    ['plain HTTP elsewhere', { ...provider, OIDC_ISSUER: 'http://login.example' }, 'OIDC_ISSUER'],
    ['no address', { ...provider, OIDC_ISSUER: 'login.example' }, 'OIDC_ISSUER'],
    ['no client', { OIDC_ISSUER: 'https://login.example' }, 'OIDC_CLIENT_ID'],
    ['a client without a provider', { OIDC_CLIENT_ID: 'x' }, 'OIDC_ISSUER'],
    ['two secrets', { ...provider, OIDC_CLIENT_SECRET: 'a', OIDC_CLIENT_SECRET_FILE: '/b' }, 'OIDC_CLIENT_SECRET_FILE'],
    ['a scope without openid', { ...provider, OIDC_SCOPE: 'email' }, 'OIDC_SCOPE'],
    ['another claim', { ...provider, OIDC_PERSON_CLAIM: 'nickname' }, 'OIDC_PERSON_CLAIM'],
    ['a map that is no JSON', { ...provider, ...roles, OIDC_ROLES: 'fin=x' }, 'OIDC_ROLES'],
    ['a map of another form', { ...provider, ...roles, OIDC_ROLES: '{"fin": "x"}' }, 'OIDC_ROLES'],
    ['a map without a claim', { ...provider, OIDC_ROLES: '{}' }, 'OIDC_ROLES_CLAIM'],
    ['a claim without a map', { ...provider, OIDC_ROLES_CLAIM: 'groups' }, 'OIDC_ROLES'],
    ['a public address without TLS', { COUNTERSIGN_PUBLIC_URL: 'http://pay.example' }, 'COUNTERSIGN_PUBLIC_URL'],
    ['a public address with a path', { COUNTERSIGN_PUBLIC_URL: 'https://pay.example/console' }, 'COUNTERSIGN_PUBLIC_URL'],
    ['no sign-in at all', { COUNTERSIGN_SIGN_INS_PER_MINUTE: '0' }, 'COUNTERSIGN_SIGN_INS_PER_MINUTE'],
  ])('%s is refused by name', (_what, env, variable) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(new RegExp(`^${variable}[:.]`));
  });

  test('a public address is an origin', () => {
    expect(readConfig({ COUNTERSIGN_PUBLIC_URL: 'https://Pay.example:8443/' }).publicUrl).toBe('https://pay.example:8443');
  });
}); // prettier-ignore
