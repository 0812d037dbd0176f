import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrate } from '../../../src/actuary/calibration/calibrate.ts';
import { EXPOSED_COINS, type ExposedCoin, PEG_LOSSES } from '../../../src/actuary/calibration/coins.ts';
import { contractEvidence, listedYears } from '../../../src/actuary/calibration/contractHazard.ts';
import { depegEvidence, expectedOf } from '../../../src/actuary/calibration/depegHazard.ts';
import { PEG_LOWS } from '../../../src/actuary/calibration/lows.ts';
import { pastScore } from '../../../src/actuary/calibration/pastScore.ts';
import { PRIOR_DEPTH, PUBLISHED_SEVERITIES, priorIntensity } from '../../../src/actuary/calibration/prior.ts';
import { otherJudgements } from '../../../src/actuary/calibration/sensitivity.ts';
import { HAZARD_INTERVALS, HAZARD_TABLES_DEFAULT } from '../../../src/domain/pricing/hazard.ts';
import { DEPTH_DEFAULT } from '../../../src/domain/pricing/severity.ts';

const found = calibrate();
const coinOf = (name: string): ExposedCoin =>
  EXPOSED_COINS.find(({ coin }) => coin === name) ?? expect.fail(name);

describe('the exposure of a group', () => {
  const lone = { ...coinOf('USDT'), group: 'one', fromDays: 730, untilDays: 0 };
  const risky = { ...coinOf('UST'), group: 'one', fromDays: 365, untilDays: 0 };
  const yearOf = ({ inputs }: ExposedCoin) => priorIntensity('DEPEG', pastScore('STABLECOIN', inputs));

  test('of one coin is its years times what the prior expects at its score', () => {
    expect(expectedOf([lone], 0)).toBeCloseTo(2 * yearOf(lone), 12);
  });

  test('counts its riskiest member at each time, and none twice', () => {
    expect(expectedOf([lone, risky], 0)).toBeCloseTo(yearOf(lone) + yearOf(risky), 12);
    expect(expectedOf([risky, lone, lone], 0)).toBeCloseTo(expectedOf([lone, risky], 0), 12);
  });

  test('has no gaps filled', () => {
    const before = { ...lone, fromDays: 1_825, untilDays: 1_460 };
    expect(expectedOf([lone, before], 0)).toBeCloseTo(3 * yearOf(lone), 12);
  });
});

test('every event is of a group that was exposed then', () => {
  const groups = EXPOSED_COINS.map(({ group }) => group);
  expect(PEG_LOSSES.filter(({ group }) => !groups.includes(group))).toEqual([]);
  expect(EXPOSED_COINS.filter(({ fromDays, untilDays }) => fromDays <= untilDays)).toEqual([]);
  const [{ events, expected } = expect.fail()] = depegEvidence(EXPOSED_COINS, PEG_LOSSES);
  expect(events).toBe(5);
  const apart = EXPOSED_COINS.reduce((sum, coin) => sum + expectedOf([coin], 0), 0);
  expect(expected).toBeLessThan(apart);
});

test('the list of protocols is the area under its count', () => {
  // By hand: 967.7 + 2252.6 + 7322.0 + 5101.1 + 1372.9 protocol-years.
  expect(listedYears()).toBeCloseTo(17_017, -1);
  const view = { name: 'low', weight: 1, atRisk: 0.1, fired: 0.5, keys: 0.1 } as const;
  const [{ events, expected } = expect.fail()] = contractEvidence([view]);
  expect(events).toBeCloseTo(284 * 0.6, 9);
  expect(expected).toBeCloseTo(listedYears() * 0.1 * priorIntensity('CONTRACT', 49), 9);
});

test('no curve in steps of half a percent comes nearer to both means that were published first', () => {
  // As severities are counted: the tiers' sum, and the trapezoids from 0.95 to 0.50.
  const offBy = (a: number, b: number, c: number) => {
    const tiered = 0.25 + 0.25 * a + 0.5 * b;
    const linear = (0.05 * (1 + a) + 0.1 * (a + b) + 0.3 * (b + c)) / 0.9;
    return (tiered - PUBLISHED_SEVERITIES.TIERED) ** 2 + (linear - PUBLISHED_SEVERITIES.LINEAR) ** 2;
  };
  const { '0.90': at90, '0.80': at80, '0.50': at50 } = PRIOR_DEPTH;
  const least = offBy(at90, at80, at50);
  for (let a = 0; a <= 200; a += 1)
    for (let b = 0; b <= a; b += 1)
      for (let c = 0; c <= b; c += 1)
        if (offBy(a / 200, b / 200, c / 200) < least - 1e-12) expect.fail(`${[a, b, c]}`);
  // And the finer neighbours on the same line.
  for (const p of [at90 - 0.001, at90 + 0.001]) expect(offBy(p, p, p)).toBeGreaterThan(least);
});

