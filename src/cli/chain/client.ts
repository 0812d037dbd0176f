/** The local chain as its makers use it: transactions of its own accounts, and blocks on demand. */
import { type Address, createTestClient, type Hex, http, numberToHex, publicActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { RPC_ANSWER_MS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { LOCAL_MNEMONIC } from './phrase.ts';
import { callNode, callNodeStrictly, type NodeCall, resultOf } from './rpc.ts';

export type ChainClient = ReturnType<typeof connectChain>;

/** Above the base fee of an idle chain, which starts at 1 gwei and falls from there. */
const FEE_PER_GAS = 2_000_000_000n;

/** A client for the chain at `url`. Calls that are made together travel together. */
export function connectChain(url: string) {
  const transport = http(url, { batch: true, retryCount: 0, timeout: RPC_ANSWER_MS_MAX });
  const client = createTestClient({ mode: 'anvil', transport, cacheTime: 0 }).extend(publicActions);
  return Object.assign(client, { url });
}

export type LocalAccount = ReturnType<typeof mnemonicToAccount>;

/** The account at a place of the local phrase, which signs: 0 owns the contracts, 1 and up are oracles. */
export const localAccount = (index: number): LocalAccount =>
  mnemonicToAccount(LOCAL_MNEMONIC, { addressIndex: index });

/** Its address. */
export const localAddress = (index: number): Address => localAccount(index).address;

export interface LocalTransaction {
  readonly from: Address;
  /** None: a deployment. */
  readonly to?: Address;
  readonly data: Hex;
  readonly nonce: number;
  readonly gas: bigint;
}

interface NewBlock {
  /** Time of the block; after the newest block. The node's own clock is never used. */
  readonly at: UnixSeconds;
  readonly transactions?: readonly LocalTransaction[];
  /** Empty blocks behind it, one second apart: with two of them the block is final. */
  readonly emptyBlocks?: number;
}

/**
 * Makes a block with these transactions, which the node signs with the local keys. Throws when one of them is
 * refused (then nothing is made and none is left waiting) or fails in the block.
 * Example: `makeBlock(client, { at: 1_678_003_600 })` → blocks at that time, 1 s and 2 s later.
 */
export async function makeBlock(client: ChainClient, block: NewBlock): Promise<void> {
  const { at, transactions = [], emptyBlocks = 2 } = block;
  const { url } = client;
  const time = { method: 'evm_setNextBlockTimestamp', params: [at] };
  const [timed, ...sent] = await callNode(url, [time, ...transactions.map(toCall)]);
  const hashes = sent.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const refused = [timed, ...sent].find((answer) => answer?.error !== undefined);
  if (refused !== undefined) {
    await callNode(
      url,
      hashes.map((hash) => ({ method: 'anvil_dropTransaction', params: [hash] })),
    );
    resultOf(refused);
  }
  const mine = { method: 'anvil_mine', params: [numberToHex(1 + emptyBlocks), numberToHex(1)] };
  await callNodeStrictly(url, [mine]);
  const ask = (hash: unknown) => ({ method: 'eth_getTransactionReceipt', params: [hash] });
  const receipts = await callNodeStrictly(url, hashes.map(ask));
  const isDone = (receipt: unknown) => (receipt as { status: string } | null)?.status === '0x1';
  const failed = receipts.findIndex((receipt) => !isDone(receipt));
  if (failed >= 0) throw new Error(`Transaction ${hashes[failed]} failed in the block at ${at}.`);
}

/**
 * The first offers most: the node takes calls that travel together in any order, and puts transactions into
 * a block by the most that they would pay for gas, whatever they tip. In any other order two chains that were
 * told the same would differ.
 */
function toCall(
  { from, to, data, nonce, gas }: LocalTransaction,
  index: number,
  { length }: readonly LocalTransaction[],
): NodeCall {
  const place = BigInt(length - index);
  const fees = {
    maxFeePerGas: numberToHex(FEE_PER_GAS + place),
    maxPriorityFeePerGas: numberToHex(place),
  };
  const request = { from, to, data, nonce: numberToHex(nonce), gas: numberToHex(gas), ...fees };
  return { method: 'eth_sendTransaction', params: [request] };
}
