import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GRAPHIQL_DOCUMENTS } from '../../../src/api/http/graphiql.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let production: OpenApi;
let sandbox: OpenApi;
beforeAll(async () => {
  production = await openApi();
  sandbox = await openApi({ settings: { sandbox: true } });
});
afterAll(async () => {
  await production.stop();
  await sandbox.stop();
});

const aliases = (count: number, field: string) =>
  `{ ${Array.from({ length: count }, (_unused, index) => `a${index}: ${field}`).join(' ')} }`;
const deep = (levels: number) => {
  const inside = 'pools { products { product {'.repeat(levels);
  return `{ pool(id: "pool_1") { products { product { ${inside} id ${'} } }'.repeat(levels)} } } } }`;
};

describe('documents that ask for too much', () => {
  test.each([
    ['thousands of aliases', aliases(3_000, 'pools { nodes { id } }')],
    ['twenty aliases', aliases(20, 'pools(first: 1) { totalCount }')],
    ['two hundred lists', aliases(200, 'pools(first: 100) { nodes { id } }')],
    ['fifty levels', deep(17)],
    ['a thousand directives', `{ pools { nodes { id ${'@include(if: true) '.repeat(400)} } } }`],
    ['aliases in a fragment', `{ ...f } fragment f on Query ${aliases(20, 'pools { totalCount }')}`],
    [
      'a page of pages',
      `{ products(first: 100) { nodes { pools { products { product { pools { products { product { id } } } } } } } } }`,
    ],
    ['pages of history', `{ products(first: 100) { nodes { history(first: 100) { nodes { id } } } } }`],
    [
      'what can be done with everything',
      `{ pools(first: 100) { nodes { actions { name } products { product { actions { name } } } } } }`,
    ],
  ])('%s: refused before anything runs', async (_what, query) => {
    const { status, body } = await production.send(query);
    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    expect(body.data).toBeUndefined();
    expect(JSON.stringify(body)).not.toMatch(/limit of \d+ exceeded|Syntax Error/i);
  });

  test('page sizes that come as variables, or as defaults of variables, count as much', async () => {
    const query = 'query($n: Int!) { products(first: $n) { nodes { history(first: $n) { nodes { id } } } } }';
    expect((await production.send(query, { variables: { n: 100 } })).body.errors[0].extensions.code).toBe(
      'QUERY_TOO_COMPLEX',
    );
    const byDefault = query.replace('$n: Int!', '$n: Int! = 100');
    expect((await production.send(byDefault)).body.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    expect((await production.send(query, { variables: { n: 10 } })).body.errors).toBeUndefined();
  });

  test('fragments that go in circles are refused', async () => {
    const query = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }';
    const { status, body } = await production.send(query);
    expect(status).toBe(400);
    expect(body.errors.length).toBeGreaterThan(0);
  });

  test('a page is 1 to 100 rows', async () => {
    for (const first of [0, -1, 101]) {
      const { status, body } = await production.send(`{ pools(first: ${first}) { nodes { id } } }`);
      expect(status).toBe(400);
      expect(body.errors[0].extensions.code).toBe('INPUT_INVALID');
    }
  });

  test('a hundred ids, and no more', async () => {
    const ids = Array.from({ length: 101 }, (_unused, index) => `pool_${index}`);
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect((await production.send(query, { variables: { ids } })).status).toBe(400);
    const { body } = await production.send(query, { variables: { ids: ids.slice(1) } });
    expect(body.data.nodes).toEqual(Array(100).fill(null));
  });
});

describe('what a stranger may learn', () => {
  test('in production neither introspection nor a suggestion tells the schema', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Pool") { name } }',
      getIntrospectionQuery(),
    ]) {
      const { status, body } = await production.send(query);
      expect(status).toBe(400);
      expect(body.data).toBeUndefined();
    }
    const { body } = await production.send('{ pool(id: "pool_1") { capita } }');
    expect(body.errors[0].message).not.toContain('capital');
    expect(body.errors[0].extensions.code).toBe('INPUT_INVALID');
  });

  test('in a sandbox the introspection of GraphiQL works, and so do its tabs', async () => {
    const { body } = await sandbox.send(
      getIntrospectionQuery({ schemaDescription: true, directiveIsRepeatable: true }),
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.__schema.types.length).toBeGreaterThan(100);
    for (const query of GRAPHIQL_DOCUMENTS.filter(
      (document) => !/^(subscription|mutation)/m.test(document),
    )) {
      const variables = query.includes('$productId') ? { productId: 'prd_1' } : {};
      const { body: answer } = await sandbox.send(query, { variables });
      const codes = (answer.errors ?? []).map(
        (error: { extensions: { code: string } }) => error.extensions.code,
      );
      expect(codes.filter((code: string) => code !== 'UNAUTHENTICATED')).toEqual([]);
    }
  });

  test('what only a sandbox has does not exist in production', async () => {
    const query = 'mutation { advanceClock(input: { seconds: 60 }) { now } }';
    expect((await production.send(query)).body.errors[0].message).toMatch(
      /^Cannot query field "advanceClock"/,
    );
    expect((await sandbox.send(query)).body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test("a thrown error is masked, logged under the request's id, and tells nothing", async () => {
    const broken = await openApi({
      queries: (queries) => ({
        ...queries,
        headSequence: () =>
          Promise.reject(new Error('connect ECONNREFUSED mongo.internal:27017 { password: 1 }')),
        accountByAddress: () => Promise.reject(new Error('mongo.internal is down')),
        pools: {
          ...queries.pools,
          page: () => Promise.reject(new TypeError('mongo.internal: $where at /srv/app.ts:1')),
        },
      }),
    });
    const { status, body, text } = await broken.send('{ pools { nodes { id } } assets { nodes { id } } }');
    expect(status).toBe(500);
    expect(text).not.toMatch(/mongo|srv|TypeError|stack/i);
    const { code, requestId } = body.errors[0].extensions;
    expect(code).toBe('INTERNAL');
    expect(broken.logged.some((line) => line.includes(requestId) && line.includes('$where'))).toBe(true);
    await broken.stop();
  });
});
