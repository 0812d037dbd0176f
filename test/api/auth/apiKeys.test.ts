import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OPERATION_SCOPES, type Scope } from '../../../src/api/auth/scopes.ts';
import { enterScopeGate } from '../../../src/api/hardening/scopeGate.ts';
import { API_KEY_SECONDS_MAX, API_KEYS_MAX } from '../../../src/domain/shared/limits.ts';
import { person, SYSTEM } from '../../support/marketplace.ts';
import { exampleOf, mutationFields, queryFields, schema } from '../schema/apiSchema.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
const everything = person(7, ['OWNER', 'CASHIER']);
const other = person(8);
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: true } });
  for (const { address, roles } of [everything, other]) {
    await api.place.must(SYSTEM, 'registerAccount', { address, roles });
  }
});
afterAll(() => api.stop());
beforeEach(() => api.models.apiKeys.deleteMany({}));

const CREATE = `mutation($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    apiKey { prefix name scopes createdAt lastUsedAt expiresAt } secret
    errors { code path ... on LimitReached { limit used } ... on TermOutOfRange { maximumSeconds } } replayed
  }
}`;
const REVOKE = `mutation($prefix: String!) {
  revokeApiKey(input: { prefix: $prefix }) { apiKey { prefix } errors { code } }
}`;
const KEYS = '{ viewer { apiKeys { prefix name scopes lastUsedAt expiresAt } } }';

const create = async (input: object, token = api.token(everything.id)) =>
  (await api.send(CREATE, { variables: { input: { name: 'robot', ...input } }, token })).body;
async function keyWith(...scopes: Scope[]): Promise<string> {
  return (await create({ scopes })).data.createApiKey.secret;
}

describe('a key', () => {
  test('is shown once, works where an access token does, and is listed without its secret', async () => {
    const { apiKey, secret, errors } = (await create({ scopes: ['ACCOUNT', 'CAPITAL'] })).data.createApiKey;
    expect(errors).toEqual([]);
    expect(secret).toMatch(new RegExp(`^bwk_${apiKey.prefix}_[0-9a-f]{64}$`));
    expect(apiKey).toMatchObject({ name: 'robot', scopes: ['ACCOUNT', 'CAPITAL'], lastUsedAt: null });
    const { body } = await api.send(KEYS, { token: secret });
    expect(body.data.viewer.apiKeys).toMatchObject([
      { prefix: apiKey.prefix, lastUsedAt: expect.any(String) },
    ]);
    const stored = JSON.stringify(await api.models.apiKeys.find().lean());
    expect(stored).toContain(apiKey.prefix);
    expect(stored).not.toContain(secret.split('_')[2]);
  });

  test('never stands in a log', async () => {
    const secret = await keyWith('ORACLE_SUBMIT');
    await api.send('{ viewer { id } }', { token: secret });
    await api.send('mutation { nonsense }', { token: secret });
    await api.send('{ pools { nodes { id } } }', { token: `${secret}0` });
    const text = api.logged.join('\n');
    expect(text).toContain('a key was made');
    expect(text).not.toContain(secret.split('_')[2]);
  });

  test('ends when it is revoked, at once, by its account alone', async () => {
    const secret = await keyWith('ACCOUNT');
    const prefix = secret.split('_')[1];
    const stranger = await api.send(REVOKE, { variables: { prefix }, token: api.token(other.id) });
    expect(stranger.body.data.revokeApiKey).toEqual({ apiKey: null, errors: [{ code: 'NOT_FOUND' }] });
    const mine = await api.send(REVOKE, { variables: { prefix }, token: secret });
    expect(mine.body.data.revokeApiKey).toEqual({ apiKey: { prefix }, errors: [] });
    expect((await api.send('{ pools { nodes { id } } }', { token: secret })).status).toBe(401);
    for (const again of [prefix, 'nothing', '{"$ne":null}', '']) {
      const { body } = await api.send(REVOKE, {
        variables: { prefix: again },
        token: api.token(everything.id),
      });
      expect(body.data.revokeApiKey.errors).toEqual([{ code: 'NOT_FOUND' }]);
    }
  });

  test('ends at its time, which is at most a year ahead', async () => {
    const now = api.place.clock.now;
    const iso = (at: number) => `${new Date(at * 1_000).toISOString().slice(0, 19)}Z`;
    const { secret, apiKey } = (await create({ scopes: ['ACCOUNT'], expiresAt: iso(now + 60) })).data
      .createApiKey;
    expect(apiKey.expiresAt).toBe(iso(now + 60));
    expect((await api.send(KEYS, { token: secret })).status).toBe(200);
    api.place.clock.now = now + 60;
    expect((await api.send(KEYS, { token: secret })).status).toBe(401);
    const byDefault = (await create({ scopes: ['ACCOUNT'] })).data.createApiKey.apiKey;
    expect(byDefault.expiresAt).toBe(iso(now + 60 + API_KEY_SECONDS_MAX));
    for (const expiresAt of [iso(now), iso(now + 60), iso(now + 61 + API_KEY_SECONDS_MAX)]) {
      const { errors, secret: none } = (await create({ scopes: ['ACCOUNT'], expiresAt })).data.createApiKey;
      expect(errors).toMatchObject([{ code: 'TERM_OUT_OF_RANGE', path: 'input.expiresAt' }]);
      expect(none).toBeNull();
    }
  });

  test('is one of at most so many, however many are made at the same moment', async () => {
    const made = await Promise.all(
      Array.from({ length: API_KEYS_MAX + 4 }, () => create({ scopes: ['CAPITAL'] })),
    );
    const refused = made.flatMap(({ data }) => data.createApiKey.errors);
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ code: 'LIMIT_REACHED', limit: API_KEYS_MAX, used: API_KEYS_MAX });
    expect(await api.models.apiKeys.countDocuments({ accountId: everything.id })).toBe(API_KEYS_MAX);
    expect((await create({ scopes: ['CAPITAL'] }, api.token(other.id))).data.createApiKey.errors).toEqual([]);
  });

  test('hands on only scopes of its own', async () => {
    const secret = await keyWith('ACCOUNT', 'CAPITAL');
    expect((await create({ scopes: ['CAPITAL'] }, secret)).data.createApiKey.errors).toEqual([]);
    const { errors } = await create({ scopes: ['CAPITAL', 'GOVERN'] }, secret);
    expect(errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'GOVERN' });
  });

  test.each([
    { scopes: [] },
    { scopes: Array(21).fill('ACCOUNT') },
    { scopes: ['EVERYTHING'] },
    { scopes: ['ACCOUNT'], name: '' },
    { scopes: ['ACCOUNT'], name: 'x'.repeat(101) },
    { scopes: ['ACCOUNT'], name: 'a\u0000b' },
    { scopes: ['ACCOUNT'], hash: 'x' },
  ])('is not made of %j', async (input) => {
    const { errors, data } = await create(input);
    expect(errors[0].extensions.code).toBe('INPUT_INVALID');
    expect(data?.createApiKey ?? null).toBeNull();
  });

  test('that is wrong anywhere gets the answer of every other bad token', async () => {
    const secret = await keyWith('ACCOUNT');
    const [mark, prefix = '', tail = ''] = secret.split('_');
    const wrong = [
      `${mark}_${prefix}_${tail.slice(1)}0`,
      `${mark}_000000000000_${tail}`,
      `${mark}_${prefix}`,
      `${secret}_${tail}`,
      secret.toUpperCase(),
      `${mark}_${prefix}_${'x'.repeat(5_000)}`,
    ];
    const expected = (await api.send('{ pools { nodes { id } } }', { token: 'nonsense' })).body;
    delete expected.errors[0].extensions.requestId;
    for (const token of wrong) {
      const { status, body } = await api.send('{ pools { nodes { id } } }', { token });
      delete body.errors[0].extensions.requestId;
      expect([status, body]).toEqual([401, expected]);
    }
  });
});

