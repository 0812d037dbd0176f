import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auctionTermsFault } from '../../../src/domain/auction/terms.ts';
import {
  isParameterName,
  isWithinReach,
  PARAMETER_DEFAULTS,
  PARAMETER_NAMES,
  PARAMETERS,
  reachOf,
} from '../../../src/domain/governance/parameters.ts';
import type { ParameterRule } from '../../../src/domain/governance/rule.ts';
import { fallingTable } from '../../../src/domain/governance/tables.ts';
import { HAZARD_TABLES_DEFAULT, hazardAt } from '../../../src/domain/pricing/hazard.ts';
import { DEPTH_DEFAULT } from '../../../src/domain/pricing/severity.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { parametersOf } from '../../../src/market/parameters.ts';

describe('governed parameters', () => {
  test('stand within their bounds by default', () => {
    const wrong = PARAMETER_NAMES.filter((name) => {
      const { byDefault, least, most }: ParameterRule = PARAMETERS[name];
      return byDefault < least || byDefault > most;
    });
    expect(wrong).toEqual([]);
  });

  test('move by a quarter at most, both ends among it', () => {
    expect(reachOf('marginWad', WAD / 10n)).toEqual({
      minimum: (75n * WAD) / 1_000n,
      maximum: (125n * WAD) / 1_000n,
      step: (25n * WAD) / 1_000n,
    });
    expect(isWithinReach('marginWad', WAD / 10n, (125n * WAD) / 1_000n)).toBe(true);
    expect(isWithinReach('marginWad', WAD / 10n, (125n * WAD) / 1_000n + 1n)).toBe(false);
    expect(isWithinReach('marginWad', WAD / 10n, (75n * WAD) / 1_000n - 1n)).toBe(false);
  });

  test('that protect rise at once and fall step by step', () => {
    const hours = (count: number) => BigInt(count * HOUR_SECONDS);
    expect(reachOf('timelockSeconds', hours(48))).toEqual({
      minimum: hours(36),
      maximum: BigInt(14 * DAY_SECONDS),
      step: hours(12),
    });
    expect(reachOf('approvalsNeeded', 3n)).toMatchObject({ minimum: 2n, maximum: 10n });
  });

  test('never leave their bounds or a step, whatever is proposed one after the other', () => {
    const names = fc.constantFrom(...PARAMETER_NAMES);
    const asked = fc.record({ name: names, part: fc.bigInt({ min: -200n, max: 300n }) });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), (proposals) => {
        const values = { ...PARAMETER_DEFAULTS };
        for (const { name, part } of proposals) {
          const before = values[name];
          const after = before + (before * part) / 100n + part;
          if (!isWithinReach(name, before, after)) continue;
          const { least, most, risesFreely, leastStep }: ParameterRule = PARAMETERS[name];
          expect(after >= least && after <= most).toBe(true);
          const moved = after > before ? after - before : before - after;
          const quarter = before / 4n > leastStep ? before / 4n : leastStep;
          if (after < before || !risesFreely) expect(moved).toBeLessThanOrEqual(quarter);
          values[name] = after;
        }
        const { fees, queue, curve, ladder, waterfall, recapitalisation, reserveSale, venueDraws } =
          parametersOf({
            ...{ _id: 'governance', version: 1, parameterVersion: 2, values },
          });
        // What several of them make together holds at every corner of their bounds.
        expect(fees.poolBps).toBeGreaterThanOrEqual(5_000n);
        expect(queue.salesStopBps).toBeLessThanOrEqual(queue.closedBps);
        expect(curve.kinkWad).toBeLessThan(WAD);
        expect(ladder.minimumWad).toBeLessThan(WAD);
        const { A, B, C } = waterfall.sharedFundCaps;
        expect([A >= B, B >= C, A < WAD, waterfall.vaultEventCap < WAD]).not.toContain(false);
        expect(auctionTermsFault(recapitalisation)).toBeNull();
        expect(auctionTermsFault(reserveSale)).toBeNull();
        for (const cap of ['eventCapWad', 'dayCapWad'] as const) {
          const [best, good, fair, none] = [venueDraws.A, venueDraws.B, venueDraws.C, venueDraws.D];
          expect([best[cap] >= good[cap], good[cap] >= fair[cap], none[cap] === 0n]).not.toContain(false);
        }
      }),
    );
  });

  test('of the price tables are the tables, and one that falls is named', () => {
    const percent = (value: bigint) => value * 10n ** 16n;
    const { hazards, depth } = parametersOf(null);
    expect(hazards.DEPEG).toEqual(HAZARD_TABLES_DEFAULT.DEPEG);
    for (const peril of ['CONTRACT_FAILURE', 'ASSET_LOSS'] as const)
      expect(hazards[peril]).toEqual(HAZARD_TABLES_DEFAULT.CONTRACT);
    const values = { depegHazard60Wad: percent(12n), depth80Wad: percent(30n) };
    const changed = parametersOf({ _id: 'governance', version: 1, parameterVersion: 3, values });
    expect(hazardAt(changed.hazards.DEPEG, 60)).toBe(percent(12n));
    expect(hazardAt(changed.hazards.BASKET, 60)).toBe(percent(12n));
    expect(changed.hazards.ASSET_LOSS).toEqual(hazards.ASSET_LOSS);
    expect(depth).toEqual(DEPTH_DEFAULT);
    expect(changed.depth).toEqual({ ...depth, at80Wad: percent(30n) });
    expect(fallingTable(changed.values)).toBeNull();
    expect(fallingTable({ ...PARAMETER_DEFAULTS, depegHazard80Wad: percent(8n) })).toBe('DEPEG');
    expect(fallingTable({ ...PARAMETER_DEFAULTS, contractHazard0Wad: percent(3n) })).toBe('CONTRACT');
    expect(fallingTable({ ...PARAMETER_DEFAULTS, depth50Wad: percent(24n) })).toBe('DEPTH');
  });

  test('are known by exactly their names', () => {
    expect(isParameterName('marginWad')).toBe(true);
    expect(isParameterName('toString')).toBe(false);
  });

  test('of a document stand beside the defaults of all that was never set', () => {
    const document = { _id: 'governance', version: 3, parameterVersion: 2, values: { fundFeeBps: 1_250n } };
    const { version, values, fees, rates } = parametersOf(document);
    expect(version).toBe(2);
    expect(values).toEqual({ ...PARAMETER_DEFAULTS, fundFeeBps: 1_250n });
    expect(fees).toEqual({ poolBps: 7_750n, vaultBps: 500n, platformBps: 500n });
    expect(rates.poolShareWad).toBe((7_750n * WAD) / 10_000n);
  });
});
