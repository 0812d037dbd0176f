import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type ReadyWorld, readyWorld } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
});
afterAll(() => api.stop());

const DEPOSIT = `mutation($input: DepositCapitalInput!) {
  depositCapital(input: $input) { shares errors { code path ... on AmountOutOfRange { minimum maximum sent } } }
}`;
let keys = 0;
const deposit = (input: object) =>
  api.send(DEPOSIT, { variables: { input }, token: api.token(world.underwriter.id), key: `key-${++keys}` });

describe('amounts', () => {
  test.each([
    '-1',
    '1e18',
    '0x10',
    '1.0',
    'NaN',
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '1_000',
    '\u0661\u0662',
    '1n',
    'Infinity',
    '9'.repeat(79),
  ])('%j is not an amount', async (amount) => {
    const { status, body } = await deposit({ into: world.poolId, amount });
    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toBe('INPUT_INVALID');
  });

  test.each([1, 5e6, 0.5, true, null, ['1'], { $gt: '' }])('%j as JSON is not an amount', async (amount) => {
    const { status, body } = await deposit({ into: world.poolId, amount });
    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
  });

  test.each(['0', (10n ** 33n + 1n).toString(), (2n ** 256n - 1n).toString()])(
    '%s is refused with the range',
    async (amount) => {
      const { status, body } = await deposit({ into: world.poolId, amount });
      expect(status).toBe(200);
      expect(body.data.depositCapital.errors).toEqual([
        {
          code: 'AMOUNT_OUT_OF_RANGE',
          path: 'input.amount',
          minimum: '1',
          maximum: (10n ** 33n).toString(),
          sent: amount,
        },
      ]);
    },
  );

  test('2^64 + 5 is taken for what it is: more than the balance', async () => {
    const { body } = await deposit({ into: world.poolId, amount: (2n ** 64n + 5n).toString() });
    expect(body.data.depositCapital.errors[0].code).toBe('BALANCE_TOO_LOW');
  });

  test('a literal number in the document is not an amount either', async () => {
    const { status } = await api.send(
      `mutation { depositCapital(input: { into: "${world.poolId}", amount: 5000000 }) { shares } }`,
      { token: api.token(world.underwriter.id), key: 'literal' },
    );
    expect(status).toBe(400);
  });
});

describe('texts and ids', () => {
  const HOSTILE = [
    '{"$ne":null}',
    '$where',
    '__proto__',
    'constructor',
    'a\u0000b',
    '\ud800',
    '../../etc/passwd',
    "' OR 1=1 --",
    'pool_',
    'pool_\u0000',
    `pool_${'x'.repeat(200)}`,
    'acc_0/available',
    '.*',
    '',
  ];

  test.each(HOSTILE)('%j as an id finds nothing', async (id) => {
    const query =
      'query($id: ID!) { pool(id: $id) { id } policy(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }';
    const { status, body } = await api.send(query, { variables: { id } });
    expect(status).toBe(200);
    expect(body.data).toEqual({ pool: null, policy: null, node: null, nodes: [null] });
  });

  test.each(HOSTILE)('%j in a filter, a cursor or an input is refused or finds nothing', async (text) => {
    const queries = [
      'query($t: String!) { products(filter: { subject: $t }) { nodes { id } } assets(filter: { symbol: $t }) { nodes { id } } }',
      'query($t: String!) { products(filter: { text: $t }) { nodes { id } } }',
      'query($t: Cursor!) { pools(after: $t) { nodes { id } } }',
      'query($t: Cursor!) { events(after: $t) { nodes { id } } }',
      'query($t: ID!) { products(filter: { assetId: $t }) { nodes { id } } }',
      'query($t: ID!) { events(filter: { nodeIds: [$t] }) { nodes { id } } }',
      'query($t: String!) { events(filter: { types: [$t] }) { nodes { id } } }',
    ];
    for (const query of queries) {
      const { status, body } = await api.send(query, { variables: { t: text } });
      expect([200, 400], query).toContain(status);
      if (status === 400) expect(body.errors[0].extensions.code).toBe('INPUT_INVALID');
      else
        for (const list of Object.values(body.data as Record<string, { nodes: unknown[] }>)) {
          // Without a cursor the list begins at the start, so an empty one is the same as none.
          if (!query.includes('Cursor')) expect(list.nodes).toEqual([]);
        }
    }
  });

  test('a filter is text, never a pattern', async () => {
    const { body } = await api.send(
      '{ a: products(filter: { text: "us.c" }) { nodes { id } } b: products(filter: { text: "usd" }) { nodes { id } } }',
    );
    expect(body.data.a.nodes).toEqual([]);
    expect(body.data.b.nodes).toEqual([{ id: world.productId }]);
  });

  test('an operator object in place of a text is refused', async () => {
    const query = 'query($id: ID!) { pool(id: $id) { id } }';
    for (const id of [{ $ne: null }, ['pool_1'], true]) {
      expect((await api.send(query, { variables: { id } })).status).toBe(400);
    }
  });

  test('a member that an input does not have is refused', async () => {
    for (const extra of [{ status: 'PAID' }, { role: 'OWNER' }, { balance: '1' }, { version: 7 }]) {
      const { status, body } = await deposit({ into: world.poolId, amount: '1', ...extra });
      expect(status).toBe(400);
      expect(body.data).toBeUndefined();
    }
  });

  test('a body that is too large, too deep or no JSON is refused', async () => {
    const large = await api.send(`{ pools { nodes { id } } } # ${'x'.repeat(270_000)}`);
    expect(large.status).toBe(413);
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as object;
    expect((await deposit(deep)).status).toBe(400);
    const broken = await api.send('').send('{"query": "{ pools');
    expect(broken.status).toBe(400);
  });
});

