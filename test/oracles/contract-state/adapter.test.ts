import type { Hex } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LEVELS } from '../../../src/domain/condition/parameters.ts';
import { OWNER } from '../evm/localChain.ts';
import { type LocalVault, openSource, startVault, UNIT, watchAll } from './vault.ts';

const { sound, warned, failed } = LEVELS;
let local: LocalVault;
let calm: Hex;
beforeAll(async () => {
  local = await startVault();
});
afterAll(() => local.chain.close());
// Each test goes on from the same calm vault.
beforeEach(async () => {
  calm = await local.chain.client.snapshot();
});
afterEach(() => local.chain.client.revert({ id: calm }));

const levelsOf = (observations: readonly { value: bigint }[]) =>
  new Set(observations.map(({ value }) => value));

describe('a loss', () => {
  test('of a drained vault is seen in its block and stands, with its figures as evidence', async () => {
    const { chain, vault } = local;
    await chain.block(12, [{ contract: vault, name: 'drain', args: [600n * UNIT] }]);
    const drained = await chain.client.getBlock();
    await chain.block(12, [], 90);
    const all = await watchAll(local);
    const from = all.findIndex(({ value }) => value === failed);
    expect(all[from]).toMatchObject({
      blockNumber: Number(drained.number),
      blockHash: drained.hash,
      observedAt: Number(drained.timestamp),
      decimals: 18,
      facts: {
        price: '400000',
        maximumPrice: '1000000',
        assets: '400000000',
        liabilities: '400000000',
        supply: '1000000000',
        paused: 'false',
        owner: OWNER,
        conditions: 'PRICE_DROP OUTFLOW',
        since: String(drained.timestamp),
      },
    });
    expect(levelsOf(all.slice(0, from))).toEqual(new Set([sound]));
    expect(levelsOf(all.slice(from))).toEqual(new Set([failed]));
  });

  test('by shares out of nothing is seen', async () => {
    const { chain, vault } = local;
    await chain.block(12, [{ contract: vault, name: 'mintUnbacked', args: [200n * UNIT] }]);
    const all = await watchAll(local);
    expect(all.at(-1)).toMatchObject({ value: failed, facts: { conditions: 'PRICE_DROP UNBACKED_MINT' } });
  });

  test('against a declared floor is seen, and undone when it is made good', async () => {
    const { chain, vault, token } = local;
    const floor = { isVault: false, floorPrice: '1' };
    await chain.block(12, [{ contract: vault, name: 'drain', args: [10n * UNIT] }]);
    const short = await watchAll(local, floor);
    expect(short.at(-1)).toMatchObject({
      value: failed,
      facts: { liabilities: '1000000000', assets: '990000000', conditions: 'SHORTFALL' },
    });
    await chain.block(12, [{ contract: token, name: 'transfer', args: [vault.address, 1n] }]);
    expect((await watchAll(local, floor)).at(-1)?.value).toBe(sound);
  });
});

describe('no loss is', () => {
  test('a donation, and its being taken back', async () => {
    const { chain, vault, token } = local;
    await chain.block(12, [{ contract: token, name: 'transfer', args: [vault.address, 900n * UNIT] }]);
    await chain.block(12, [], 9);
    await chain.block(12, [{ contract: vault, name: 'takeFee', args: [900n * UNIT] }]);
    await chain.block(12, [], 9);
    expect(levelsOf(await watchAll(local))).toEqual(new Set([sound]));
  });

  test('a fee', async () => {
    const { chain, vault } = local;
    await chain.block(12, [{ contract: vault, name: 'takeFee', args: [20n * UNIT] }], 9);
    expect(levelsOf(await watchAll(local))).toEqual(new Set([sound]));
  });

  test('a pause or a new owner: they warn', async () => {
    const { chain, vault } = local;
    await chain.block(12, [
      { contract: vault, name: 'pause' },
      { contract: vault, name: 'transferOwnership', args: [vault.address] },
    ]);
    const all = await watchAll(local);
    expect(levelsOf(all)).toEqual(new Set([sound, warned]));
    expect(all.at(-1)?.facts).toMatchObject({ paused: 'true', signs: 'PAUSED OWNER_CHANGED' });
  });

  test('a bank run with supply falling alike', async () => {
    const { chain, vault } = local;
    await chain.block(12, [{ contract: vault, name: 'redeem', args: [400n * UNIT, OWNER, OWNER] }]);
    await chain.block(12, [{ contract: vault, name: 'redeem', args: [350n * UNIT, OWNER, OWNER] }]);
    await chain.block(12, [{ contract: vault, name: 'redeem', args: [250n * UNIT, OWNER, OWNER] }], 5);
    const all = await watchAll(local);
    expect(levelsOf(all)).toEqual(new Set([sound]));
    expect(all.at(-1)?.facts).toMatchObject({ supply: '0', assets: '0' });
  });

  test('attack 3: a dip within one block, as a flash loan makes it', async () => {
    const { chain, vault, borrower } = local;
    await chain.block(12, [{ contract: vault, name: 'flashLoan', args: [borrower.address] }], 9);
    expect(levelsOf(await watchAll(local))).toEqual(new Set([sound]));
  });
});

test('goes on over a contract that says nothing of pauses, owners or prices', async () => {
  const { token } = local;
  const all = await watchAll(local, { contract: token.address, isVault: false });
  expect(levelsOf(all)).toEqual(new Set([sound]));
  expect(Object.keys(all[0]?.facts ?? {}).sort()).toEqual(['assets', 'supply']);
});

test('is a wrong configuration when there is no such token or vault', async () => {
  const nowhere = `0x${'11'.repeat(20)}`;
  for (const change of [{ asset: nowhere }, { token: nowhere }, { contract: local.token.address }]) {
    const source = openSource({ ...local.config, ...change });
    await expect(source.poll({ cursor: null })).rejects.toMatchObject({ code: 'CONFIG', retryable: false });
  }
});
