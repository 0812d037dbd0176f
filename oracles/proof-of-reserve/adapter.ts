/** Proof of reserve: a reported reserve over what it owes. See README.md here. */
import { parseAbi } from 'viem';
import { z } from 'zod';
import { DECIMALS_MAX } from '../../src/domain/shared/limits.ts';
import { mulDivUp } from '../../src/domain/shared/rounding.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { defineFamily, type Source, type SourceContext, SourceError } from '../adapter.ts';
import type { BlockHead, NodeClient } from '../evm/client.ts';
import { unlessReverted } from '../evm/errors.ts';
import { openSampler, type Told } from '../evm/sampler.ts';
import { ROUND_DATA_ABI } from '../evm/sequencer.ts';
import { checkToken, tokenAt, wholeUnit } from '../evm/tokens.ts';
import { type ProofOfReserveConfig, proofOfReserveConfig } from './config.ts';

const FEED_ABI = parseAbi([
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
]);
/** A ratio is WAD. */
const RATIO_DECIMALS = 18;

export const proofOfReserve = defineFamily({
  name: 'proof-of-reserve',
  yields: 'OBSERVATIONS',
  config: proofOfReserveConfig,
  open: openReserve,
});

function openReserve(config: ProofOfReserveConfig, context: SourceContext): Source {
  return openSampler({
    config,
    context,
    memory: z.null(),
    start: null,
    check: (client) => checkReserve(client, config),
    look: (client, block) => unlessReverted(readReserve(client, config, block)),
    tell: (look, block) => ({ told: look && ratioOf(look, block, config), memory: null }),
  });
}

interface ReserveLook {
  /** As reported, with the feed's decimals. */
  readonly answer: bigint;
  readonly feedDecimals: number;
  readonly updatedAt: number;
  /** Reserve and debt in one scale, exact for every decimals that are believed. */
  readonly reserve: bigint;
  readonly owed: bigint;
}

async function readReserve(
  client: NodeClient,
  { reserveFeed, tokens }: ProofOfReserveConfig,
  block: BlockHead,
): Promise<ReserveLook> {
  const call = { address: reserveFeed, blockNumber: BigInt(block.number) } as const;
  const [[, answer, , updatedAt], feedDecimals, supplies] = await Promise.all([
    client.readContract({ ...call, abi: ROUND_DATA_ABI, functionName: 'latestRoundData' }),
    client.readContract({ ...call, abi: FEED_ABI, functionName: 'decimals' }),
    Promise.all(
      tokens.map(async (address) => {
        const token = tokenAt(client, address, block);
        const [supply, decimals] = await Promise.all([token.totalSupply(), token.decimals()]);
        return inOneScale(supply, decimals);
      }),
    ),
  ]);
  return {
    answer,
    feedDecimals,
    updatedAt: Number(updatedAt),
    reserve: inOneScale(answer, feedDecimals),
    owed: supplies.reduce((sum, supply) => sum + supply, 0n),
  };
}

/** Nothing owed is no ratio. Example: a reserve of 99 for a supply of 100 → 0.99. */
function ratioOf(look: ReserveLook, block: BlockHead, config: ProofOfReserveConfig): Told | null {
  const { answer, feedDecimals, updatedAt, reserve, owed } = look;
  if (owed === 0n) return null;
  const oldest = block.timestamp - config.heartbeatSeconds - config.marginSeconds;
  return {
    // Up: a remainder never makes a reserve fall short. Nothing or less in reserve is NON_POSITIVE.
    value: reserve > 0n ? mulDivUp(reserve, WAD, owed) : 0n,
    decimals: RATIO_DECIMALS,
    publishedAt: updatedAt,
    facts: {
      reserve: String(answer),
      reserveDecimals: String(feedDecimals),
      reserveUpdatedAt: String(updatedAt),
      owed: String(owed),
      owedDecimals: String(DECIMALS_MAX),
    },
    ...(updatedAt < oldest && {
      fault: { reason: 'STALE', actual: String(updatedAt), limit: `reserve of ${oldest} or later` },
    }),
  };
}

function inOneScale(amount: bigint, decimals: number): bigint {
  return (amount * wholeUnit(DECIMALS_MAX)) / wholeUnit(decimals);
}

/** The feed has the right name, and there are such tokens. */
async function checkReserve(
  client: NodeClient,
  { reserveFeed, description, tokens }: ProofOfReserveConfig,
): Promise<void> {
  const call = { address: reserveFeed, abi: FEED_ABI, functionName: 'description' } as const;
  const [found] = await Promise.all([
    client.readContract(call),
    ...tokens.map((token) => checkToken(client, token)),
  ]);
  if (found === description) return;
  throw new SourceError('CONFIG', `The feed is "${found}" and not "${description}".`);
}
