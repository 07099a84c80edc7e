import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimsOf, identityIn, keptBy, roleMapOf } from '../../http/sign-in/claims.ts';
import { answerTo, codeBody, commandLineAsk } from '../../http/sign-in/codes.ts';
import { ownPath } from '../../http/sign-in/own-path.ts';

describe('where to go after sign-in (open redirects)', () => {
  test.each(['/', '/inbox', '/corrections?state=open&after=a%20b', '/sign-in/command-line?redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F'])(
    '%s is a path of ours',
    (path) => {
      expect(ownPath.parse(path)).toBe(path);
    },
  );

  test('what is kept never leaves the origin, as browsers resolve it', () => {
    const piece = fc.constantFrom('/', '\\', '\t', '\n', '\r', ' ', '.', '..', '@', ':', '//', 'evil.example', 'http:', '%2f', '%5c', '?', '#', '\u0000', '／');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const kept = ownPath.parse(`/${pieces.join('')}`);
        for (const origin of ['http://127.0.0.1:8787', 'https://pay.example'])
          expect(new URL(kept ?? '/', `${origin}/sign-in/callback?x=/y`).origin).toBe(origin);
      }),
      { numRuns: 5_000 },
    );
  });
}); // prettier-ignore

describe('what a provider says', () => {
  const email = { claim: 'email' } as const;
  const verified = { email: 'a@example.com', email_verified: true };

  test('is read from both places, the ID token first', () => {
    expect(claimsOf({ ...verified, locale: 'de' }, { sub: 's', locale: 'es' })).toMatchObject({ ...verified, locale: 'es' });
    expect(claimsOf(verified, { email: 'a@example.com' })).toMatchObject({ email_verified: true });
  });

  test.each<[what: string, userinfo: object, idToken: object]>([
    ['of another address', verified, { email: 'b@example.com' }],
    ['without the address', { email: 'a@example.com' }, { email_verified: true }],
    ['against itself', verified, { email: 'a@example.com', email_verified: false }],
  ])('a verification %s counts for nothing', (_what, userinfo, idToken) => {
    expect(() => identityIn(claimsOf({ ...userinfo }, { ...idToken }), email)).toThrow('has not verified');
  });

  test.each([undefined, '', 7, ['a@example.com'], { a: 1 }, null])('%j is no name', (value) => {
    expect(() => identityIn({ email: value, email_verified: true }, email)).toThrow('says no email');
  });

  const roles = roleMapOf({ claim: 'groups', map: { fin: ['finance-approver'], boss: ['controller', 'finance-approver'] } });
  test.each<[said: unknown, holds: readonly string[]]>([
    [['fin'], ['finance-approver']],
    ['boss', ['controller', 'finance-approver']],
    [['fin', 'boss', 'other', 7, null], ['finance-approver', 'controller']],
    [['constructor', '__proto__', 'toString'], []],
    [undefined, []],
    [{ fin: true }, []],
  ])('groups %j are the roles %j', (groups, holds) => {
    expect(identityIn({ ...verified, groups }, { ...email, roles }).holds).toEqual(holds);
  });

  test('the map keeps the roles that it names, and names none that there is not', () => {
    expect(keptBy(roles)).toEqual(['finance-approver', 'controller']);
    expect(() => roleMapOf({ claim: 'g', map: { a: ['king'] } })).toThrow('OIDC_ROLES names the role king');
  });
}); // prettier-ignore

test('the command line gets its answer at its own address, and nothing else there', () => {
  const ask = { redirect_uri: 'http://127.0.0.1:5/', state: 's'.repeat(43), code_challenge: 'c'.repeat(43) };
  expect(commandLineAsk.parse(ask)).toEqual(ask);
  expect(answerTo(ask, { code: 'abc' })).toBe(`http://127.0.0.1:5/?code=abc&state=${ask.state}`);
  for (const wrong of [{ state: 'x y' }, { code_challenge: 'short' }, { more: 'x' }]) expect(commandLineAsk.safeParse({ ...ask, ...wrong }).success).toBe(false);
  expect(codeBody.safeParse({ code: 'x', verifier: 'v'.repeat(43), redirectUri: ask.redirect_uri }).success).toBe(false);
}); // prettier-ignore
