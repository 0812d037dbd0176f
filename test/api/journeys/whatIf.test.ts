/** What governors and everybody else are told that changes would do is what they do, to the unit. */
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { accountIdOf } from '../../../src/market/account/registerAccount.ts';
import { buy, pass } from '../../support/depeg.ts';
import {
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

const owner = person(1, ['OWNER']);
const governors = [1, 2].map((number) => privateKeyToAccount(`0x${`${number}`.repeat(64)}`));
const RATES = 'prices { product { id } before { wad } after { wad } }';
const MONEY = '{ before { amount } after { amount } }';
const POOLS = `pools { pool { id } capacity ${MONEY} requirement ${MONEY}
  ratio { before { wad } after { wad } } }`;
const RESULT = `{ effects { at affectedPolicies ${RATES} ${POOLS} }
  errors { code path ... on ParameterOutOfRange { name minimum maximum maximumStep } } }`;

interface Result {
  effects: {
    affectedPolicies: number;
    prices: { product: { id: string }; before: { wad: string }; after: { wad: string } }[];
    pools: Record<'capacity' | 'requirement', Record<'before' | 'after', { amount: string }>>[];
  } | null;
  errors: { code: string; path: string }[];
}

let api: OpenApi;
let world: ReadyWorld;
beforeEach(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  for (const { address } of governors)
    await api.place.must(SYSTEM, 'registerAccount', { address, roles: ['GOVERNOR'] });
  await buy(api.place, world.buyers[0] as never, world.productId, 40_000n * UNIT, 60);
});
afterEach(() => api.stop());

const set = (name: string, value: bigint) => ({ setParameter: { name, value: `${value}` } });
const whatIf = async (changes: object[], productIds?: string[], at?: string): Promise<Result> => {
  const query = `query($input: WhatIfInput!) { whatIf(input: $input) ${RESULT} }`;
  const { body } = await api.send(query, { variables: { input: { changes, productIds, at } } });
  expect(body.errors).toBeUndefined();
  return body.data.whatIf;
};
const propose = async (changes: object[], who: { address: string } = owner) => {
  const query = `mutation($input: ProposeInput!) { propose(input: $input) {
    proposal { id status whatIf ${RESULT} } errors { code } } }`;
  const variables = { input: { reason: 'A try', changes } };
  const { body } = await api.send(query, { variables, token: api.token(accountIdOf(who.address)) });
  expect(body.errors).toBeUndefined();
  expect(body.data.propose.errors).toEqual([]);
  return body.data.propose.proposal as { id: string; status: string; whatIf: Result | null };
};
/** What is shown now, as everybody reads it. */
const shown = async () => {
  const { body } = await api.send(`{
    product(id: "${world.productId}") { annualRate { wad } }
    pool(id: "${world.poolId}") { capacity { amount } ladder { requirement { amount } ratio { wad } } } }`);
  const { product, pool } = body.data;
  return {
    rate: product.annualRate.wad,
    capacity: pool.capacity.amount,
    requirement: pool.ladder.requirement.amount,
    ratio: pool.ladder.ratio.wad,
  };
};

