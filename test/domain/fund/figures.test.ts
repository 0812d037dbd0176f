import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FundStanding, fundExcess } from '../../../src/domain/fund/excess.ts';
import { RUNWAY_WINDOW_SECONDS, runwayDays } from '../../../src/domain/fund/runway.ts';
import { sharedRequirement, sharedResources } from '../../../src/domain/fund/sharedStanding.ts';
import { stressRatio, worstLoss } from '../../../src/domain/fund/stress.ts';
import { adequacyRatio } from '../../../src/domain/pool/requirement.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/fund/figures.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';

describe('runwayDays', () => {
  test.each(vectors.runways)(
    'of $balance with $outflow out and $inflow in over $days d is $runway',
    (row) => {
      const flow = { inflow: BigInt(row.inflow), outflow: BigInt(row.outflow) };
      const days = runwayDays(BigInt(row.balance), { ...flow, overSeconds: row.days * DAY_SECONDS });
      expect(days).toBe(row.runway === null ? null : BigInt(row.runway));
    },
  );

  test('looks at 90 days', () => {
    expect(RUNWAY_WINDOW_SECONDS).toBe(90 * DAY_SECONDS);
  });
});

describe('the stress ratio', () => {
  const losses = ['ust', 'svb', 'both'].map((scenario, index) => ({
    scenario,
    loss: [100n, 200n, 200n][index] ?? 0n,
  }));

  test('measures against the worst that was played', () => {
    expect(worstLoss(losses)).toEqual({ scenario: 'both', loss: 200n });
    expect(stressRatio(300n, losses)).toBe(wad('1.5'));
  });

  test('is null where nothing was played, or nothing would be lost', () => {
    expect(worstLoss([])).toBeNull();
    expect(stressRatio(300n, [])).toBeNull();
    expect(stressRatio(300n, [{ scenario: 'calm', loss: 0n }])).toBeNull();
  });
});

describe('what stands behind pools together', () => {
  const book = (productId: string, group: string, cover: bigint) => ({
    ...{ productId, group, cover, weightWad: WAD, highestRatioWad: WAD },
  });
  const pool = (products: ReturnType<typeof book>[], capital: bigint) => ({
    ...{ products, capital, ownFund: 10n },
  });

  test('is asked for as if they were one: groups that fall together do in all of them', () => {
    const first = pool([book('a', 'usdc', 100n), book('b', 'ust', 60n)], 0n);
    const second = pool([book('c', 'usdc', 50n), book('d', 'dai', 40n)], 0n);
    expect(sharedRequirement([first, second], 10n)).toBe(210n);
    expect(sharedRequirement([first], 10n)).toBe(160n);
    expect(sharedRequirement([], 10n)).toBe(0n);
  });

  test('counts what they share once', () => {
    const pools = [pool([], 100n), pool([], 200n)];
    const resources = sharedResources(pools, [310n, 70n]);
    expect(resources).toBe(700n);
    expect(adequacyRatio(resources, 500n)).toBe(wad('1.4'));
  });
});

describe('fundExcess', () => {
  const fund: FundStanding = {
    ...{ balance: 1_500n, requirement: 1_000n, resources: 1_500n },
    ...{ isIncidentOpen: false, owed: 0n, sliceMissing: 0n },
  };

  test('is what stands above 1.4 times the requirement', () => {
    expect(fundExcess(fund)).toBe(100n);
    expect(fundExcess({ ...fund, balance: 1_400n })).toBe(0n);
    expect(fundExcess({ ...fund, balance: 1_402n, requirement: 1_001n, resources: 9_999n })).toBe(0n);
    expect(fundExcess({ ...fund, balance: 1_403n, requirement: 1_001n, resources: 9_999n })).toBe(1n);
  });

  test('leaves the buffer, and what counts at target, whatever both are governed to be', () => {
    const amount = fc.bigInt(0n, 10n ** 20n);
    const ratio = fc.bigInt(WAD, 3n * WAD);
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        ratio,
        ratio,
        (balance, rest, requirement, bufferWad, targetWad) => {
          const resources = balance + rest;
          const excess = fundExcess({ ...fund, balance, requirement, resources }, { bufferWad, targetWad });
          expect(excess).toBeGreaterThanOrEqual(0n);
          if (excess === 0n) return;
          expect((balance - excess) * WAD).toBeGreaterThanOrEqual(requirement * bufferWad);
          expect((resources - excess) * WAD).toBeGreaterThanOrEqual(requirement * targetWad);
          // Nothing more is left to give at once.
          const left = { ...fund, balance: balance - excess, requirement, resources: resources - excess };
          expect(fundExcess(left, { bufferWad, targetWad })).toBe(0n);
        },
      ),
    );
  });

  test('is nothing with anything open, however much there is', () => {
    const amount = fc.bigInt(0n, 10n ** 20n);
    const something = fc.bigInt(1n, 10n ** 20n);
    const open = fc.oneof(
      fc.constant({ isIncidentOpen: true }),
      something.map((owed) => ({ owed })),
      something.map((sliceMissing) => ({ sliceMissing })),
    );
    fc.assert(
      fc.property(amount, amount, open, (balance, requirement, change) => {
        expect(fundExcess({ ...fund, balance, requirement, resources: balance, ...change })).toBe(0n);
      }),
    );
  });

  test.each<[string, Partial<FundStanding>]>([
    ['while an incident is open', { isIncidentOpen: true }],
    ['while a claim is owed anything', { owed: 1n }],
    ['while the slice lacks anything', { sliceMissing: 1n }],
    ['under the target', { resources: 1_299n }],
    ['without a requirement', { requirement: 0n }],
  ])('is nothing %s', (_when, change) => {
    expect(fundExcess({ ...fund, ...change })).toBe(0n);
  });
});