describe('a calibrated table', () => {
  test.each(['DEPEG', 'CONTRACT'] as const)('of %s rises, within its interval and rounded up', (name) => {
    const { points } = found.tables[name];
    expect(points.map(({ score }) => score)).toEqual([0, 20, 40, 60, 80, 100]);
    points.forEach(({ value, low, high, bps }, index) => {
      expect(value).toBeGreaterThan(points[index - 1]?.value ?? 0);
      expect([low < value, value < high, high < 1]).not.toContain(false);
      expect(bps / 10_000).toBeGreaterThanOrEqual(value - 1e-12);
      expect((bps - 1) / 10_000).toBeLessThan(value);
    });
  });

  test('of peg losses is the prior with five events over those expected', () => {
    const [{ expected } = expect.fail()] = found.tables.DEPEG.evidence;
    expect(found.tables.DEPEG.factor.mean).toBeCloseTo((2.65 + 5) / (2.65 + expected), 12);
  });
});

test('what is in force where governors set nothing is exactly what is found, rounded up', () => {
  for (const table of ['DEPEG', 'CONTRACT'] as const)
    expect(HAZARD_TABLES_DEFAULT[table]).toEqual(
      found.tables[table].points.map(({ score, bps }) => ({ score, hazardWad: BigInt(bps) * 10n ** 14n })),
    );
  const [at90Wad, at80Wad, at50Wad] = found.depth.map(({ percent }) => BigInt(percent) * 10n ** 16n);
  expect(DEPTH_DEFAULT).toEqual({ at90Wad, at80Wad, at50Wad });
  expect(found.depth.map(({ reached }) => reached)).toEqual([3, 1, 0]);
});

test('the interval beside each price is that of its factor over its mean, rounded outward', () => {
  for (const table of ['DEPEG', 'CONTRACT'] as const) {
    const { mean, low, high } = found.tables[table].factor;
    const { lowPercent, highPercent } = HAZARD_INTERVALS[table];
    expect(Number(lowPercent)).toBe(Math.floor((100 * low) / mean));
    expect(Number(highPercent)).toBe(Math.ceil((100 * high) / mean));
  }
});

const page = readFileSync(new URL('../../../docs/risk-model.md', import.meta.url), 'utf8');
const inPercent = (value: number) => `${(value * 100).toFixed(2)} %`;

test('docs/risk-model.md has the tables as they are found', () => {
  for (const { points } of Object.values(found.tables))
    for (const { score, prior, value, low, high, bps } of points) {
      const interval = `${inPercent(low)} – ${inPercent(high)}`;
      const row = [score, inPercent(prior), inPercent(value), interval, inPercent(bps / 10_000)];
      expect(page).toContain(`| ${row.join(' | ')} |\n`);
    }
  for (const { price, reached, prior, mean, low, high, percent } of found.depth) {
    const lows = `${reached} of ${PEG_LOWS.length}`;
    const interval = `${inPercent(low)} – ${inPercent(high)}`;
    const row = [price, inPercent(prior), lows, inPercent(mean), interval, `${percent} %`];
    expect(page).toContain(`| ${row.join(' | ')} |\n`);
  }
  for (const { kind, ...means } of found.severities) {
    const row = [means.published, means.prior, means.inForce].map(inPercent);
    expect(page).toContain(`| ${[kind, ...row].join(' | ')} |\n`);
  }
});

test('and what they would be if a judgement were another one', () => {
  for (const { table, what, factor, at40 } of otherJudgements()) {
    const { mean, low, high } = factor;
    const interval = `${low.toFixed(2)} – ${high.toFixed(2)}`;
    expect(page).toContain(
      `| ${table} | ${what} | ${mean.toFixed(2)} | ${interval} | ${inPercent(at40)} |\n`,
    );
  }
});

test('other judgements move it the way they must', () => {
  const others = otherJudgements();
  const at = (table: string, what: RegExp) =>
    others.find((one) => one.table === table && what.test(one.what))?.at40 ?? expect.fail(`${what}`);
  for (const table of ['DEPEG', 'CONTRACT']) {
    const itself = at(table, /as it is/);
    expect(itself).toBe(found.tables[table as 'DEPEG'].points[2]?.value);
    expect(at(table, /lower/)).toBeGreaterThan(itself);
    expect(at(table, /higher/)).toBeLessThan(itself);
  }
  expect(at('DEPEG', /last episode/)).toBeLessThan(at('DEPEG', /as it is/));
  expect(at('DEPEG', /smaller/)).toBeGreaterThan(at('DEPEG', /as it is/));
  expect(at('CONTRACT', /low view/)).toBeLessThan(at('CONTRACT', /middle view/));
  expect(at('CONTRACT', /middle view/)).toBeLessThan(at('CONTRACT', /high view/));
});
