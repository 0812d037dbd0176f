/** A real local chain that tests write: contracts deployed and called, one block after the other. */
import { type Address, encodeDeployData, encodeFunctionData, getContractAddress } from 'viem';
import { type Anvil, startAnvil } from '../../../src/cli/chain/anvil.ts';
import {
  type ChainClient,
  connectChain,
  type LocalTransaction,
  localAddress,
  makeBlock,
} from '../../../src/cli/chain/client.ts';
import type { CompiledContract } from '../../../src/cli/chain/contracts.ts';

/** Time of block 0. */
export const GENESIS = 1_678_000_000;
/** Account 0 makes and owns everything. */
export const OWNER = localAddress(0);

const GAS = 8_000_000n;

export interface LocalContract extends CompiledContract {
  readonly address: Address;
}

/** A call by account 0. */
interface LocalCall {
  readonly contract: LocalContract;
  readonly name: string;
  readonly args?: readonly unknown[];
}

export interface LocalChain {
  readonly anvil: Anvil;
  readonly client: ChainClient;
  /** The contract, in a final block of its own at the next second. */
  deploy(contract: CompiledContract, args?: readonly unknown[]): Promise<LocalContract>;
  /** One block `seconds` after the newest with these calls in it, and empty ones behind it (none by default). */
  block(seconds: number, calls?: readonly LocalCall[], emptyBlocks?: number): Promise<void>;
  /** Makes everything so far final: two empty blocks. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function startLocalChain(): Promise<LocalChain> {
  const anvil = await startAnvil({ genesisTime: GENESIS });
  const client = connectChain(anvil.url);
  const nextTime = async (seconds: number) => Number((await client.getBlock()).timestamp) + seconds;
  const nonceOf = () => client.getTransactionCount({ address: OWNER });
  const block: LocalChain['block'] = async (seconds, calls = [], emptyBlocks = 0) => {
    const nonce = await nonceOf();
    const transactions = calls.map(({ contract, name, args = [] }, index): LocalTransaction => {
      const data = encodeFunctionData({ abi: contract.abi, functionName: name, args });
      return { from: OWNER, to: contract.address, data, nonce: nonce + index, gas: GAS };
    });
    await makeBlock(client, { at: await nextTime(seconds), transactions, emptyBlocks });
  };
  return {
    anvil,
    client,
    block,
    async deploy({ abi, bytecode }, args = []) {
      const nonce = await nonceOf();
      const data = encodeDeployData({ abi, bytecode, args });
      await makeBlock(client, {
        at: await nextTime(1),
        transactions: [{ from: OWNER, data, nonce, gas: GAS }],
      });
      const address = getContractAddress({ from: OWNER, nonce: BigInt(nonce) });
      return { abi, bytecode, address };
    },
    settle: () => block(1, [], 1),
    close: () => anvil.close(),
  };
}
