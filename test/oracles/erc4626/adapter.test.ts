import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Source } from '../../../oracles/adapter.ts';
import type { Subject } from '../../../oracles/conformance.ts';
import { erc4626 } from '../../../oracles/erc4626/adapter.ts';
import { compileFile } from '../../support/solidity.ts';
import { testConformance } from '../conformance.ts';
import { GENESIS, type LocalChain, type LocalContract, OWNER, startLocalChain } from '../evm/localChain.ts';
import { testRecording } from '../evm/recording.ts';

const UNIT = 1_000_000n;
let chain: LocalChain;
let token: LocalContract;
let vault: LocalContract;
let config: Record<string, unknown>;

beforeAll(async () => {
  const contracts = await compileFile('vaults.sol', 'Token', 'Vault');
  chain = await startLocalChain();
  token = await chain.deploy(contracts.Token, [6]);
  vault = await chain.deploy(contracts.Vault, [token.address]);
  const { anvil } = chain;
  const startBlock = Number(await chain.client.getBlockNumber());
  config = {
    rpcUrl: anvil.url,
    chainId: anvil.chainId,
    startBlock,
    vault: vault.address,
    asset: token.address,
  };
  await chain.block(12, [
    { contract: token, name: 'mint', args: [OWNER, 3_000n * UNIT] },
    { contract: token, name: 'approve', args: [vault.address, 2n ** 255n] },
    { contract: vault, name: 'deposit', args: [1_000n * UNIT, OWNER] },
  ]);
  await chain.block(12, [{ contract: token, name: 'transfer', args: [vault.address, 500n * UNIT] }]);
  await chain.block(12, [{ contract: vault, name: 'drain', args: [750n * UNIT] }]);
  await chain.settle();
});
afterAll(() => chain.close());

function openSource(changes: Record<string, unknown> = {}): Source {
  const context = {
    sourceId: 'vault',
    operators: ['ada'],
    now: () => GENESIS,
    signal: new AbortController().signal,
  };
  return erc4626.open({ ...config, ...changes }, context);
}

test('says at the end of each block what one whole share is worth, in the decimals of the asset', async () => {
  const { observations, watch } = await openSource().poll({ cursor: null });
  expect(observations.map(({ value }) => value)).toEqual([1_000_000n, 1_000_000n, 1_499_999n, 750_000n]);
  expect(watch.map(({ value }) => value)).toEqual([750_000n, 750_000n]);
  const block = await chain.client.getBlock({ blockTag: 'finalized' });
  expect(observations.at(-1)).toEqual({
    source: 'vault',
    operator: 'ada',
    round: String(block.number),
    value: 750_000n,
    decimals: 6,
    observedAt: Number(block.timestamp),
    blockNumber: Number(block.number),
    blockHash: block.hash,
    finalized: true,
  });
});

describe('a vault that does not fit', () => {
  test('is not read when it holds another token', async () => {
    const source = openSource({ asset: vault.address });
    await expect(source.poll({ cursor: null })).rejects.toMatchObject({ code: 'CONFIG' });
  });

  test('says nothing in the blocks before it was there', async () => {
    const { observations } = await openSource({ startBlock: 1 }).poll({ cursor: null });
    expect(observations[0]?.blockNumber).toBe(Number(config.startBlock) - 2);
  });
});

const subject = (): Subject => ({
  family: erc4626,
  config,
  operators: ['ada'],
  now: () => GENESIS,
  pages: [{ pollBlocks: 1 }, { pollBlocks: 2 }],
  wrong: [
    { change: { vault: 'vault' }, path: 'vault' },
    { change: { everyBlocks: 0 }, path: 'everyBlocks' },
    { change: { everySeconds: 86_400 }, path: 'everySeconds' },
    { change: { pollBlocks: 501 }, path: 'pollBlocks' },
    { change: { witnessUrl: 'node' }, path: 'witnessUrl' },
    { change: { other: 1 }, path: '' },
  ],
  unreachable: { change: { rpcUrl: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
});

testConformance('erc4626', subject);

testRecording(
  'drained-vault',
  'A vault of OpenZeppelin: a deposit, a donation of half of it, then half of everything is taken.',
  subject,
);
