/** Pyth: the price that was last posted to a chain, with how sure it is. See README.md here. */
import { parseAbi } from 'viem';
import { z } from 'zod';
import { DECIMALS_MAX } from '../../src/domain/shared/limits.ts';
import { defineFamily, type Source, type SourceContext } from '../adapter.ts';
import type { BlockHead, NodeClient } from '../evm/client.ts';
import { unlessReverted } from '../evm/errors.ts';
import { openSampler, type Told } from '../evm/sampler.ts';
import { type PythConfig, pythConfig } from './config.ts';

const PYTH_ABI = parseAbi([
  'struct Price { int64 price; uint64 conf; int32 expo; uint256 publishTime; }',
  'function getPriceNoOlderThan(bytes32 id, uint256 age) view returns (Price)',
  'function getPriceUnsafe(bytes32 id) view returns (Price)',
]);

export const pyth = defineFamily({
  name: 'pyth',
  yields: 'OBSERVATIONS',
  config: pythConfig,
  open: openPrice,
});

interface PythPrice {
  readonly price: bigint;
  readonly conf: bigint;
  readonly expo: number;
  readonly publishTime: bigint;
}

/**
 * The memory is the publish time of the newest price: the same price in a later block is no new observation.
 */
function openPrice(config: PythConfig, context: SourceContext): Source {
  return openSampler<PythPrice | null, number | null>({
    config,
    context,
    memory: z.int().nullable(),
    start: null,
    check: (client) => checkPrice(client, config),
    look: (client, block) => unlessReverted(freshPrice(client, config, block)),
    tell(look, _block, last) {
      if (look === null || (last !== null && look.publishTime <= BigInt(last))) {
        return { told: null, memory: last };
      }
      return { told: inPinnedDecimals(look, config.decimals), memory: Number(look.publishTime) };
    },
  });
}

/** The contract itself refuses a price that is too old in its block: the unsafe price is never one. */
async function freshPrice(
  client: NodeClient,
  { pyth: address, priceId, maxAgeSeconds }: PythConfig,
  { number }: BlockHead,
): Promise<PythPrice> {
  return client.readContract({
    address,
    abi: PYTH_ABI,
    functionName: 'getPriceNoOlderThan',
    args: [priceId, BigInt(maxAgeSeconds)],
    blockNumber: BigInt(number),
  });
}

/**
 * Price and confidence with the pinned decimals, exactly; where they do not fit, as they came, to be rejected
 * by
 * their decimals. An exponent beyond ±36 is no price. Example: 99_990_000 × 10^-8 with 6 decimals → 999_900.
 */
function inPinnedDecimals({ price, conf, expo, publishTime }: PythPrice, decimals: number): Told | null {
  if (Math.abs(expo) > DECIMALS_MAX) return null;
  const told = {
    publishedAt: Number(publishTime),
    facts: { price: String(price), conf: String(conf), expo: String(expo) },
  };
  const shift = expo + decimals;
  if (shift >= 0) {
    const scale = 10n ** BigInt(shift);
    return { ...told, value: price * scale, decimals, confidence: conf * scale };
  }
  const scale = 10n ** BigInt(-shift);
  const isExact = price % scale === 0n && conf % scale === 0n;
  if (isExact) return { ...told, value: price / scale, decimals, confidence: conf / scale };
  return { ...told, value: price, decimals: -expo, confidence: conf };
}

/**
 * The contract knows the price; how old it is does not matter here. Throws what becomes SourceError CONFIG.
 */
async function checkPrice(client: NodeClient, { pyth: address, priceId }: PythConfig): Promise<void> {
  await client.readContract({ address, abi: PYTH_ABI, functionName: 'getPriceUnsafe', args: [priceId] });
}
