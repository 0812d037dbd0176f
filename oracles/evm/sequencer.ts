/** The state of a chain's sequencer, as Chainlink's uptime feed tells it. */
import { type Address, parseAbi } from 'viem';
import type { RawObservation } from '../adapter.ts';
import type { NodeClient } from './client.ts';

export const ROUND_DATA_ABI = parseAbi([
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
]);

/** Adds to each observation how the sequencer was in its block: answer 0 is up, 1 is down. */
export async function withSequencer(
  client: NodeClient,
  uptimeFeed: Address | undefined,
  observations: readonly RawObservation[],
): Promise<RawObservation[]> {
  if (uptimeFeed === undefined) return [...observations];
  const numbers = new Set(observations.map(({ blockNumber }) => blockNumber));
  const asked = [...numbers].map(async (blockNumber) => {
    const [, answer, startedAt] = await client.readContract({
      address: uptimeFeed,
      abi: ROUND_DATA_ABI,
      functionName: 'latestRoundData',
      blockNumber: BigInt(blockNumber ?? 0),
    });
    // A feed that never reported says 0 for its start: then nobody knows that the sequencer is up.
    return [blockNumber, { up: answer === 0n && startedAt !== 0n, since: Number(startedAt) }] as const;
  });
  const states = new Map(await Promise.all(asked));
  return observations.map((observation) => ({
    ...observation,
    sequencer: states.get(observation.blockNumber),
  }));
}
