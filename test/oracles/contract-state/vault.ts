/** A real vault on a real chain, and a source that watches it. */
import type { RawObservation, Source } from '../../../oracles/adapter.ts';
import { contractState } from '../../../oracles/contract-state/adapter.ts';
import { compileFile } from '../../support/solidity.ts';
import { GENESIS, type LocalChain, type LocalContract, OWNER, startLocalChain } from '../evm/localChain.ts';

export const UNIT = 1_000_000n;

export interface LocalVault {
  readonly chain: LocalChain;
  readonly token: LocalContract;
  readonly vault: LocalContract;
  readonly borrower: LocalContract;
  readonly config: Record<string, unknown>;
}

/** A vault that holds 1,000 for 1,000 shares of account 0; 70 calm blocks have passed, so its price has stood. */
export async function startVault(): Promise<LocalVault> {
  const contracts = await compileFile('vaults.sol', 'Token', 'Vault', 'Borrower');
  const chain = await startLocalChain();
  const token = await chain.deploy(contracts.Token, [6]);
  const vault = await chain.deploy(contracts.Vault, [token.address]);
  const borrower = await chain.deploy(contracts.Borrower);
  await chain.block(12, [
    { contract: token, name: 'mint', args: [OWNER, 9_000n * UNIT] },
    { contract: token, name: 'approve', args: [vault.address, 2n ** 255n] },
    { contract: vault, name: 'deposit', args: [1_000n * UNIT, OWNER] },
  ]);
  const { url: rpcUrl, chainId } = chain.anvil;
  const startBlock = Number(await chain.client.getBlockNumber());
  const config = {
    rpcUrl,
    chainId,
    startBlock,
    contract: vault.address,
    asset: token.address,
    holders: [vault.address],
  };
  await chain.block(12, [], 69);
  return { chain, token, vault, borrower, config };
}

/** Everything that a source says now, also of blocks that are not final. */
export async function watchAll(
  { config }: LocalVault,
  changes: Record<string, unknown> = {},
): Promise<RawObservation[]> {
  const source = openSource({ ...config, ...changes });
  const { observations, watch } = await source.poll({ cursor: null });
  await source.close();
  return [...observations, ...watch];
}

export function openSource(config: Record<string, unknown>): Source {
  const signal = new AbortController().signal;
  return contractState.open(config, { sourceId: 'state', operators: ['ada'], now: () => GENESIS, signal });
}
