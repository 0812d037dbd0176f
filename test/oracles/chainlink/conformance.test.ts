import { afterAll, beforeAll } from 'vitest';
import { chainlink } from '../../../oracles/chainlink/adapter.ts';
import type { Subject } from '../../../oracles/conformance.ts';
import { testConformance } from '../conformance.ts';
import { testRecording } from '../evm/recording.ts';
import { configOf, GENESIS, HOUR, type LocalFeed, OPERATORS, startLocalFeed } from './localFeed.ts';

let local: LocalFeed;
beforeAll(async () => {
  local = await startLocalFeed();
  const { feed } = local;
  for (const hour of [1, 2, 3]) {
    const answers = [{ feed, value: BigInt(99_990_000 - hour) }];
    await local.writer.submitRow({ at: GENESIS + hour * HOUR, answers, emptyBlocks: hour === 3 ? 1 : 2 });
  }
});
afterAll(() => local.anvil.close());

const subject = (): Subject => ({
  family: chainlink,
  config: configOf(local),
  operators: OPERATORS,
  now: () => GENESIS + 4 * HOUR,
  pages: [{ pollBlocks: 1 }, { pollBlocks: 4 }, { logBlocks: 1 }],
  wrong: [
    { change: { rpcUrl: 'file:///etc/passwd' }, path: 'rpcUrl' },
    { change: { witnessUrl: 'ftp://node.example' }, path: 'witnessUrl' },
    { change: { proxy: '0x12' }, path: 'proxy' },
    { change: { other: 1 }, path: '' },
  ],
  unreachable: { change: { rpcUrl: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
});

testConformance('chainlink', subject);

testRecording(
  'three-rounds',
  'Three oracles of a FluxAggregator behind its proxy: two final rounds, and one that is not final.',
  subject,
);
