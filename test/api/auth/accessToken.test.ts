import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { createAccessTokens, mintToken } from '../../../src/api/auth/accessToken.ts';
import { testSettings } from '../support/openApi.ts';

const settings = testSettings().tokens;
const [newKey, oldKey] = settings.keys as [(typeof settings.keys)[0], (typeof settings.keys)[0]];
const tokens = createAccessTokens(settings);
const NOW = 1_672_531_200;

/** A token like ours, but for what a test changes. */
function forged(claims: object = {}, header: object = {}, secret: Uint8Array = newKey.secret): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = { alg: 'HS256', typ: 'at+jwt', kid: 'new', ...header };
  const body = {
    sub: 'acc_1',
    iss: settings.issuer,
    aud: settings.audience,
    iat: NOW,
    exp: NOW + 600,
    ...claims,
  };
  const text = `${part(head)}.${part(body)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('access tokens', () => {
  test('name the account that they were made for, until they end', () => {
    const token = tokens.mint('acc_1', NOW, 600);
    expect(tokens.verify(token, NOW)).toBe('acc_1');
    expect(tokens.verify(token, NOW + 599)).toBe('acc_1');
    expect(tokens.verify(token, NOW + 600)).toBeNull();
  });

  test('run on the clock that is given, not on the wall clock', () => {
    const longAgo = tokens.mint('acc_1', 1_000, 600);
    expect(tokens.verify(longAgo, 1_100)).toBe('acc_1');
  });

  test('are made with the first key and accepted with each', () => {
    expect(jwt.decode(tokens.mint('acc_1', NOW, 600), { complete: true })?.header.kid).toBe('new');
    expect(tokens.verify(forged({}, { kid: 'old' }, oldKey.secret), NOW)).toBe('acc_1');
  });

  test('of a key that was taken off the list are refused', () => {
    const rotated = createAccessTokens({ ...settings, keys: [newKey] });
    expect(rotated.verify(forged({}, { kid: 'old' }, oldKey.secret), NOW)).toBeNull();
  });

  test('that are forged as ours would be accepted, so that the refusals below mean something', () => {
    expect(tokens.verify(forged(), NOW)).toBe('acc_1');
  });

  test.each([
    ['another issuer', forged({ iss: 'https://evil.example' })],
    ['another audience', forged({ aud: 'someone' })],
    ['no expiry', forged({ exp: undefined })],
    ['no time of issue', forged({ iat: undefined })],
    ['no subject', forged({ sub: undefined })],
    ['a subject that is no text', forged({ sub: 7 })],
    ['an expiry in ten years', forged({ exp: NOW + 315_360_000 })],
    ['a time of issue in the future', forged({ iat: NOW + 60, exp: NOW + 120 })],
    ['an expiry that is a fraction', forged({ exp: NOW + 0.5 })],
    ['another type', forged({}, { typ: 'JWT' })],
    ['no type', forged({}, { typ: undefined })],
    ['an unknown key id', forged({}, { kid: 'other' })],
    ['a path as key id', forged({}, { kid: '../../etc/passwd' })],
    ['a key id that every object has', forged({}, { kid: '__proto__' })],
    ['no key id', forged({}, { kid: undefined })],
    ['the other key', forged({}, { kid: 'old' })],
    ["a stranger's key", forged({}, {}, randomBytes(32))],
    ['no signature', forged().replace(/\.[^.]+$/, '.')],
    ['algorithm none', `${forged({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
    ['another HMAC', forged({}, { alg: 'HS512' })],
    ['nothing', ''],
    ['something else', 'not.a.token'],
    ['ten thousand letters', 'a'.repeat(10_000)],
  ])('with %s are refused', (_what, token) => {
    expect(tokens.verify(token, NOW)).toBeNull();
  });

  test('signed with RSA, or with an RSA public key as if it were ours, are refused', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const claims = { sub: 'acc_1', iss: settings.issuer, aud: settings.audience, iat: NOW, exp: NOW + 600 };
    const header = { alg: 'RS256', typ: 'at+jwt', kid: 'new' };
    expect(tokens.verify(jwt.sign(claims, privateKey, { algorithm: 'RS256', header }), NOW)).toBeNull();
    const asSecret = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(tokens.verify(forged({}, {}, asSecret), NOW)).toBeNull();
  });

  test('need keys of at least 32 bytes', () => {
    const short = { ...settings, keys: [{ kid: 'a', secret: randomBytes(31) }] };
    expect(() => createAccessTokens(short)).toThrow(/32 bytes/);
    expect(() => createAccessTokens({ ...settings, keys: [] })).toThrow(/at least one key/);
  });

  test('minted for a demo live at most as long as the settings allow', () => {
    const token = mintToken(settings, { accountId: 'acc_1', now: NOW, lifeSeconds: 10 ** 9 });
    expect(tokens.verify(token, NOW + 599)).toBe('acc_1');
    expect(tokens.verify(token, NOW + 601)).toBeNull();
  });
});