describe('the scopes of keys', () => {
  const SCOPES = [...new Set(Object.values(OPERATION_SCOPES))].filter(
    (scope): scope is Scope => scope !== null && scope !== 'SESSION',
  );
  const fields = [
    ...queryFields.map((field) => [`Query.${field.name}`, field] as const),
    ...mutationFields.map((field) => [`Mutation.${field.name}`, field] as const),
  ];

  test.each(SCOPES)('%s opens its own operations and no others', (scope) => {
    for (const [operation, { description }] of fields) {
      const document = parse(exampleOf(description) ?? '');
      const input = { schema, document, operation: getOperationAST(document) as never, variables: {} };
      const needed = OPERATION_SCOPES[operation] ?? null;
      const isOpen = needed === null || needed === scope;
      const enter = () => enterScopeGate(input, [scope]);
      if (isOpen) expect(enter, operation).not.toThrow();
      else
        expect(enter, operation).toThrow(
          expect.objectContaining({
            extensions: expect.objectContaining({ code: 'FORBIDDEN', scope: needed }),
          }),
        );
      expect(() => enterScopeGate(input, null), operation).not.toThrow();
    }
  });

  test('are looked for in fragments too, and one field that is closed closes the whole operation', async () => {
    const secret = await keyWith('CAPITAL');
    const documents = [
      '{ pools { nodes { id } } viewer { id } }',
      'query { ...F } fragment F on Query { viewer { id } }',
      'query { ... on Query { mine: viewer { id } } }',
      'query($yes: Boolean = true) { ...F @include(if: $yes) } fragment F on Query { ...G } fragment G on Query { policies { nodes { id } } }',
    ];
    for (const query of documents) {
      const { status, body } = await api.send(query, { token: secret });
      expect(status, query).toBe(403);
      expect(body.errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'ACCOUNT' });
      expect(body.data ?? null).toBeNull();
    }
  });

  test('keep what is private from a key that may not read it, by every way there is', async () => {
    const reading = await keyWith('ACCOUNT');
    const blind = await keyWith('CAPITAL');
    const { id } = everything;
    const query = `{ node(id: "${id}") { id } nodes(ids: ["${id}", "${other.id}"]) { id } }`;
    const seen = (await api.send(query, { token: reading })).body.data;
    expect(seen).toEqual({ node: { id }, nodes: [{ id }, { id: other.id }] });
    expect((await api.send(query, { token: blind })).body.data).toEqual({ node: null, nodes: [null, null] });
    const events = '{ events(filter: { viewer: true }) { nodes { id } } }';
    expect((await api.send(events, { token: reading })).status).toBe(200);
    expect((await api.send(events, { token: blind })).body.errors[0].extensions.scope).toBe('ACCOUNT');
    const all = '{ events(first: 100) { nodes { nodeId entries { account } } } }';
    const { nodes } = (await api.send(all, { token: blind })).body.data.events;
    for (const { nodeId } of nodes) expect(nodeId).not.toMatch(/^acc_/);
  });

  test('keep the keys of an account from whoever may see the account', async () => {
    await create({ scopes: ['CAPITAL'] }, api.token(other.id));
    const query = `{ account(id: "${other.id}") { id apiKeys { prefix } } }`;
    const { body } = await api.send(query, { token: api.token(everything.id) });
    expect(body.data.account).toEqual({ id: other.id, apiKeys: [] });
  });
});
