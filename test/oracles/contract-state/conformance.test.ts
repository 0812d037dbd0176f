import { afterAll, beforeAll } from 'vitest';
import type { Subject } from '../../../oracles/conformance.ts';
import { contractState } from '../../../oracles/contract-state/adapter.ts';
import { testConformance } from '../conformance.ts';
import { GENESIS } from '../evm/localChain.ts';
import { testRecording } from '../evm/recording.ts';
import { type LocalVault, startVault, UNIT } from './vault.ts';

let local: LocalVault;
beforeAll(async () => {
  const started = await startVault();
  // Most of the calm before is left out, so that every check reads the rest in short time.
  local = { ...started, config: { ...started.config, startBlock: Number(started.config.startBlock) + 60 } };
  const { chain, vault } = local;
  await chain.block(12, [{ contract: vault, name: 'pause' }]);
  await chain.block(12, [{ contract: vault, name: 'drain', args: [600n * UNIT] }], 3);
});
afterAll(() => local.chain.close());

const subject = (): Subject => ({
  family: contractState,
  config: local.config,
  operators: ['ada'],
  now: () => GENESIS,
  pages: [{ pollBlocks: 7 }, { pollBlocks: 20 }],
  wrong: [
    { change: { holders: [] }, path: 'holders' },
    { change: { holders: [local.vault.address, local.vault.address] }, path: 'holders' },
    { change: { contract: '0x' }, path: 'contract' },
    { change: { floorPrice: '-1' }, path: 'floorPrice' },
    { change: { everySeconds: 60 }, path: '' },
  ],
  unreachable: { change: { rpcUrl: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
});

testConformance('contract-state', subject);

testRecording(
  'paused-and-drained',
  'A vault of OpenZeppelin is paused, and in the next block 600 of its 1,000 are taken.',
  () => ({ ...subject(), config: { ...local.config, startBlock: Number(local.config.startBlock) + 9 } }),
);
