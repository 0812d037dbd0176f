/** One path of a book over some years: what happens, who bears it, and what comes in. */
import { type CompiledBook, LAYERS, layerIndex } from './compileBook.ts';
import { drawEvents, roomForEvents, type YearEvents } from './drawEvents.ts';
import { streamOf } from './random.ts';
import { sumOf } from './statistics.ts';
import { type Holdings, nothingTaken, type Taken, takeFromLayers } from './takeFromLayers.ts';

/** Sums over all years of all paths walked so far: figures of a run are these and what each path left. */
export interface Sums {
  premium: number;
  /** What policies were due, and what of it nobody bore. */
  due: number;
  haircut: number;
  lossYears: number;
  shortfallYears: number;
  shortfallPaths: number;
  /** What policies were due in years with a shortfall. */
  dueInShortfall: number;
  /** By place in `LAYERS`. */
  readonly taken: Float64Array;
  readonly hitYears: Float64Array;
  readonly passedYears: Float64Array;
}

export const noSums = (): Sums => ({
  ...{ premium: 0, due: 0, haircut: 0 },
  ...{ lossYears: 0, shortfallYears: 0, shortfallPaths: 0, dueInShortfall: 0 },
  taken: new Float64Array(LAYERS.length),
  hitYears: new Float64Array(LAYERS.length),
  passedYears: new Float64Array(LAYERS.length),
});

/** What a walk leaves of its path. */
export interface PathResult {
  /** Due in the first year, on the whole book. */
  firstYearDue: number;
  /** Of the underwriters together: mean of a year over the capital that they began with. */
  yearlyReturn: number;
  /** The deepest fall from a peak of capital and what was paid out of it, as a part of that peak. */
  drawdown: number;
}

const [SLICE, SHARED_FUND, VAULT] = [
  layerIndex('PLATFORM_SLICE'),
  layerIndex('SHARED_FUND'),
  layerIndex('VAULT'),
];

/** Walks paths of one book: what it needs on the way is made once. */
export function pathWalker(book: CompiledBook, seed: number, years: number) {
  const holdings: Holdings = {
    capital: book.capital.slice(),
    ownFund: book.ownFund.slice(),
    shared: book.shared.slice(),
  };
  const events = roomForEvents(book);
  const lacks = new Float64Array(book.poolCount);
  const scales = new Float64Array(book.poolCount);
  const taken = nothingTaken();
  const start = sumOf(book.capital);
  const result: PathResult = { firstYearDue: 0, yearlyReturn: 0, drawdown: 0 };

  /** The result is overwritten by the next walk. */
  return (path: number, sums: Sums): PathResult => {
    const state = streamOf(seed, path);
    holdings.capital.set(book.capital);
    holdings.ownFund.set(book.ownFund);
    holdings.shared.set(book.shared);
    let [paidOut, peak, hasShortfall] = [0, start, false];
    result.drawdown = 0;
    for (let year = 0; year < years; year += 1) {
      drawEvents(book, state, events);
      // What is sold shrinks with the capital behind it, before this year's loss is known.
      setScales(book, holdings, scales);
      const due = events.count === 0 ? 0 : lossesOf(book, events, scales, lacks);
      if (year === 0) result.firstYearDue = due;
      if (due > 0) {
        const haircut = takeFromLayers(book, holdings, lacks, taken);
        note(sums, due, haircut, taken);
        hasShortfall ||= haircut > 0;
        const wealth = sumOf(holdings.capital) + paidOut;
        result.drawdown = Math.max(result.drawdown, (peak - wealth) / peak);
      }
      paidOut += takeIn(book, holdings, scales, sums);
      peak = Math.max(peak, sumOf(holdings.capital) + paidOut);
    }
    if (hasShortfall) sums.shortfallPaths += 1;
    result.yearlyReturn = (sumOf(holdings.capital) + paidOut - start) / start / years;
    return result;
  };
}

/** The part of its cover that each pool can still carry: limits are proportional to its capital. */
function setScales(book: CompiledBook, holdings: Holdings, scales: Float64Array): void {
  for (let pool = 0; pool < scales.length; pool += 1) {
    const [now, start] = [holdings.capital[pool] as number, book.capital[pool] as number];
    scales[pool] = now >= start ? 1 : now / start;
  }
}

/** Losses of the pools by what fired, into `losses`; answers their sum. */
function lossesOf(
  book: CompiledBook,
  events: YearEvents,
  scales: Float64Array,
  losses: Float64Array,
): number {
  losses.fill(0);
  for (let index = 0; index < events.count; index += 1) {
    const product = events.product[index] as number;
    const last = book.exposureStart[product + 1] as number;
    for (let exposure = book.exposureStart[product] as number; exposure < last; exposure += 1) {
      const pool = book.exposurePool[exposure] as number;
      const cover = (book.exposureCover[exposure] as number) * (scales[pool] as number);
      losses[pool] = (losses[pool] as number) + cover * (events.ratio[index] as number);
    }
  }
  return sumOf(losses);
}

function note(sums: Sums, due: number, haircut: number, { amount, passed }: Taken): void {
  sums.due += due;
  sums.haircut += haircut;
  sums.lossYears += 1;
  if (haircut > 0) {
    sums.shortfallYears += 1;
    sums.dueInShortfall += due;
  }
  for (let layer = 0; layer < amount.length; layer += 1) {
    const given = amount[layer] as number;
    sums.taken[layer] = (sums.taken[layer] as number) + given;
    if (given > 0) sums.hitYears[layer] = (sums.hitYears[layer] as number) + 1;
    sums.passedYears[layer] = (sums.passedYears[layer] as number) + (passed[layer] as number);
  }
}

/**
 * The year's premium, after its losses: the worse order. Capital and funds fill up to where they began or to
 * their buffer, and what is above leaves: it answers what the underwriters get.
 */
function takeIn(book: CompiledBook, holdings: Holdings, scales: Float64Array, sums: Sums): number {
  const { parts, premium } = book;
  const { capital, ownFund, shared } = holdings;
  let [all, paidOut] = [0, 0];
  for (let pool = 0; pool < premium.length; pool += 1) {
    const income = (premium[pool] as number) * (scales[pool] as number);
    all += income;
    const full = Math.max(book.ownFund[pool] as number, book.ownFundFull[pool] as number);
    const fund = (ownFund[pool] as number) + income * parts.fund;
    ownFund[pool] = Math.min(fund, full);
    const own = (capital[pool] as number) + income * parts.pool + Math.max(0, fund - full);
    capital[pool] = Math.min(own, book.capital[pool] as number);
    paidOut += own - (capital[pool] as number);
  }
  sums.premium += all;
  const slice = (shared[SLICE] as number) + all * parts.platform;
  shared[SLICE] = Math.min(slice, Math.max(book.shared[SLICE] as number, book.sliceFull));
  // While a vault has no shares its part is the shared fund's.
  const intoVault = (book.shared[VAULT] as number) > 0;
  if (intoVault)
    shared[VAULT] = Math.min((shared[VAULT] as number) + all * parts.vault, book.shared[VAULT] as number);
  else {
    const full = Math.max(book.shared[SHARED_FUND] as number, book.sharedFundFull);
    shared[SHARED_FUND] = Math.min((shared[SHARED_FUND] as number) + all * parts.vault, full);
  }
  return paidOut;
}
