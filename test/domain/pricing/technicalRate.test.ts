import { describe, expect, test } from 'vitest';
import {
  lockedPerCover,
  RATE_PARAMETERS_DEFAULT,
  technicalRate,
} from '../../../src/domain/pricing/technicalRate.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { wad } from './decimals.ts';

const rateOf = (hazard: string, severity: string, locked: string) =>
  technicalRate({
    ...RATE_PARAMETERS_DEFAULT,
    hazardWad: wad(hazard),
    severityWad: wad(severity),
    lockedPerCoverWad: wad(locked),
    marginalPerCoverWad: 0n,
  });

describe('technicalRate', () => {
  test('pays for the risk with its margin, the capital and the costs', () => {
    // (0.015 * 1.1 + 0.02) / 0.8
    expect(rateOf('0.015', '1', '1')).toBe(wad('0.045625'));
    expect(rateOf('0.015', '0.35', '0.5')).toBe(wad('0.01971875'));
  });

  test('is never below the minimum rate', () => {
    expect(rateOf('0', '1', '0')).toBe(wad('0.005'));
    expect(rateOf('0', '1', '0.2')).toBe(wad('0.005'));
    expect(rateOf('0', '1', '0.200000000000000001')).toBe(wad('0.005000000000000001'));
  });

  test('rounds up by one unit', () => {
    // 0.02 * 1e-18 + 0.005 of capital, over 0.8: the fraction of a unit is charged.
    const rate = technicalRate({
      ...RATE_PARAMETERS_DEFAULT,
      hazardWad: 0n,
      severityWad: WAD,
      lockedPerCoverWad: WAD + 1n,
      marginalPerCoverWad: 0n,
    });
    expect(rate).toBe(wad('0.025') + 1n);
  });
});

describe('lockedPerCover', () => {
  const weights = (...values: string[]) => new Map(values.map((value, index) => [`g${index}`, wad(value)]));

  test('is 1 in an isolated pool', () => {
    expect(lockedPerCover(WAD, weights('1'), 'g0')).toBe(WAD);
  });

  test('is the weight of the group and of the largest other one', () => {
    expect(lockedPerCover(4n * WAD, weights('0.4', '0.3', '0.1', '0.2'), 'g2')).toBe(wad('0.5'));
    expect(lockedPerCover(4n * WAD, weights('0.4', '0.3', '0.1', '0.2'), 'g0')).toBe(wad('0.7'));
  });

  test('is at least one over the leverage and at most 1', () => {
    expect(lockedPerCover(2n * WAD, weights('0.1', '0.1'), 'g0')).toBe(wad('0.5'));
    expect(lockedPerCover(3n * WAD, weights('0.1', '0.1'), 'g0')).toBe(wad('0.333333333333333334'));
    expect(lockedPerCover(2n * WAD, weights('0.9', '0.9'), 'g0')).toBe(WAD);
  });
});
