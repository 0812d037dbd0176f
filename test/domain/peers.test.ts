/** Published figures of others where our rules coincide with theirs; docs/vectors.md says where not, and why. */
import { describe, expect, test } from 'vitest';
import { coverAfterIncident } from '../../src/domain/policy/incidentEffect.ts';
import { payoutDue } from '../../src/domain/policy/payout.ts';
import { premiumFor } from '../../src/domain/pricing/premium.ts';
import type { RateInputs } from '../../src/domain/pricing/technicalRate.ts';
import {
  multiplierAt,
  purchaseSlice,
  UTILISATION_CURVE_DEFAULT,
  type UtilisationCurve,
  weightedCover,
} from '../../src/domain/pricing/utilisation.ts';
import { BPS, DAY_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { payoutRatio } from '../../src/domain/trigger/payout.ts';
import { divideByWeights } from '../../src/domain/waterfall/prorata.ts';
import vectors from '../vectors/peers.json' with { type: 'json' };
import { wad } from './pricing/decimals.ts';
import { flat, run, SPOT } from './trigger/worlds.ts';

/** Cover is given in thousandths of the limit. */
const LIMIT = 1_000n;

const curveOf = ({ kink, maxMultiplier }: { kink: string; maxMultiplier: string }): UtilisationCurve => ({
  kinkWad: wad(kink),
  maxMultiplierWad: wad(maxMultiplier),
});

/** Only what a row is about: no margin, no share of others, no floor. */
const plain = (inputs: Partial<RateInputs>): RateInputs => ({
  ...{ marginWad: 0n, costOfCapitalWad: 0n, poolShareWad: WAD, minRateWad: 0n },
  ...{ hazardWad: 0n, severityWad: WAD, lockedPerCoverWad: 0n, marginalPerCoverWad: 0n },
  ...inputs,
});

/** The premium below the kink. */
const premiumOf = (cover: bigint, rate: Partial<RateInputs>, coveredSeconds: number) =>
  premiumFor({
    slice: purchaseSlice(0n, cover, cover * 10n),
    curve: UTILISATION_CURVE_DEFAULT,
    rate: plain(rate),
    coveredSeconds,
    commissionBps: 0,
  }).premium;

describe('the dynamic level of Cozy, from its flat zone on', () => {
  const { dynamicLevel } = vectors;
  const curve = curveOf(dynamicLevel);

  test.each(dynamicLevel.averages)('averages $average from $from to $to', ({ from, to, average }) => {
    const slice = { from: BigInt(from), to: BigInt(to), limit: LIMIT };
    const { numerator, denominator } = weightedCover(slice, curve);
    expect(numerator * wad(dynamicLevel.rate)).toBe(denominator * wad(average) * (slice.to - slice.from));
  });

  test.each(dynamicLevel.spots)('is $rate at $cover', ({ cover, rate }) => {
    const multiplier = multiplierAt(BigInt(cover), LIMIT, curve);
    expect(multiplier * wad(dynamicLevel.rate)).toBe(wad(rate) * WAD);
  });
});

test.each(vectors.jumpRate.averages)(
  'the jump rate of Cozy less its straight line averages as our curve does, from $from to $to',
  ({ from, to, average }) => {
    const { jumpRate } = vectors;
    const slice = { from: BigInt(from), to: BigInt(to), limit: LIMIT };
    const { numerator, denominator } = weightedCover(slice, curveOf(jumpRate));
    const taken = slice.to - slice.from;
    // Average of slope * u over the slice, in WAD: both sides times 2 * LIMIT * taken * denominator.
    const line = wad(jumpRate.slope) * (slice.from + slice.to) * taken * denominator;
    const ours = (numerator - taken * denominator) * 2n * LIMIT * WAD;
    expect(line + ours).toBe(wad(average) * 2n * LIMIT * taken * denominator);
  },
);

test.each(vectors.fixedPrice.rows)(
  'Nexus: $cover at $bps bps for $days days costs $premium',
  ({ cover, bps, days, premium }) => {
    const hazardWad = (BigInt(bps) * WAD) / BPS;
    expect(premiumOf(BigInt(cover), { hazardWad }, Number(days) * DAY_SECONDS)).toBe(BigInt(premium));
  },
);

describe('Nexus: a claim takes of each part in proportion', () => {
  const { ratio, parts, split } = vectors.claimInProportion;

  test.each(parts)('$taken of $cover', ({ cover, taken }) => {
    const [original, ratioWad] = [BigInt(cover), wad(ratio)];
    expect(original - coverAfterIncident(original, original, ratioWad)).toBe(BigInt(taken));
    const inputs = { original, remaining: original, ratioWad, deductibleBps: 0 };
    expect(payoutDue(inputs).due).toBe(BigInt(taken));
  });

  test('a payout is divided by what each carries', () => {
    expect(divideByWeights(BigInt(split.payout), split.weights.map(BigInt))).toEqual(split.parts.map(BigInt));
  });
});

test('Ensuro: expected loss and the cost of the capital that is held are the least premium', () => {
  const { hazard, costOfCapital, locked, cover, seconds, premium } = vectors.minimumPremium;
  const rate = {
    hazardWad: wad(hazard),
    costOfCapitalWad: wad(costOfCapital),
    lockedPerCoverWad: wad(locked),
    marginalPerCoverWad: 0n,
  };
  expect(premiumOf(BigInt(cover), rate, seconds)).toBe(BigInt(premium));
});

test.each(vectors.linearPayout.rows)(
  'Etherisc: $insured of $balance pays $payout at $price',
  ({ balance, insured, price, payout }) => {
    const shape = { kind: 'LINEAR' as const, attach: WAD, exhaust: WAD - wad(insured) };
    const original = (BigInt(balance) * wad(insured)) / WAD;
    const ratioWad = payoutRatio(shape, wad(price));
    expect(payoutDue({ original, remaining: original, ratioWad, deductibleBps: 0 }).due).toBe(BigInt(payout));
  },
);

test.each(vectors.tolerance.rows)(
  'Cozy: $price with a tolerance of $bps bps below $truth triggers: $below',
  ({ truth, bps, price, below }) => {
    const strike = (BigInt(truth) * (BPS - BigInt(bps))) / BPS;
    const levels = { strike, recovery: BigInt(truth), watch: BigInt(truth) };
    const { events } = run({ ...SPOT, ...levels, holdSeconds: 0 }, flat(0, 7_200, BigInt(price)));
    expect(events.some(({ type }) => type === 'CONFIRMED')).toBe(below);
  },
);