describe('what belongs to somebody else', () => {
  test('answers like what does not exist, for every noun and every reader', async () => {
    const owner = world.underwriter;
    const { poolId } = world;
    const positionId = `pos_${poolId.slice(5)}_${owner.id.slice(4)}`;
    const { policyIds } = await api.place.must<{ policyIds: string[] }>(
      world.buyers[0] as never,
      'buyPolicies',
      {
        items: [{ productId: world.productId, coverAmount: 1_000_000_000n, termSeconds: 30 * 86_400 }],
        maxPremium: 10n ** 12n,
      },
    );
    const { withdrawalId } = await api.place.must<{ withdrawalId: string }>(owner, 'requestWithdrawal', {
      positionId,
      shares: 1_000n,
    });
    const owned: Record<string, [string, string]> = {
      account: [owner.id, owner.id],
      position: [positionId, owner.id],
      withdrawal: [withdrawalId, owner.id],
      policy: [policyIds[0] as string, world.buyers[0]?.id as string],
    };
    for (const [noun, [id, holder]] of Object.entries(owned)) {
      const query = `query($id: ID!) { ${noun}(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }`;
      const seenBy = async (token?: string) =>
        (await api.send(query, { variables: { id }, ...(token && { token }) })).body.data;
      const found = { id };
      expect(await seenBy(api.token(holder)), noun).toEqual({ [noun]: found, node: found, nodes: [found] });
      const nothing = { [noun]: null, node: null, nodes: [null] };
      expect(await seenBy(), noun).toEqual(nothing);
      expect(await seenBy(api.token(world.buyers[1]?.id as string)), noun).toEqual(nothing);
    }
  });

  test('cannot be changed, and is told apart from nothing by no answer', async () => {
    const stranger = person(666);
    await api.place.must({ id: 'system:test', roles: [], system: true }, 'registerAccount', {
      address: stranger.address,
      roles: [],
    });
    const mutation = `mutation($id: ID!) {
      requestWithdrawal(input: { positionId: $id, shares: "1000" }) { errors { code ... on NotFound { id } } }
    }`;
    const theirs = `pos_${world.poolId.slice(5)}_${world.underwriter.id.slice(4)}`;
    for (const id of [theirs, 'pos_nothing']) {
      const { body } = await api.send(mutation, {
        variables: { id },
        token: api.token(stranger.id),
        key: `k-${id}`,
      });
      expect(body.data.requestWithdrawal.errors).toEqual([{ code: 'NOT_FOUND', id }]);
    }
  });

  test('does not show in events and their entries', async () => {
    const query = `{ events(first: 100) { nodes { type nodeId node { id } entries { account } } } }`;
    const { body } = await api.send(query);
    const { nodes } = body.data.events as { nodes: { nodeId: string; entries: { account: string }[] }[] };
    expect(nodes.length).toBeGreaterThan(0);
    for (const { nodeId, entries } of nodes) {
      expect(nodeId).not.toMatch(/^(acc|pol|pos|wdr|pay)_/);
      for (const { account } of entries) expect(account).not.toMatch(/^acc_/);
    }
  });
});
