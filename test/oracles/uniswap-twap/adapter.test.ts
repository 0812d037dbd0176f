import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Source } from '../../../oracles/adapter.ts';
import type { Subject } from '../../../oracles/conformance.ts';
import { uniswapTwap } from '../../../oracles/uniswap-twap/adapter.ts';
import { priceAtTick, sqrtRatioAtTick } from '../../../oracles/uniswap-twap/tick.ts';
import type { CompiledContract } from '../../../src/cli/chain/contracts.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { compileFile } from '../../support/solidity.ts';
import { testConformance } from '../conformance.ts';
import { GENESIS, type LocalChain, type LocalContract, startLocalChain } from '../evm/localChain.ts';
import { testRecording } from '../evm/recording.ts';

const WINDOW = 1_800;
const LIQUIDITY = 10n ** 18n;
/** One token of 18 decimals for one of 6, whichever comes first in the pool. */
const PAR = 276_324;
const requireHere = createRequire(import.meta.url);

let chain: LocalChain;
let pool: LocalContract;
let trader: LocalContract;
let base: LocalContract;
let quote: LocalContract;
let config: Record<string, unknown>;
let par: number;

const artifact = (name: string): CompiledContract =>
  requireHere(`@uniswap/v3-core/artifacts/contracts/${name}.sol/${name}.json`);
/** The tick at which the base costs so much more: a tick is 0.01 %. */
const dearer = (ticks: number) => (BigInt(base.address) < BigInt(quote.address) ? par + ticks : par - ticks);
const push = (tick: number) => ({
  contract: trader,
  name: 'push',
  args: [pool.address, sqrtRatioAtTick(tick)],
});

beforeAll(async () => {
  const { Token, Trader } = await compileFile('vaults.sol', 'Token').then(async (vaults) => ({
    ...vaults,
    ...(await compileFile('uniswap.sol', 'Trader')),
  }));
  chain = await startLocalChain();
  base = await chain.deploy(Token, [18]);
  quote = await chain.deploy(Token, [6]);
  const factory = await chain.deploy(artifact('UniswapV3Factory'));
  trader = await chain.deploy(Trader);
  await chain.block(12, [
    { contract: factory, name: 'createPool', args: [base.address, quote.address, 3_000] },
  ]);
  const { abi, bytecode } = artifact('UniswapV3Pool');
  const address = await chain.client.readContract({
    address: factory.address,
    abi: factory.abi,
    functionName: 'getPool',
    args: [base.address, quote.address, 3_000],
  });
  pool = { abi, bytecode, address: address as `0x${string}` };
  par = BigInt(base.address) < BigInt(quote.address) ? -PAR : PAR;
  await chain.block(12, [
    { contract: base, name: 'mint', args: [trader.address, 10n ** 33n] },
    { contract: quote, name: 'mint', args: [trader.address, 10n ** 33n] },
    { contract: pool, name: 'initialize', args: [sqrtRatioAtTick(par)] },
    { contract: pool, name: 'increaseObservationCardinalityNext', args: [20] },
    { contract: trader, name: 'mint', args: [pool.address, -887_220, 887_220, LIQUIDITY] },
  ]);
  const { url: rpcUrl, chainId } = chain.anvil;
  config = {
    rpcUrl,
    chainId,
    startBlock: Number(await chain.client.getBlockNumber()) + 1,
    pool: pool.address,
    base: base.address,
    quote: quote.address,
    windowSeconds: WINDOW,
    minimumLiquidity: String(LIQUIDITY),
  };
});
afterAll(() => chain.close());

function openSource(changes: Record<string, unknown> = {}): Source {
  const signal = new AbortController().signal;
  return uniswapTwap.open(
    { ...config, ...changes },
    { sourceId: 'pool', operators: ['ada'], now: () => 0, signal },
  );
}

