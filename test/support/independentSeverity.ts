/** Severity computed again by a program of its own, beside `independentQuote.ts`: not a line of the service. */

const WAD = 10n ** 18n;
const total = (values: bigint[]) => values.reduce((a, b) => a + b, 0n);
const ceil = (numerator: bigint, denominator: bigint) => (numerator + denominator - 1n) / denominator;

export interface Payout {
  kind: string;
  attach?: bigint;
  exhaust?: bigint;
  tiers?: { threshold: bigint; ratio: bigint }[];
}

export interface Depth {
  at90Wad: bigint;
  at80Wad: bigint;
  at50Wad: bigint;
}

/**
 * Section 2, "Severity": what is paid in the layer between two ratios is paid where the value falls through it.
 * Both kinds are a sum of layers; a ramp is linear between the points of the curve and so the mean of its ends.
 */
export function severity({ kind, attach = 0n, exhaust = 0n, tiers = [] }: Payout, depth: Depth): bigint {
  if (kind === 'BINARY') return WAD;
  const points: [bigint, bigint][] = [
    ...[[0n, 0n] as [bigint, bigint], [WAD / 2n, depth.at50Wad] as [bigint, bigint]],
    ...[
      [(8n * WAD) / 10n, depth.at80Wad] as [bigint, bigint],
      [(9n * WAD) / 10n, depth.at90Wad] as [bigint, bigint],
    ],
    [(95n * WAD) / 100n, WAD],
  ];
  // In 10^36 times 30: whatever the points, that is a whole number at any price.
  const curve = (price: bigint): bigint => {
    const after = points.findIndex(([at]) => at > price);
    const [[high, top] = [0n, 0n], [low, bottom] = [0n, 0n]] = [points[after], points[after - 1]];
    if (after === -1) return WAD * WAD * 30n;
    return (bottom * (high - price) + top * (price - low)) * ((WAD * 30n) / (high - low));
  };
  if (kind === 'TIERED') {
    const paid = tiers.map(
      ({ threshold, ratio }, index) => (ratio - (tiers[index - 1]?.ratio ?? 0n)) * curve(threshold),
    );
    return ceil(total(paid), WAD * WAD * 30n);
  }
  const stops = [exhaust, attach, ...points.map(([at]) => at)]
    .filter((at) => at >= exhaust && at <= attach)
    .sort((a, b) => (a < b ? -1 : 1));
  const areas = stops
    .slice(1)
    .map((to, index) => (curve(to) + curve(stops[index] ?? 0n)) * (to - (stops[index] ?? 0n)));
  return ceil(total(areas), 2n * (attach - exhaust) * WAD * 30n);
}