describe('what would happen', () => {
  test('is what happens: a higher margin raises the price to exactly what it was said to be', async () => {
    const before = await shown();
    const { effects, errors } = await whatIf([set('marginWad', (125n * WAD) / 1_000n)]);
    expect(errors).toEqual([]);
    expect(effects?.affectedPolicies).toBe(0);
    const [price] = effects?.prices ?? [];
    expect(price?.product.id).toBe(world.productId);
    expect(price?.before.wad).toBe(before.rate);
    expect(BigInt(price?.after.wad ?? 0)).toBeGreaterThan(BigInt(before.rate));
    // Nothing was written.
    expect(await shown()).toEqual(before);
    expect((await propose([set('marginWad', (125n * WAD) / 1_000n)])).status).toBe('EXECUTED');
    expect((await shown()).rate).toBe(price?.after.wad);
  });

  test('holds for what pools may sell and must hold, of several changes at once', async () => {
    const changes = [
      set('feedCoverBps', 4_000n),
      set('kinkWad', (6n * WAD) / 10n),
      set('fundFeeBps', 1_250n),
    ];
    const { effects } = await whatIf(changes, [world.productId]);
    const [pool] = effects?.pools ?? [];
    const [price] = effects?.prices ?? [];
    await propose(changes);
    const after = await shown();
    expect(pool?.capacity.after.amount).toBe(after.capacity);
    expect(pool?.requirement.after.amount).toBe(after.requirement);
    expect(pool).toMatchObject({ ratio: { after: { wad: after.ratio } } });
    expect(price?.after.wad).toBe(after.rate);
  });

  test('of caps: what counts for a pool of the funds behind it', async () => {
    const { place } = api;
    const fund = `rsv_shared_${world.assetId.slice('ast_'.length)}`;
    const gift = { reserveId: fund, amount: 20_000n * UNIT, kind: 'TRADING_FEE' };
    await place.must(world.buyers[0] as never, 'contributeToReserve', gift);
    await place.must(SYSTEM, 'sizeReserves', { assetId: world.assetId, tick: place.clock.now });
    const { effects } = await whatIf([set('sharedFundCapCBps', 625n)]);
    const [pool] = effects?.pools ?? [];
    const { before, after } = (pool as unknown as { ratio: Record<string, { wad: string }> }).ratio;
    // A sixteenth instead of a twentieth of the fund, over a requirement of 40,000.
    const gained = (20_000n * UNIT * WAD) / (40_000n * UNIT) / 80n;
    expect(BigInt(after?.wad ?? 0) - BigInt(before?.wad ?? 0)).toBe(gained);
    await propose([set('sharedFundCapCBps', 625n)]);
    expect((await shown()).ratio).toBe(after?.wad);
  });

  test('of what is made: nothing of it is there afterwards', async () => {
    const pool = { name: 'Another', assetId: world.assetId, kind: 'ISOLATED', sandbox: false };
    const { effects, errors } = await whatIf([{ createPool: pool }, set('marginWad', WAD / 8n)]);
    expect(errors).toEqual([]);
    expect(effects?.prices).toHaveLength(1);
    const { body } = await api.send('{ pools { nodes { name } } }');
    expect(body.data.pools.nodes).toEqual([{ name: 'Stablecoins' }]);
  });
});

describe('at an instant to come', () => {
  const MARGIN = set('marginWad', (125n * WAD) / 1_000n);
  const dayAhead = (days: number) =>
    new Date((api.place.clock.now + days * DAY_SECONDS) * 1_000).toISOString();

  test('is what is there once that time has passed: cover has ended, premium is earned', async () => {
    await buy(api.place, world.buyers[1] as never, world.productId, 20_000n * UNIT, 10);
    // What a subject's size was stated as is known for seven days: it is stated late enough.
    await pass(api.place, world, 6 * 24);
    const asOf = api.place.clock.now;
    const subjectSize = { amount: SUBJECT_SIZE, asOf };
    await api.place.must(owner, 'editProduct', { productId: world.productId, subjectSize });
    const now = await shown();
    const { effects, errors } = await whatIf([MARGIN], [world.productId], dayAhead(6));
    expect(errors).toEqual([]);
    const [pool] = effects?.pools ?? [];
    expect(BigInt(pool?.requirement.before.amount ?? 0)).toBeLessThan(BigInt(now.requirement));
    expect(BigInt(pool?.capacity.before.amount ?? 0)).toBeGreaterThan(BigInt(now.capacity));
    // Nothing was written.
    expect(await shown()).toEqual(now);

    await pass(api.place, world, 6 * 24);
    await api.place.must(SYSTEM, 'releasePolicies', { productId: world.productId, tick: 'a' });
    const then = await shown();
    const [price] = effects?.prices ?? [];
    expect(price?.before.wad).toBe(then.rate);
    expect(pool).toMatchObject({
      capacity: { before: { amount: then.capacity } },
      requirement: { before: { amount: then.requirement } },
      ratio: { before: { wad: then.ratio } },
    });
    await propose([MARGIN]);
    expect(price?.after.wad).toBe((await shown()).rate);
  });

  test('is refused for the past, whose books are not kept, and for more than 30 days ahead', async () => {
    const errorsAt = async (days: number) =>
      (await whatIf([MARGIN], [world.productId], dayAhead(days))).errors;
    expect(await errorsAt(-1)).toMatchObject([{ code: 'STATUS_FORBIDS', path: 'input.at' }]);
    expect(await errorsAt(30)).toEqual([]);
    expect(await errorsAt(31)).toMatchObject([{ code: 'TERM_OUT_OF_RANGE', path: 'input.at' }]);
  });
});

