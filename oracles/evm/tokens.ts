/** The parts of ERC-20 and ERC-4626 that are read. */
import { type Address, erc20Abi, erc4626Abi } from 'viem';
import { DECIMALS_MAX } from '../../src/domain/shared/limits.ts';
import { SourceError } from '../adapter.ts';
import type { BlockHead, NodeClient } from './client.ts';

/** Reads one contract's views at the end of a block; views of one batch travel together. */
export function tokenAt(client: NodeClient, address: Address, block: BlockHead) {
  const call = { address, abi: erc20Abi, blockNumber: BigInt(block.number) } as const;
  return {
    decimals: () => client.readContract({ ...call, functionName: 'decimals' }),
    totalSupply: () => client.readContract({ ...call, functionName: 'totalSupply' }),
    balanceOf: (holder: Address) =>
      client.readContract({ ...call, functionName: 'balanceOf', args: [holder] }),
  };
}

/** What that many shares of a vault are worth at the end of a block, in the smallest unit of its asset. */
export function convertToAssets(
  client: NodeClient,
  vault: Address,
  shares: bigint,
  block: BlockHead,
): Promise<bigint> {
  return client.readContract({
    address: vault,
    abi: erc4626Abi,
    functionName: 'convertToAssets',
    args: [shares],
    blockNumber: BigInt(block.number),
  });
}

/** There is a token. Throws what becomes SourceError CONFIG. */
export async function checkToken(client: NodeClient, address: Address): Promise<void> {
  await client.readContract({ address, abi: erc20Abi, functionName: 'totalSupply' });
}

/** The vault holds the asset that the feed is about. Throws SourceError CONFIG. */
export async function checkVault(client: NodeClient, vault: Address, asset: Address): Promise<void> {
  const found = await client.readContract({ address: vault, abi: erc4626Abi, functionName: 'asset' });
  if (found === asset) return;
  throw new SourceError('CONFIG', `The vault holds ${found} and not ${asset}.`);
}

/** One whole token in its smallest unit. Example: 6 → `1_000_000n`. */
export function wholeUnit(decimals: number): bigint {
  if (decimals <= DECIMALS_MAX) return 10n ** BigInt(decimals);
  throw new SourceError('BAD_ANSWER', `A token with ${decimals} decimals is not believed.`);
}