describe('the average of a real pool', () => {
  test('is refused while the pool remembers less than the window', async () => {
    const failure = await openSource()
      .poll({ cursor: null })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CONFIG', message: expect.stringContaining('(OLD)') });
  });

  test('attack 3: is the price over the window, not the one of a flash loan within a block', async () => {
    await chain.block(WINDOW);
    // Down by 1,000 ticks for the last third of the window.
    await chain.block(12, [push(dearer(-1_000))]);
    await chain.block(WINDOW / 3);
    // There and back within one block: the average does not move.
    await chain.block(12, [
      { contract: trader, name: 'pushAndBack', args: [pool.address, sqrtRatioAtTick(dearer(-50_000))] },
    ]);
    await chain.settle();
    const { observations } = await openSource().poll({ cursor: null });
    const first = Number(config.startBlock);
    expect(observations.map(({ blockNumber }) => blockNumber)).toEqual([
      first,
      first + 1,
      first + 2,
      first + 3,
    ]);
    const unit = { baseUnit: 10n ** 18n, quoteUnit: 10n ** 6n };
    const isBaseFirst = BigInt(base.address) < BigInt(quote.address);
    const at = (ticks: number) => priceAtTick(dearer(ticks), { ...unit, isBaseFirst });
    const average = (seconds: number) => {
      const mean = (dearer(0) * (WINDOW - seconds) + dearer(-1_000) * seconds) / WINDOW;
      return priceAtTick(Math.floor(mean), { ...unit, isBaseFirst });
    };
    const values = observations.map(({ value }) => value);
    expect(values).toEqual([at(0), at(0), average(WINDOW / 3), average(WINDOW / 3 + 12)]);
    expect(observations[0]).toMatchObject({
      decimals: 18,
      facts: { meanTick: String(dearer(0)), liquidity: String(LIQUIDITY) },
    });
  });

  test('attack 4: does not vote when the pool was thin', async () => {
    const source = openSource({ minimumLiquidity: String(LIQUIDITY + 1n) });
    const { observations } = await source.poll({ cursor: null });
    const terms = {
      sourceId: 'pool',
      decimals: 18,
      heartbeatSeconds: 60,
      marginSeconds: 60,
      operators: ['ada'],
    };
    const verdicts = observations.map((observation) => {
      const context = {
        now: observation.observedAt,
        watermark: null,
        use: 'DECISION',
        previous: null,
      } as const;
      return validateObservation(observation, terms, context);
    });
    expect(verdicts[0]).toMatchObject({
      valid: false,
      reason: 'CONFIDENCE_WIDE',
      actual: `liquidity ${LIQUIDITY}`,
      limit: `liquidity of at least ${LIQUIDITY + 1n}`,
    });
    expect(verdicts.every(({ valid }) => !valid)).toBe(true);
  });

  test('says nothing in the blocks in which the pool remembered too little', async () => {
    const early = Number(config.startBlock) - 3;
    const { observations } = await openSource({ startBlock: early }).poll({ cursor: null });
    expect(observations[0]?.blockNumber).toBe(Number(config.startBlock));
  });

  test('is a wrong configuration for another pair', async () => {
    for (const change of [{ base: pool.address }, { quote: config.base }, { pool: trader.address }]) {
      await expect(openSource(change).poll({ cursor: null })).rejects.toMatchObject({ code: 'CONFIG' });
    }
  });
});

const subject = (): Subject => ({
  family: uniswapTwap,
  config,
  operators: ['ada'],
  now: () => GENESIS,
  pages: [{ pollBlocks: 1 }, { pollBlocks: 3 }],
  wrong: [
    { change: { windowSeconds: 1_799 }, path: 'windowSeconds' },
    { change: { minimumLiquidity: '0' }, path: 'minimumLiquidity' },
    { change: { pool: 'pool' }, path: 'pool' },
    { change: { other: 1 }, path: '' },
  ],
  unreachable: { change: { rpcUrl: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
});

testConformance('uniswap-twap', subject);

testRecording(
  'price-falls',
  'A pool of Uniswap v3 at par falls by 1,000 ticks for a third of the window; then a push and back in one block.',
  subject,
);
