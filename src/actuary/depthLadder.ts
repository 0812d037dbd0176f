/** How much of the cover an incident pays: the distribution of which the price counts on the mean. */
import { type Depth, depthAt, severityOf } from '../domain/pricing/severity.ts';
import { mulDivDown } from '../domain/shared/rounding.ts';
import type { PayoutShape } from '../domain/trigger/rule.ts';
import { fraction } from './fraction.ts';

/** Payout ratios from the least up, and the probability that no more than each is paid. */
export interface DepthLadder {
  readonly ratios: readonly number[];
  readonly upTo: readonly number[];
}

/** Parts that stand for a payout between nothing and all of the cover. */
const LINEAR_PARTS = 20;

interface Rung {
  readonly ratio: number;
  readonly weight: number;
}

/**
 * What options pay of the settlement values that the curve of depth holds likely. A tier is paid where the
 * value lies between its threshold and the next; a linear payout goes in twentieths of its way, each with the
 * mean of what is paid within it, so that the mean of all is that of the price. The first rung pays nothing
 * where options begin below 0.95.
 * Example: the standard tiers by the standard curve: 49, 28 and 23 % of incidents.
 */
export function depthLadder(payout: PayoutShape, depth: Depth): DepthLadder {
  const rungs = rungsOf(payout, depth).filter(({ weight }) => weight > 0);
  let sum = 0;
  const upTo = rungs.map(({ weight }) => {
    sum += weight;
    return sum;
  });
  // What rounding leaves belongs to the deepest: a draw always finds its place.
  upTo[upTo.length - 1] = 1;
  return { ratios: rungs.map(({ ratio }) => ratio), upTo };
}

function rungsOf(payout: PayoutShape, depth: Depth): Rung[] {
  if (payout.kind === 'BINARY') return [{ ratio: 1, weight: 1 }];
  if (payout.kind === 'LINEAR') return linearRungs(payout, depth);
  const reached = payout.tiers.map(({ threshold }) => fraction(depthAt(threshold, depth)));
  const tiers = payout.tiers.map(({ ratio }, index) => ({
    ratio: fraction(ratio),
    weight: (reached[index] ?? 0) - (reached[index + 1] ?? 0),
  }));
  return [{ ratio: 0, weight: 1 - (reached[0] ?? 0) }, ...tiers];
}

function linearRungs({ attach, exhaust }: Extract<PayoutShape, { kind: 'LINEAR' }>, depth: Depth): Rung[] {
  const priceAt = (part: number) =>
    // Down: any price between will do.
    attach - mulDivDown(attach - exhaust, BigInt(part), BigInt(LINEAR_PARTS));
  const parts = Array.from({ length: LINEAR_PARTS }, (_, part): Rung => {
    const [from, to] = [priceAt(part), priceAt(part + 1)];
    // A way of less than twenty of the least unit has parts of none.
    if (from === to) return { ratio: 0, weight: 0 };
    const [before, after] = [from, to].map((price) => fraction(depthAt(price, depth))) as [number, number];
    const mean = fraction(severityOf({ kind: 'LINEAR', attach: from, exhaust: to }, depth));
    const weight = before - after;
    // What of this part is paid on average by those who end within it, on top of all parts before.
    return { ratio: (part + (weight > 0 ? (mean - after) / weight : 0)) / LINEAR_PARTS, weight };
  });
  const [attached, exhausted] = [attach, exhaust].map((price) => fraction(depthAt(price, depth)));
  return [{ ratio: 0, weight: 1 - (attached ?? 1) }, ...parts, { ratio: 1, weight: exhausted ?? 0 }];
}
