import { expect, test } from 'vitest';
import { reorganised } from '../../../src/domain/feed/reorganised.ts';
import { raw } from './observations.ts';

test('takes back what the final chain does not have, and waits for blocks that are not final yet', () => {
  const kept = raw({ round: '1', blockNumber: 6, blockHash: '0x06' });
  const moved = raw({ round: '2', blockNumber: 7, blockHash: '0x07' });
  const ahead = raw({ round: '3', blockNumber: 8, blockHash: '0x08' });
  const seen = [kept, moved, ahead].map((observation) => ({ ...observation, finalized: false }));
  const final = [kept, { ...moved, blockHash: '0x77' }];
  expect(reorganised(seen, final, 7)).toEqual([
    {
      key: 'aggregator/ada/2/0x07',
      rejection: { reason: 'REORGED', limit: 'block 7 of the final chain', actual: '0x07' },
    },
  ]);
});

test('leaves observations without a block alone', () => {
  const report = raw({ blockNumber: undefined, blockHash: undefined, signature: '0xabc', finalized: false });
  expect(reorganised([report], [], 7)).toEqual([]);
});
