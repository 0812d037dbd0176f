/**
 * What a pool has earned and lost, by source: in units since it began, and for each whole share, so that a
 * span of time is the difference of two marks whatever the number of policies or underwriters
 * (docs/mechanics.md section 1).
 *
 * The figures for a share stand in the unit of its price: what comes in moves the price by exactly as much,
 * up to rounding, which here never flatters.
 */
import { AMOUNT_MAX } from '../shared/limits.ts';
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds, WAD, type Wad, YEAR_SECONDS } from '../shared/units.ts';
import { VIRTUAL_ASSETS, VIRTUAL_SHARES } from './shares.ts';

/** One whole share is 1,000 share units: what one unit of the asset buys in an empty pool. */
export const WHOLE_SHARE = 1_000n;

/**
 * One figure for each source. Losses are positive where capital was lost; what comes back of them counts
 * against them.
 */
export interface BySource {
  readonly premium: bigint;
  readonly reserveIncome: bigint;
  readonly losses: bigint;
}

/** Nothing has come or gone. */
export const NO_RESULTS: BySource = { premium: 0n, reserveIncome: 0n, losses: 0n };

/** Since a pool began: in units, and for a whole share in units of the asset scaled by WAD. */
export interface PoolResults {
  readonly amounts: BySource;
  readonly perShare: BySource;
}

/** The figures for a share at one moment, with its price. A yield is the difference of two. */
export interface Mark {
  readonly at: UnixSeconds;
  readonly priceWad: Wad;
  readonly perShare: BySource;
}

/** The value of a whole share on capital, before earmarks. Example: 1 in an empty pool. */
export function markPrice(capital: Amount, shares: Amount): Wad {
  // Up: yields are parts of it, and none is shown too high.
  return mulDivUp(WHOLE_SHARE * WAD, capital + VIRTUAL_ASSETS, shares + VIRTUAL_SHARES);
}

/**
 * Counts what one source brought to the capital, or took: losses are positive, a refund of one is negative.
 * Nobody's while nobody has a share. The figure for a share stops at the largest number that is stored:
 * nobody's earning may end because the price of a share has left all bounds.
 * Example: 80 units to 99,000 shares: 0.8 for a whole share of them and the virtual ones.
 */
export function withResult(
  { amounts, perShare }: PoolResults,
  source: keyof BySource,
  amount: Amount,
  shares: Amount,
): PoolResults {
  const moved = shares === 0n ? 0n : forShare(source, amount, shares);
  const next = maximum(-AMOUNT_MAX, minimum(AMOUNT_MAX, perShare[source] + moved));
  return {
    amounts: { ...amounts, [source]: amounts[source] + amount },
    perShare: { ...perShare, [source]: next },
  };
}

/**
 * Counts what new shares that were sold below their value took from each of the old ones.
 * Example: the price of a share falls from 0.9 to 0.8: 0.1 lost for a whole share, and no unit of capital.
 */
export function withDilution({ amounts, perShare }: PoolResults, before: Wad, after: Wad): PoolResults {
  const losses = minimum(AMOUNT_MAX, perShare.losses + maximum(0n, before - after));
  return { amounts, perShare: { ...perShare, losses } };
}

function forShare(source: keyof BySource, amount: Amount, shares: Amount): bigint {
  const all = shares + VIRTUAL_SHARES;
  // Down: no share is told to have earned more than came, or to have got back more of a loss.
  if (amount < 0n) return -mulDivDown(-amount, WHOLE_SHARE * WAD, all);
  if (source !== 'losses') return mulDivDown(amount, WHOLE_SHARE * WAD, all);
  // Up: no loss is shown smaller than it was.
  return mulDivUp(amount, WHOLE_SHARE * WAD, all);
}

/** What some shares have earned and lost between two marks, in units. */
export function resultOf(shares: Amount, from: BySource, to: BySource): BySource {
  const units = (source: keyof BySource) =>
    scaled(source, to[source] - from[source], shares, WHOLE_SHARE * WAD);
  return { premium: units('premium'), reserveIncome: units('reserveIncome'), losses: units('losses') };
}

/** What shares are worth at the price of a mark. Shares that go are below 0, and so is their value. */
export function valueAt(shares: Amount, { priceWad }: Pick<Mark, 'priceWad'>): Amount {
  // Up for what comes, down for what goes: what a position has made is never shown too high.
  return shares < 0n
    ? -mulDivDown(-shares, priceWad, WHOLE_SHARE * WAD)
    : mulDivUp(shares, priceWad, WHOLE_SHARE * WAD);
}

/** Source by source. */
export function addResults(a: BySource, b: BySource): BySource {
  return {
    premium: a.premium + b.premium,
    reserveIncome: a.reserveIncome + b.reserveIncome,
    losses: a.losses + b.losses,
  };
}

/** What is left of it all. Example: 8 of premium and 3 of losses: 5. */
export const netOf = ({ premium, reserveIncome, losses }: BySource): bigint =>
  premium + reserveIncome - losses;

/** What a share has made of its price at the beginning; rates over the span, not a year. */
export interface Yield {
  readonly since: UnixSeconds;
  readonly premiumWad: Wad;
  readonly reserveIncomeWad: Wad;
  readonly lossesWad: Wad;
  /** Below zero where more was lost than earned. */
  readonly netWad: bigint;
  /** `net` for a year at this pace, without compounding; null for less than a day. */
  readonly annualNetWad: bigint | null;
}

/** The yield of one share that was held from one mark to the other. Example: 1 to 1.05 by premium: 5 %. */
export function yieldBetween(from: Mark, to: Mark): Yield {
  const ratio = (source: keyof BySource) =>
    scaled(source, to.perShare[source] - from.perShare[source], WAD, maximum(1n, from.priceWad));
  const rates = { premium: ratio('premium'), reserveIncome: ratio('reserveIncome'), losses: ratio('losses') };
  const netWad = netOf(rates);
  const seconds = to.at - from.at;
  return {
    since: from.at,
    premiumWad: rates.premium,
    reserveIncomeWad: rates.reserveIncome,
    lossesWad: rates.losses,
    netWad,
    annualNetWad: seconds < DAY_SECONDS ? null : yearly(netWad, seconds),
  };
}

/** Down for what is earned and for what comes back, up for what is lost. */
function scaled(source: keyof BySource, figure: bigint, factor: bigint, divisor: bigint): bigint {
  if (figure < 0n) return -mulDivDown(-figure, factor, divisor);
  return source === 'losses' ? mulDivUp(figure, factor, divisor) : mulDivDown(figure, factor, divisor);
}

function yearly(netWad: bigint, seconds: number): bigint {
  const [year, span] = [BigInt(YEAR_SECONDS), BigInt(seconds)];
  // Down for a gain, up for a loss.
  return netWad < 0n ? -mulDivUp(-netWad, year, span) : mulDivDown(netWad, year, span);
}
