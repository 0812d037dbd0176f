import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReadyWorld, readyWorld } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let positionId: string;
let withdrawalId: string;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
});
afterAll(() => api.stop());

const ERRORS =
  'errors { code path ... on SharesBelowLimit { actual limit } ... on StatusForbids { status } } replayed';
let keys = 0;
/** The other buyer is an underwriter here. */
async function run(query: string, variables: object, key: string | null = `key-${++keys}`) {
  const token = api.token(world.buyers[1]?.id ?? '');
  const { body } = await api.send(query, { variables, token, ...(key && { key }) });
  expect(body.errors).toBeUndefined();
  return body.data;
}

describe('an underwriter', () => {
  test('tries a deposit dry, then makes it for the shares that the dry run showed', async () => {
    const query = `mutation($input: DepositCapitalInput!, $dryRun: Boolean!) {
      depositCapital(input: $input, dryRun: $dryRun) { position { id value { decimal } pool { name } } shares amount { decimal } ${ERRORS} }
    }`;
    const input = { into: world.poolId, amount: '5000000000' };
    const dry = (await run(query, { input, dryRun: true }, null)).depositCapital;
    expect(dry).toMatchObject({ position: null, amount: { decimal: '5000' }, errors: [] });
    const demanding = { ...input, minShares: (BigInt(dry.shares) + 1n).toString() };
    const refused = (await run(query, { input: demanding, dryRun: false })).depositCapital;
    expect(refused.errors).toEqual([
      { code: 'SHARES_BELOW_LIMIT', path: 'input.minShares', actual: dry.shares, limit: demanding.minShares },
    ]);
    const { position, shares } = (
      await run(query, { input: { ...input, minShares: dry.shares }, dryRun: false })
    ).depositCapital;
    expect(shares).toBe(dry.shares);
    expect(position.pool.name).toBe('Stablecoins');
    expect(Number(position.value.decimal)).toBeCloseTo(5_000, 4);
    positionId = position.id;
  });

  test('asks for a part back, sees its place and its time, and takes the request back', async () => {
    const request = `mutation($input: RequestWithdrawalInput!, $dryRun: Boolean!) {
      requestWithdrawal(input: $input, dryRun: $dryRun) { withdrawal { id status queuePosition earliestAt position { queuedShares } } value { decimal } ${ERRORS} }
    }`;
    const input = { positionId, shares: '1000000000' };
    const dry = (await run(request, { input, dryRun: true }, null)).requestWithdrawal;
    expect(dry).toMatchObject({ withdrawal: null, errors: [] });
    const { withdrawal, value } = (await run(request, { input, dryRun: false })).requestWithdrawal;
    expect(value).toEqual(dry.value);
    expect(withdrawal).toMatchObject({
      status: 'QUEUED',
      queuePosition: 1,
      position: { queuedShares: '1000000000' },
    });
    expect(Date.parse(withdrawal.earliestAt) / 1_000).toBe(api.place.clock.now + 7 * 86_400);
    withdrawalId = withdrawal.id;
    const cancel = `mutation($id: ID!, $dryRun: Boolean!) {
      cancelWithdrawal(input: { withdrawalId: $id }, dryRun: $dryRun) { withdrawal { status actions { name allowed } } forfeited { amount } ${ERRORS} }
    }`;
    const tried = (await run(cancel, { id: withdrawalId, dryRun: true }, null)).cancelWithdrawal;
    expect(tried).toMatchObject({
      withdrawal: { status: 'QUEUED', actions: [{ name: 'cancelWithdrawal', allowed: true }] },
      errors: [],
    });
    const done = (await run(cancel, { id: withdrawalId, dryRun: false })).cancelWithdrawal;
    expect(done).toMatchObject({
      withdrawal: { status: 'CANCELLED', actions: [{ allowed: false }] },
      forfeited: { amount: '0' },
      errors: [],
    });
    const again = (await run(cancel, { id: withdrawalId, dryRun: false })).cancelWithdrawal;
    expect(again.errors).toMatchObject([{ code: 'STATUS_FORBIDS', status: 'CANCELLED' }]);
  });

  test('reads the pool: who pays after it, how solid and how full it is', async () => {
    const data = await run(
      `{ pool(id: "${world.poolId}") {
      status salesStopped ladder { ratio { wad } target { percent } required { percent } minimum { percent } }
      layers { reserve { kind } balance { amount } cap { amount } } queue { share { percent } shares } utilisation { percent } sharePrice { decimal }
    } }`,
      {},
      null,
    );
    expect(data.pool).toMatchObject({
      status: 'OPEN',
      salesStopped: false,
      ladder: { target: { percent: '130' }, required: { percent: '100' }, minimum: { percent: '70' } },
      queue: { shares: '0' },
      utilisation: { percent: '0' },
    });
  });
});
