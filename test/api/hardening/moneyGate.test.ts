import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type ReadyWorld, readyWorld, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi, type SendOptions } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
const cashier = person(7, ['CASHIER']);
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await api.place.must(SYSTEM, 'registerAccount', { address: cashier.address, roles: cashier.roles });
});
afterAll(() => api.stop());

const credit = (alias: string, amount = '5000000', extra = '') =>
  `${alias}: creditAccount(
    input: { accountId: "${world.underwriter.id}", assetId: "${world.assetId}", amount: "${amount}", reference: "wire" }
    ${extra}
  ) { account { id } errors { code } replayed }`;
const send = (query: string, options: SendOptions = {}) =>
  api.send(query, { token: api.token(cashier.id), ...options });
const available = async () => {
  const balances = await api.place.database
    .collection('balances')
    .findOne({ _id: `${world.underwriter.id}/available/${world.assetId}` });
  return BigInt(String(balances?.amount));
};

describe('a mutation that moves money', () => {
  test('needs a key: 400 without one, and nothing happens', async () => {
    const before = await available();
    const { status, body } = await send(`mutation { ${credit('a')} }`);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'IDEMPOTENCY_KEY_MISSING']);
    expect((await send(`mutation { ${credit('a')} }`, { key: '' })).body.errors[0].extensions.code).toBe(
      'IDEMPOTENCY_KEY_MISSING',
    );
    expect(await available()).toBe(before);
  });

  test.each(['x'.repeat(256), 'a b', 'caf\u00e9'])('refuses a key that is none: %.20s', async (key) => {
    const { status, body } = await send(`mutation { ${credit('a')} }`, { key });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'INPUT_INVALID']);
  });

  test('answers a repeat with the stored answer, in the payload and in the header', async () => {
    const before = await available();
    const query = `mutation { ${credit('a')} }`;
    const first = await send(query, { key: 'once' });
    expect(first.body.data.a).toEqual({ account: { id: world.underwriter.id }, errors: [], replayed: false });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const second = await send(query, { key: 'once' });
    expect(second.body.data.a.replayed).toBe(true);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await available()).toBe(before + 5_000_000n);
  });

  test('answers fifty equal requests at once with one effect', async () => {
    const before = await available();
    const query = `mutation { ${credit('a')} }`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(query, { key: 'fifty' })));
    for (const { status, body } of answers) {
      if (status === 200) expect(body.data.a.errors).toEqual([]);
      else expect([status, body.errors[0].extensions.code]).toEqual([409, 'IDEMPOTENCY_KEY_BUSY']);
    }
    expect(answers.filter(({ body }) => body.data?.a?.replayed === false)).toHaveLength(1);
    expect(await available()).toBe(before + 5_000_000n);
  });

  test('with another input under the same key is 422', async () => {
    await send(`mutation { ${credit('a')} }`, { key: 'reused' });
    const { status, body } = await send(`mutation { ${credit('a', '6000000')} }`, { key: 'reused' });
    expect([status, body.errors[0].extensions.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('with the key of somebody else is its own', async () => {
    const other = person(8, ['CASHIER']);
    await api.place.must(SYSTEM, 'registerAccount', { address: other.address, roles: other.roles });
    await send(`mutation { ${credit('a')} }`, { key: 'shared' });
    const { body } = await send(`mutation { ${credit('a', '7000000')} }`, {
      key: 'shared',
      token: api.token(other.id),
    });
    expect(body.data.a).toMatchObject({ errors: [], replayed: false });
  });

  test.each([
    ['side by side', () => `mutation { ${credit('a')} ${credit('b')} }`],
    ['in a fragment', () => `mutation { ${credit('a')} ...f } fragment f on Mutation { ${credit('b')} }`],
    ['in an inline fragment', () => `mutation { ... on Mutation { ${credit('a')} } ... { ${credit('b')} } }`],
  ])('stands alone in its request: two %s are refused', async (_how, query) => {
    const before = await available();
    const { status, body } = await send(query(), { key: 'two' });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'INPUT_INVALID']);
    expect(await available()).toBe(before);
  });

  test('counts only what runs: skipped ones and dry runs do not', async () => {
    const query = `mutation($skip: Boolean!, $dry: Boolean! = true) {
      ${credit('a')} ${credit('b').replace(') {', ') @skip(if: $skip) {')} ${credit('c', '1', 'dryRun: $dry')}
    }`;
    const { body } = await send(query, { key: 'counted', variables: { skip: true } });
    expect(body.data).toMatchObject({ a: { errors: [] }, c: { errors: [] } });
    expect(body.data.b).toBeUndefined();
  });

  test('tried dry needs no key, changes nothing and is refused like the real one', async () => {
    const before = await available();
    const { body } = await send(
      `mutation { ${credit('a', '5', 'dryRun: true')} ${credit('b', '0', 'dryRun: true')} }`,
    );
    expect(body.data.a).toEqual({ account: { id: world.underwriter.id }, errors: [], replayed: false });
    expect(body.data.b.errors).toEqual([{ code: 'AMOUNT_OUT_OF_RANGE' }]);
    expect(await available()).toBe(before);
  });

  test('that was refused may be tried again under the same key', async () => {
    const deposit = (amount: string) =>
      `mutation { depositCapital(input: { into: "${world.poolId}", amount: "${amount}" }) { shares errors { code } replayed } }`;
    const token = api.token(world.buyers[0]?.id ?? '');
    const poor = await send(deposit('900000000000'), { key: 'again', token });
    expect(poor.body.data.depositCapital.errors).toEqual([{ code: 'BALANCE_TOO_LOW' }]);
    const rich = await send(deposit('1000000'), { key: 'again', token });
    expect(rich.body.data.depositCapital).toMatchObject({ errors: [], replayed: false });
  });
});
