import { createHash } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthService, createAuthService } from '../../../src/api/auth/authService.ts';
import type { SessionTokens } from '../../../src/api/auth/sessions.ts';
import { isRefusal, type Refusal } from '../../../src/domain/shared/refusals.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let auth: AuthService;
beforeAll(async () => {
  api = await openApi();
  const { models, settings, metrics } = api;
  const log = pino({ level: 'debug' }, { write: (line: string) => api.logged.push(line) });
  auth = createAuthService({ models, settings, metrics, log, now: () => api.place.clock.now });
});
afterAll(() => api.stop());

async function refreshed(token: string): Promise<SessionTokens> {
  const session = await auth.refresh(token);
  if (isRefusal(session)) throw new Error(session.code);
  return session;
}
const codeOf = (answer: SessionTokens | Refusal | string) => (isRefusal(answer) ? answer.code : null);

describe('refreshing a session', () => {
  test('gives another token each time, and an access token that works', async () => {
    const first = await auth.openSession('acc_a');
    const second = await refreshed(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(auth.accountOf(second.accessToken)).toBe('acc_a');
    const third = await refreshed(second.refreshToken);
    expect(third.refreshToken).not.toBe(second.refreshToken);
  });

  test('with a token that was used before ends every session of that sign-in, and is noted', async () => {
    const first = await auth.openSession('acc_b');
    const second = await refreshed(first.refreshToken);
    api.place.clock.now += 11;
    expect(codeOf(await auth.refresh(first.refreshToken))).toBe('SESSION_REVOKED');
    expect(codeOf(await auth.refresh(second.refreshToken))).toBe('SESSION_REVOKED');
    expect(api.logged.some((line) => line.includes('used twice') && line.includes('acc_b'))).toBe(true);
    expect(api.logged.some((line) => line.includes(first.refreshToken))).toBe(false);
  });

  test('twice at the same moment gives both the same token, and the session lives on', async () => {
    const first = await auth.openSession('acc_c');
    const answers = await Promise.all(Array.from({ length: 5 }, () => refreshed(first.refreshToken)));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(codeOf(await auth.refresh(answers[0]?.refreshToken ?? ''))).toBeNull();
  });

  test('leaves the sessions of other sign-ins of the same account alone', async () => {
    const [stolen, honest] = [await auth.openSession('acc_d'), await auth.openSession('acc_d')];
    await refreshed(stolen.refreshToken);
    api.place.clock.now += 11;
    await auth.refresh(stolen.refreshToken);
    expect(codeOf(await auth.refresh(honest.refreshToken))).toBeNull();
  });

  test('ends after thirty days without a refresh', async () => {
    const { refreshToken, refreshExpiresAt } = await auth.openSession('acc_e');
    api.place.clock.now = refreshExpiresAt;
    expect(codeOf(await auth.refresh(refreshToken))).toBe('SESSION_REVOKED');
  });

  test.each(['', 'rt_', 'rt_unknown', 'x'.repeat(100_000), '{"$ne":null}'])(
    'with %.20s is refused',
    async (token) => {
      expect(codeOf(await auth.refresh(token))).toBe('SESSION_REVOKED');
    },
  );

  test('stores no token, only its hash', async () => {
    const { refreshToken } = await auth.openSession('acc_f');
    const hash = createHash('sha256').update(refreshToken).digest('hex');
    expect(await api.models.tokens.countDocuments({ _id: hash })).toBe(1);
    const everything = JSON.stringify(await api.models.tokens.find().lean());
    expect(everything).not.toContain(refreshToken);
    expect(Buffer.from(refreshToken.slice(3), 'base64url')).toHaveLength(32);
  });
});

describe('ending a session', () => {
  test('ends it once, with any of its tokens', async () => {
    const first = await auth.openSession('acc_g');
    const second = await refreshed(first.refreshToken);
    expect(await auth.revoke(first.refreshToken)).toBe('acc_g');
    expect(codeOf(await auth.refresh(second.refreshToken))).toBe('SESSION_REVOKED');
    expect(codeOf(await auth.revoke(second.refreshToken))).toBe('SESSION_REVOKED');
  });

  test('works over the API', async () => {
    const { refreshToken } = await auth.openSession('acc_h');
    const revoke =
      'mutation($t: String!) { revokeSession(input: { refreshToken: $t }) { account { id } errors { code } } }';
    const { body } = await api.send(revoke, { variables: { t: refreshToken } });
    expect(body.data.revokeSession.errors).toEqual([]);
    const refresh =
      'mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { session { accessToken } errors { code path } } }';
    const again = await api.send(refresh, { variables: { t: refreshToken } });
    expect(again.body.data.refreshSession).toEqual({
      session: null,
      errors: [{ code: 'SESSION_REVOKED', path: 'input.refreshToken' }],
    });
  });
});
