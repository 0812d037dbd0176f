/** Uniswap v3: the time-weighted average price of a pool. See README.md here. */
import { parseAbi } from 'viem';
import { z } from 'zod';
import { defineFamily, type Source, type SourceContext, SourceError } from '../adapter.ts';
import type { BlockHead, NodeClient } from '../evm/client.ts';
import { revertReason, unlessReverted } from '../evm/errors.ts';
import { openSampler, type Told } from '../evm/sampler.ts';
import { tokenAt, wholeUnit } from '../evm/tokens.ts';
import { type UniswapTwapConfig, uniswapTwapConfig } from './config.ts';
import { meanTick, priceAtTick } from './tick.ts';

const POOL_ABI = parseAbi([
  'function token0() view returns (address)',
  'function token1() view returns (address)',
  'function observe(uint32[]) view returns (int56[], uint160[])',
]);
/** The price is WAD, whatever the decimals of the tokens. */
const PRICE_DECIMALS = 18;
/** The pool's sums of seconds per liquidity are Q128 and wrap at 160 bits. */
const Q160 = 1n << 160n;
const Q128 = 1n << 128n;

export const uniswapTwap = defineFamily({
  name: 'uniswap-twap',
  yields: 'OBSERVATIONS',
  config: uniswapTwapConfig,
  open: openPool,
});

function openPool(config: UniswapTwapConfig, context: SourceContext): Source {
  return openSampler({
    config,
    context,
    memory: z.null(),
    start: null,
    check: (client) => checkPool(client, config),
    look: (client, block) => unlessReverted(lookAtPool(client, config, block)),
    tell: (look) => ({ told: look && priceOf(look, config), memory: null }),
  });
}

interface PoolLook {
  /** How far the sums of ticks and of seconds per liquidity grew over the window. */
  readonly ticks: bigint;
  readonly secondsPerLiquidity: bigint;
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
}

async function lookAtPool(
  client: NodeClient,
  { pool, base, quote, windowSeconds }: UniswapTwapConfig,
  block: BlockHead,
): Promise<PoolLook> {
  const [[ticks, seconds], baseDecimals, quoteDecimals] = await Promise.all([
    client.readContract({
      address: pool,
      abi: POOL_ABI,
      functionName: 'observe',
      args: [[windowSeconds, 0]],
      blockNumber: BigInt(block.number),
    }),
    tokenAt(client, base, block).decimals(),
    tokenAt(client, quote, block).decimals(),
  ]);
  const [ticksBefore = 0n, ticksNow = 0n] = ticks;
  const [secondsBefore = 0n, secondsNow = 0n] = seconds;
  return {
    ticks: ticksNow - ticksBefore,
    secondsPerLiquidity: (secondsNow - secondsBefore + Q160) % Q160,
    baseDecimals,
    quoteDecimals,
  };
}

function priceOf(look: PoolLook, { base, quote, windowSeconds, minimumLiquidity }: UniswapTwapConfig): Told {
  const tick = meanTick(look.ticks, windowSeconds);
  const liquidity = harmonicLiquidity(look.secondsPerLiquidity, windowSeconds);
  const value = priceAtTick(tick, {
    // A pool orders its tokens by address.
    isBaseFirst: BigInt(base) < BigInt(quote),
    baseUnit: wholeUnit(look.baseDecimals),
    quoteUnit: wholeUnit(look.quoteDecimals),
  });
  const isThin = liquidity < minimumLiquidity;
  return {
    value,
    decimals: PRICE_DECIMALS,
    facts: { meanTick: String(tick), liquidity: String(liquidity) },
    // A thin pool can be pushed anywhere: its price is as unsure as one with a wide confidence interval.
    ...(isThin && {
      fault: {
        reason: 'CONFIDENCE_WIDE',
        actual: `liquidity ${liquidity}`,
        limit: `liquidity of at least ${minimumLiquidity}`,
      },
    }),
  };
}

/** Down, so that less is believed. A pool without liquidity counts it as 1, so the sum always grows. */
function harmonicLiquidity(secondsPerLiquidity: bigint, windowSeconds: number): bigint {
  return secondsPerLiquidity === 0n ? 0n : (BigInt(windowSeconds) * Q128) / secondsPerLiquidity;
}

/**
 * The pool trades the two tokens, and remembers as much as the window asks for. Throws SourceError CONFIG.
 */
async function checkPool(client: NodeClient, config: UniswapTwapConfig): Promise<void> {
  const { pool, base, quote, windowSeconds } = config;
  const call = { address: pool, abi: POOL_ABI } as const;
  const found = await Promise.all([
    client.readContract({ ...call, functionName: 'token0' }),
    client.readContract({ ...call, functionName: 'token1' }),
  ]);
  if (base === quote || !found.includes(base) || !found.includes(quote)) {
    throw new SourceError('CONFIG', `The pool trades ${found.join(' and ')}, not ${base} for ${quote}.`);
  }
  try {
    await client.readContract({ ...call, functionName: 'observe', args: [[windowSeconds, 0]] });
  } catch (error) {
    if (revertReason(error) !== 'OLD') throw error;
    const why = 'The pool remembers less than the window (OLD): raise its observation cardinality, or wait.';
    throw new SourceError('CONFIG', why, error);
  }
}
