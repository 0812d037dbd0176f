import { describe, expect, test } from 'vitest';
import { perilFaults } from '../../../src/domain/product/peril.ts';
import { SPOT, STABLECOIN } from '../trigger/worlds.ts';

const LOSS = {
  ...SPOT,
  holdSeconds: 3_600,
  maxGapSeconds: 1_800,
  payout: { kind: 'BINARY' },
} as const;

const fieldsOf = (...given: Parameters<typeof perilFaults>) =>
  perilFaults(...given).map(({ field }) => field);

describe('the rule of a loss', () => {
  test('is judged on single readings, and pays all or nothing', () => {
    const asked = ['windowSeconds', 'payout'];
    expect(fieldsOf('CONTRACT_FAILURE', STABLECOIN)).toEqual(asked);
    expect(fieldsOf('ASSET_LOSS', STABLECOIN)).toEqual(asked);
    expect(fieldsOf('DEPEG', STABLECOIN)).toEqual([]);
  });

  test('never pays for what stood at a single moment', () => {
    expect(fieldsOf('CONTRACT_FAILURE', { ...LOSS, holdSeconds: 0 })).toEqual(['holdSeconds']);
    expect(fieldsOf('CONTRACT_FAILURE', { ...LOSS, holdSeconds: 1 })).toEqual([]);
  });

  test('of a reserve waits for three readings that span an hour', () => {
    expect(fieldsOf('ASSET_LOSS', LOSS)).toEqual([]);
    expect(fieldsOf('ASSET_LOSS', { ...LOSS, holdSeconds: 3_599 })).toEqual(['holdSeconds']);
    // The second of them may come as late as the gap allows, and so may the third.
    expect(fieldsOf('ASSET_LOSS', { ...LOSS, maxGapSeconds: 1_801 })).toEqual(['holdSeconds']);
    expect(fieldsOf('ASSET_LOSS', { ...LOSS, maxGapSeconds: 60, holdSeconds: 3_599 })).toEqual([
      'holdSeconds',
    ]);
  });
});
