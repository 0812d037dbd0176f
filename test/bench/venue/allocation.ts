/** What it takes to divide a loss among claimants: claim by claim, so that none but one chunk is in memory. */
import { PAYOUT_POLICIES_MAX } from '../../../src/domain/shared/limits.ts';
import { allocateLoss } from '../../../src/domain/waterfall/allocate.ts';
import { fundedOf, proRataRun } from '../../../src/domain/waterfall/prorata.ts';
import { growthMegabytes } from '../settle/memory.ts';
import { seeded } from '../shared/statistics.ts';

export interface Allocated {
  seconds: number;
  megabytes: number;
}

/** Claims as a cursor would bring them, the same ones each time. */
function* chunksOf(count: number): Generator<bigint[]> {
  const pick = seeded(count);
  for (let left = count; left > 0; left -= PAYOUT_POLICIES_MAX)
    yield Array.from({ length: Math.min(left, PAYOUT_POLICIES_MAX) }, () => BigInt(1 + pick(10 ** 9)));
}

/** Adds claims up, asks the layers, and gives each claimant their part: the sum is checked to the unit. */
export async function allocate(claimants: number): Promise<Allocated> {
  let seconds = 0;
  const megabytes = await growthMegabytes(async () => {
    const began = performance.now();
    let claimed = 0n;
    for (const chunk of chunksOf(claimants)) for (const claim of chunk) claimed += claim;
    const balances = [claimed / 3n, claimed / 7n, claimed / 11n];
    const layers = balances.map((balance, index) => ({
      id: `${index}`,
      balance,
      keptMinimum: 0n,
      cap: null,
    }));
    const { haircut } = allocateLoss(claimed, layers);
    const shared = fundedOf(claimed, haircut);
    let [before, paid, chunks] = [0n, 0n, 0];
    for (const chunk of chunksOf(claimants)) {
      const { parts, after } = proRataRun(shared, before, chunk);
      for (const part of parts) paid += part;
      before = after;
      chunks += 1;
      // The process answers others meanwhile, as it does between two commands.
      if (chunks % 20 === 0) await new Promise(setImmediate);
    }
    if (paid !== shared.funded) throw new Error(`${paid} was paid of ${shared.funded}`);
    seconds = (performance.now() - began) / 1_000;
  });
  return { seconds, megabytes };
}
