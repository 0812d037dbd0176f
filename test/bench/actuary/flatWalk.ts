/**
 * What the actuary is measured against: the same years of one diversified book written flat for this book
 * alone, in one function over typed arrays: no ladder of severities beyond its own, no pool but those given, no
 * report. It draws the same chances, so that it has to come to the same losses.
 */
import type { CompiledBook } from '../../../src/actuary/compileBook.ts';
import { normalProbability, normalValue } from '../../../src/actuary/normal.ts';
import { nextFineUniform, nextUniform, streamOf } from '../../../src/actuary/random.ts';

/** The sum of what is due over all paths, and of what nobody bears. Capital, slice and own funds stand alone. */
export function flatWalk(book: CompiledBook, seed: number, years: number, from: number, count: number) {
  const { poolCount, groupTop, groupStart, ladderStart, ladderRatio, ladderUpTo, parts } = book;
  const { exposureStart, exposurePool, exposureCover, premium, ownFundFull, correlation } = book;
  const start = book.capital;
  const capital = new Float64Array(poolCount);
  const fund = new Float64Array(poolCount);
  const loss = new Float64Array(poolCount);
  const scale = new Float64Array(poolCount);
  const own = 1 / Math.sqrt(1 - correlation);
  const root = Math.sqrt(correlation);
  const slice0 = book.shared[1] as number;
  const sliceFull = Math.max(slice0, book.sliceFull);
  const [fundCap, sharedFull] = [book.caps[3 * 3 + 2] as number, book.sharedFundFull];
  let [due, haircut] = [0, 0];
  for (let path = from; path < from + count; path += 1) {
    const state = streamOf(seed, path);
    capital.set(start);
    fund.fill(0);
    let [slice, shared] = [slice0, 0];
    for (let year = 0; year < years; year += 1) {
      const pull = root * normalValue(nextFineUniform(state));
      const likeliest = normalProbability((book.top - pull) * own);
      let lost = 0;
      for (let pool = 0; pool < poolCount; pool += 1)
        scale[pool] = Math.min(1, (capital[pool] as number) / (start[pool] as number));
      for (let group = 0; group < groupTop.length; group += 1) {
        const chance = nextUniform(state);
        if (chance >= likeliest) continue;
        if (chance >= normalProbability(((groupTop[group] as number) - pull) * own)) continue;
        const depth = nextUniform(state);
        const product = groupStart[group] as number;
        let rung = ladderStart[product] as number;
        while (depth > (ladderUpTo[rung] as number)) rung += 1;
        const last = exposureStart[product + 1] as number;
        for (let at = exposureStart[product] as number; at < last; at += 1) {
          const pool = exposurePool[at] as number;
          const part =
            (exposureCover[at] as number) * (scale[pool] as number) * (ladderRatio[rung] as number);
          loss[pool] = (loss[pool] as number) + part;
          lost += part;
        }
      }
      if (lost > 0) {
        due += lost;
        let left = 0;
        for (let pool = 0; pool < poolCount; pool += 1) {
          const given = Math.min(capital[pool] as number, loss[pool] as number);
          capital[pool] = (capital[pool] as number) - given;
          loss[pool] = (loss[pool] as number) - given;
          left += loss[pool] as number;
        }
        if (left > 1e-6) {
          const bySlice = Math.min(slice, left);
          slice -= bySlice;
          let after = 0;
          for (let pool = 0; pool < poolCount; pool += 1) {
            const lack = (loss[pool] as number) * (1 - bySlice / left);
            const given = Math.min(fund[pool] as number, lack);
            fund[pool] = (fund[pool] as number) - given;
            after += lack - given;
          }
          const byShared = after > 1e-6 ? Math.min(after, fundCap * shared) : 0;
          shared -= byShared;
          haircut += after > 1e-6 && after - byShared > 1e-6 ? after - byShared : 0;
        }
        loss.fill(0);
      }
      let all = 0;
      for (let pool = 0; pool < poolCount; pool += 1) {
        const income = (premium[pool] as number) * (scale[pool] as number);
        all += income;
        const filled = (fund[pool] as number) + income * parts.fund;
        const full = ownFundFull[pool] as number;
        fund[pool] = Math.min(filled, full);
        const held = (capital[pool] as number) + income * parts.pool + Math.max(0, filled - full);
        capital[pool] = Math.min(held, start[pool] as number);
      }
      slice = Math.min(sliceFull, slice + all * parts.platform);
      shared = Math.min(sharedFull, shared + all * parts.vault);
    }
  }
  return { due, haircut };
}
