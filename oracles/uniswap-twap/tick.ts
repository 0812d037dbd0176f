/**
 * From ticks to prices, exactly as the pool does it: its ratio at tick t is sqrt(1.0001^t) in Q64.96. The
 * factors
 * and the roundings are those of TickMath in `@uniswap/v3-core` 1.0.1, so that ours is its number to the last
 * bit.
 */
import { mulDivUp } from '../../src/domain/shared/rounding.ts';
import { WAD, type Wad } from '../../src/domain/shared/units.ts';

/** 2^128 / sqrt(1.0001)^(2^i) for the bits i = 0 … 19 of a tick. */
const FACTORS: readonly bigint[] = [
  0xfffcb933bd6fad37aa2d162d1a594001n,
  0xfff97272373d413259a46990580e213an,
  0xfff2e50f5f656932ef12357cf3c7fdccn,
  0xffe5caca7e10e4e61c3624eaa0941cd0n,
  0xffcb9843d60f6159c9db58835c926644n,
  0xff973b41fa98c081472e6896dfb254c0n,
  0xff2ea16466c96a3843ec78b326b52861n,
  0xfe5dee046a99a2a811c461f1969c3053n,
  0xfcbe86c7900a88aedcffc83b479aa3a4n,
  0xf987a7253ac413176f2b074cf7815e54n,
  0xf3392b0822b70005940c7a398e4b70f3n,
  0xe7159475a2c29b7443b29c7fa6e889d9n,
  0xd097f3bdfd2022b8845ad8f792aa5825n,
  0xa9f746462d870fdf8a65dc1f90e061e5n,
  0x70d869a156d2a1b890bb3df62baf32f7n,
  0x31be135f97d08fd981231505542fcfa6n,
  0x9aa508b5b7a84e1c677de54f3e99bc9n,
  0x5d6af8dedb81196699c329225ee604n,
  0x2216e584f5fa1ea926041bedfe98n,
  0x48a170391f7dc42444e8fa2n,
];
/** The pool's own bound: its prices lie between 2^-128 and 2^128. */
const OUTERMOST_TICK = 887_272;
const Q32 = 1n << 32n;
const Q192 = 1n << 192n;
const WORD = (1n << 256n) - 1n;

/** sqrt(1.0001^tick) × 2^96, rounded up. Example: tick 0 → 2^96. */
export function sqrtRatioAtTick(tick: number): bigint {
  const size = Math.abs(tick);
  if (!Number.isInteger(tick) || size > OUTERMOST_TICK) throw new RangeError(`no tick of a pool: ${tick}`);
  let ratio = 1n << 128n;
  for (const [bit, factor] of FACTORS.entries()) {
    if (size & (1 << bit)) ratio = (ratio * factor) >> 128n;
  }
  if (tick > 0) ratio = WORD / ratio;
  return mulDivUp(ratio, 1n, Q32);
}

/** The mean tick of a span, toward minus infinity as the pool's own library. Example: -7 over 2 s → -4. */
export function meanTick(difference: bigint, seconds: number): number {
  const whole = BigInt(seconds);
  const cut = difference / whole;
  return Number(difference < 0n && difference % whole !== 0n ? cut - 1n : cut);
}

/**
 * What one whole base token costs in whole quote tokens. Up: a higher price does not trigger.
 * Example: tick 0, both with 18 decimals → 1e18.
 */
export function priceAtTick(
  tick: number,
  pair: { readonly isBaseFirst: boolean; readonly baseUnit: bigint; readonly quoteUnit: bigint },
): Wad {
  const squared = sqrtRatioAtTick(tick) ** 2n;
  const [over, under] = pair.isBaseFirst ? [squared, Q192] : [Q192, squared];
  return mulDivUp(over * pair.baseUnit, WAD, under * pair.quoteUnit);
}