describe('what cannot be made', () => {
  test('is refused as its proposal would be, with how far it may go', async () => {
    const { effects, errors } = await whatIf([set('marginWad', WAD / 2n)]);
    expect(effects).toBeNull();
    expect(errors).toEqual([
      {
        ...{ code: 'PARAMETER_OUT_OF_RANGE', path: 'input.changes.0.setParameter.value', name: 'marginWad' },
        ...{ minimum: '0', maximum: `${WAD}`, maximumStep: `${WAD / 40n}` },
      },
    ]);
    expect((await whatIf([set('marginWad', WAD / 10n)])).errors).toMatchObject([{ code: 'CONFIG_INVALID' }]);
    const unknown = await whatIf([set('marginWad', WAD / 8n)], [world.productId, 'prd_00000000fzzz']);
    expect(unknown.errors).toMatchObject([{ code: 'NOT_FOUND', path: 'input.productIds.1' }]);
  });

  test('and what is no change at all is an error of the request', async () => {
    const invalid = async (input: object) => {
      const query = `query($input: WhatIfInput!) { whatIf(input: $input) { errors { code } } }`;
      const { body } = await api.send(query, { variables: { input } });
      return body.errors?.[0]?.extensions;
    };
    expect(await invalid({ changes: [] })).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await invalid({ changes: [{}] })).toMatchObject({ code: 'INPUT_INVALID' });
    const one = set('marginWad', WAD / 8n);
    expect(await invalid({ changes: Array(21).fill(one) })).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await invalid({ changes: [set('noSuchThing', 1n)] })).toMatchObject({ code: 'INPUT_INVALID' });
    const many = Array(101).fill(world.productId);
    expect(await invalid({ changes: [one], productIds: many })).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await invalid({ changes: [set('marginWad', -1n)] })).toMatchObject({ code: 'INPUT_INVALID' });
  });
});

test('an open proposal says what it would do, to everybody, as of now; one that is over says nothing', async () => {
  await propose([set('approvalsNeeded', 2n), set('timelockSeconds', BigInt(48 * HOUR_SECONDS))]);
  const [ada] = governors;
  const proposed = await propose([set('marginWad', (9n * WAD) / 100n)], ada);
  expect(proposed.status).toBe('OPEN');
  const [price] = proposed.whatIf?.effects?.prices ?? [];
  expect(BigInt(price?.after.wad ?? 0)).toBeLessThan(BigInt(price?.before.wad ?? 0));
  const read = `query($id: ID!) { proposal(id: $id) { status whatIf ${RESULT} } }`;
  const { body } = await api.send(read, { variables: { id: proposed.id } });
  expect(body.data.proposal.whatIf.effects.prices[0].after).toEqual(price?.after);
  api.place.clock.now += 30 * 24 * HOUR_SECONDS;
  const late = (await api.send(read, { variables: { id: proposed.id } })).body.data.proposal;
  expect(late).toEqual({ status: 'EXPIRED', whatIf: null });
});
