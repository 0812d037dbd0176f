import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EarnedParts, splitEarned } from '../../../src/domain/policy/split.ts';

const sum = (parts: EarnedParts) => parts.pool + parts.fund + parts.vault + parts.platform;

describe('splitEarned', () => {
  test('gives the pool 80 %, the fund 10 %, the vault and the platform 5 % each', () => {
    const parts = splitEarned(1_000n, 0n);
    expect(parts).toEqual({ pool: 800n, fund: 100n, vault: 50n, platform: 50n, feePhase: 1_000n });
  });

  test('rounds to the fund', () => {
    expect(splitEarned(7n, 0n)).toEqual({ pool: 5n, fund: 2n, vault: 0n, platform: 0n, feePhase: 7n });
    expect(splitEarned(3n, 7n)).toMatchObject({ pool: 3n, fund: 0n });
  });

  test('gives everyone the same, however often it is called', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 10n ** 9n), { maxLength: 30 }), (amounts) => {
        const totals = { pool: 0n, fund: 0n, vault: 0n, platform: 0n };
        let feePhase = 0n;
        for (const amount of amounts) {
          const parts = splitEarned(amount, feePhase);
          expect(sum(parts)).toBe(amount);
          feePhase = parts.feePhase;
          for (const layer of ['pool', 'fund', 'vault', 'platform'] as const) totals[layer] += parts[layer];
        }
        const atOnce = splitEarned(
          amounts.reduce((all, amount) => all + amount, 0n),
          0n,
        );
        expect({ ...totals, feePhase }).toEqual(atOnce);
      }),
    );
  });

  test('never takes back: no part is below zero', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 100n), fc.bigInt(0n, 9_999n), (earned, feePhase) => {
        for (const part of Object.values(splitEarned(earned, feePhase))) {
          expect(part).toBeGreaterThanOrEqual(0n);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('follows another fee schedule', () => {
    const schedule = { poolBps: 7_000n, vaultBps: 0n, platformBps: 1_000n };
    expect(splitEarned(100n, 0n, schedule)).toMatchObject({ pool: 70n, fund: 20n, vault: 0n, platform: 10n });
  });
});
