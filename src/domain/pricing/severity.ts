/** How much of the cover an incident pays on average: the options of a product over one curve of depth. */
import { mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';
import type { PayoutShape } from '../trigger/rule.ts';

/**
 * Probability that the settlement value of an incident is at or below a price, at three of them. It is 1 from
 * 0.95 on, 0 at 0, and linear in between. All in WAD.
 */
export interface Depth {
  readonly at90Wad: Wad;
  readonly at80Wad: Wad;
  readonly at50Wad: Wad;
}

/**
 * What holds where governors have set nothing: as calibrated (docs/risk-model.md, "Calibration"), rounded up
 * to whole percent. A test holds these to what `npm run actuary -- calibrate` finds.
 */
export const DEPTH_DEFAULT: Depth = {
  at90Wad: 51n * 10n ** 16n,
  at80Wad: 23n * 10n ** 16n,
  at50Wad: 8n * 10n ** 16n,
};

/** True for a curve that never falls: a lower price is never likelier than a higher one. */
export const isDepth = ({ at90Wad, at80Wad, at50Wad }: Depth): boolean =>
  0n <= at50Wad && at50Wad <= at80Wad && at80Wad <= at90Wad && at90Wad <= WAD;

/** 1.5 in WAD: times this, the curve is a whole number at any price. */
const SCALE = 15n * 10n ** 17n;

interface Segment {
  readonly from: Wad;
  readonly to: Wad;
  readonly low: Wad;
  readonly high: Wad;
  /** `SCALE` over its width. */
  readonly times: bigint;
}

/** A price given in hundredths: 95 is 0.95. */
const hundredths = (value: bigint): Wad => value * 10n ** 16n;

/** From the top down; above the first the curve is 1. */
const segmentsOf = ({ at90Wad, at80Wad, at50Wad }: Depth): readonly Segment[] => [
  { from: hundredths(90n), to: hundredths(95n), low: at90Wad, high: WAD, times: 30n },
  { from: hundredths(80n), to: hundredths(90n), low: at80Wad, high: at90Wad, times: 15n },
  { from: hundredths(50n), to: hundredths(80n), low: at50Wad, high: at80Wad, times: 5n },
  { from: 0n, to: hundredths(50n), low: 0n, high: at50Wad, times: 3n },
];

/** The probability times `SCALE`, exactly. */
function scaledAt(segments: readonly Segment[], price: Wad): bigint {
  const found = segments.find(({ from, to }) => from <= price && price < to);
  if (found === undefined) return WAD * SCALE;
  return found.low * SCALE + (found.high - found.low) * (price - found.from) * found.times;
}

/**
 * Probability that an incident settles at or below a price, in WAD.
 * Example: by the standard curve 0.85 lies halfway between 23 and 51 %: 37 %.
 */
export const depthAt = (price: Wad, depth: Depth): Wad =>
  // Up: against the buyer.
  mulDivUp(scaledAt(segmentsOf(depth), price), 1n, SCALE);

/**
 * The expected payout ratio of an incident, in WAD: a further part of the cover is paid with the probability
 * that the value falls so far (the layer-cake formula of an expected value). BINARY is 1; TIERED the sum over
 * its tiers of what each adds, times the probability of its threshold; LINEAR the mean of the curve between
 * where it attaches and where it exhausts.
 * Example: 25 % at 0.95, 50 % at 0.90, 100 % at 0.80 by the standard curve: 0.25 + 0.25 * 0.51 + 0.5 * 0.23 =
 * 49.25 %.
 */
export function severityOf(payout: PayoutShape, depth: Depth): Wad {
  if (payout.kind === 'BINARY') return WAD;
  const segments = segmentsOf(depth);
  if (payout.kind === 'TIERED') {
    let [sum, before] = [0n, 0n];
    for (const { threshold, ratio } of payout.tiers) {
      sum += (ratio - before) * scaledAt(segments, threshold);
      before = ratio;
    }
    // Up: against the buyer, once.
    return mulDivUp(sum, 1n, WAD * SCALE);
  }
  const { attach, exhaust } = payout;
  // Up: against the buyer, once. Areas are doubled, so that a trapezoid is whole.
  return mulDivUp(doubledArea(segments, exhaust, attach), 1n, 2n * (attach - exhaust) * SCALE);
}

/** Twice the area under the curve between two prices, times `SCALE`: trapezoids between the points. */
function doubledArea(segments: readonly Segment[], from: Wad, to: Wad): bigint {
  const inside = segments.map((segment) => segment.to).filter((price) => from < price && price < to);
  const stops = [to, ...inside, from];
  return stops.slice(1).reduce((sum, stop, index) => {
    const above = stops[index] ?? to;
    return sum + (scaledAt(segments, above) + scaledAt(segments, stop)) * (above - stop);
  }, 0n);
}
