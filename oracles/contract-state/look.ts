/**
 * Reads the figures of a contract at the end of a block: what it refuses to say is null and stops nothing.
 */
import { type Address, getAddress, type Hex, parseAbi } from 'viem';
import type { StateLook } from '../../src/domain/condition/look.ts';
import { mulDivDown } from '../../src/domain/shared/rounding.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { parseDecimal } from '../../src/domain/trigger/decimal.ts';
import type { BlockHead, NodeClient } from '../evm/client.ts';
import { unlessReverted } from '../evm/errors.ts';
import { convertToAssets, tokenAt, wholeUnit } from '../evm/tokens.ts';
import type { ContractStateConfig } from './config.ts';

/** OpenZeppelin's Ownable and Pausable. */
const GUARD_ABI = parseAbi([
  'function paused() view returns (bool)',
  'function owner() view returns (address)',
]);

/** ERC-1967: keccak256('eip1967.proxy.implementation') - 1. */
const IMPLEMENTATION_SLOT: Hex = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';
/** A slot is a word of 32 bytes: 0x and 24 digits stand before the 20 bytes of an address. */
const ADDRESS_OFFSET = 26;

/** All figures of one block; calls of one round travel together. */
export async function lookAtState(
  client: NodeClient,
  config: ContractStateConfig,
  block: BlockHead,
): Promise<StateLook> {
  const { contract, asset, token = contract } = config;
  const [guard, assets, supply, shareDecimals, assetDecimals] = await Promise.all([
    readGuard(client, contract, block),
    readAssets(client, config, block),
    unlessReverted(tokenAt(client, token, block).totalSupply()),
    unlessReverted(tokenAt(client, token, block).decimals()),
    unlessReverted(tokenAt(client, asset, block).decimals()),
  ]);
  const shares = { supply, shareDecimals, assetDecimals };
  return {
    block: block.number,
    at: block.timestamp,
    ...(await readClaims(client, config, block, shares)),
    assets,
    supply,
    ...guard,
  };
}

async function readAssets(
  client: NodeClient,
  { asset, holders }: ContractStateConfig,
  block: BlockHead,
): Promise<bigint | null> {
  const { balanceOf } = tokenAt(client, asset, block);
  const balances = await Promise.all(holders.map((holder) => unlessReverted(balanceOf(holder))));
  return balances.reduce((sum, balance) => (sum === null || balance === null ? null : sum + balance), 0n);
}

/** What one whole share is worth and what is owed for all of them. */
async function readClaims(
  client: NodeClient,
  { contract, isVault, floorPrice }: ContractStateConfig,
  block: BlockHead,
  shares: { supply: bigint | null; shareDecimals: number | null; assetDecimals: number | null },
): Promise<Pick<StateLook, 'price' | 'liabilities' | 'hasFloor'>> {
  const { supply, shareDecimals, assetDecimals } = shares;
  const convert = (amount: bigint | null) =>
    isVault && amount !== null ? unlessReverted(convertToAssets(client, contract, amount, block)) : null;
  const [price, own] = await Promise.all([
    convert(shareDecimals === null ? null : wholeUnit(shareDecimals)),
    convert(floorPrice === undefined ? supply : null),
  ]);
  if (floorPrice === undefined) return { price, liabilities: own, hasFloor: false };
  const floor = parseDecimal(floorPrice);
  const isKnown = supply !== null && shareDecimals !== null && assetDecimals !== null && floor !== null;
  // Down: what is owed is not made larger by a remainder, so that none makes it a shortfall.
  const liabilities = isKnown
    ? mulDivDown(supply * floor, wholeUnit(assetDecimals), WAD * wholeUnit(shareDecimals))
    : null;
  return { price, liabilities, hasFloor: true };
}

async function readGuard(
  client: NodeClient,
  address: Address,
  { number }: BlockHead,
): Promise<Pick<StateLook, 'paused' | 'owner' | 'implementation'>> {
  const blockNumber = BigInt(number);
  const call = { address, abi: GUARD_ABI, blockNumber } as const;
  const [paused, owner, slot] = await Promise.all([
    unlessReverted(client.readContract({ ...call, functionName: 'paused' })),
    unlessReverted(client.readContract({ ...call, functionName: 'owner' })),
    client.getStorageAt({ address, slot: IMPLEMENTATION_SLOT, blockNumber }),
  ]);
  const isProxy = slot !== undefined && BigInt(slot) !== 0n;
  const implementation = isProxy ? getAddress(`0x${slot.slice(ADDRESS_OFFSET)}`) : null;
  return { paused, owner, implementation };
}
