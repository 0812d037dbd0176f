import { describe, expect, test } from 'vitest';
import { earmarkAtBreach } from '../../../src/domain/pool/earmark.ts';
import { feedRoom, subjectRoom } from '../../../src/domain/pool/marketLimits.ts';
import { backing, sharedPart } from '../../../src/domain/pool/resources.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

describe('backing', () => {
  const layer = { balance: 1_000n, capWad: WAD / 5n, ownRequirement: 1n, backedRequirement: 2n };

  test('counts the smaller of cap and pro-rata share of a shared layer', () => {
    expect(sharedPart(layer)).toBe(200n);
    expect(sharedPart({ ...layer, backedRequirement: 10n })).toBe(100n);
    expect(sharedPart({ ...layer, ownRequirement: 0n, backedRequirement: 0n })).toBe(0n);
    expect(sharedPart({ ...layer, balance: 1_004n })).toBe(200n);
  });

  test('never counts a shared unit twice', () => {
    const shares = [1n, 1n, 1n].map((ownRequirement) =>
      sharedPart({ balance: 100n, capWad: WAD, ownRequirement, backedRequirement: 3n }),
    );
    expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(99n);
  });

  test('adds slice, own fund and shared parts', () => {
    expect(backing({ ownFund: 0n, shared: [] })).toBe(0n);
    expect(backing({ ownFund: 7n, shared: [layer, { ...layer, capWad: WAD }] })).toBe(707n);
  });
});

describe('limits over all pools', () => {
  test('keep the cover of a subject within a tenth of its size', () => {
    expect(subjectRoom(1_009n, 60n)).toBe(40n);
    expect(subjectRoom(1_000n, 101n)).toBe(0n);
  });

  test('keep the cover on a feed within half of what corrupting it costs; unknown is nothing', () => {
    expect(feedRoom(1_001n, 400n)).toBe(100n);
    expect(feedRoom(0n, 0n)).toBe(0n);
  });
});

describe('earmarkAtBreach', () => {
  test('sets aside the worst case, out of what no other breach has set aside', () => {
    expect(earmarkAtBreach(100n, 30n, 200n, WAD / 2n)).toBe(70n);
    expect(earmarkAtBreach(100n, 0n, 33n, WAD / 2n)).toBe(17n);
    expect(earmarkAtBreach(100n, 130n, 33n, WAD)).toBe(0n);
  });
});
