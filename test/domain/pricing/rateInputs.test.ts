import { expect, test } from 'vitest';
import { rateInputs } from '../../../src/domain/pricing/rateInputs.ts';
import { RATE_PARAMETERS_DEFAULT } from '../../../src/domain/pricing/technicalRate.ts';
import { wad } from './decimals.ts';

const { minRateWad: _, ...rates } = RATE_PARAMETERS_DEFAULT;
const risk = {
  ...{ group: 'coin', score: 50, severityWad: wad('0.35'), minRateWad: wad('0.01') },
  hazardTable: [
    { score: 0, hazardWad: 0n },
    { score: 100, hazardWad: wad('0.04') },
  ],
  tailTable: [
    { score: 0, hazardWad: 0n },
    { score: 100, hazardWad: wad('0.3') },
  ],
};
const pool = (leverage: string, products: readonly (readonly [group: string, weight: string])[]) => ({
  leverageWad: wad(leverage),
  products: products.map(([group, weight], index) => ({
    ...{ productId: `p${index}`, group, weightWad: wad(weight), highestRatioWad: wad('1'), cover: 0n },
  })),
});

test('a rate takes hazard, severity and minimum from the product and locks all of a unit alone in a pool', () => {
  expect(rateInputs(risk, pool('1', [['coin', '1']]), rates)).toEqual({
    ...{ ...rates, minRateWad: wad('0.01'), hazardWad: wad('0.02'), severityWad: wad('0.35') },
    lockedPerCoverWad: wad('1'),
    // 15 % of the worst of 200 years, of which 35 % is paid.
    marginalPerCoverWad: wad('0.0525'),
  });
});

test('all products of a group count together for what a unit of cover locks', () => {
  const groups = [
    ['coin', '0.25'],
    ['other', '0.2'],
    ['coin', '0.05'],
    ['other', '0.15'],
    ['third', '0.3'],
  ] as const;
  expect(rateInputs(risk, pool('4', groups), rates).lockedPerCoverWad).toBe(wad('0.65'));
});
