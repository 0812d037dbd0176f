/** Pools against the policies they carry: cover, premium that is not earned, locked capital. */
import { lumpScaled } from '../../domain/policy/earningBucket.ts';
import { EARNING_SCALE } from '../../domain/policy/segment.ts';
import { lockedCapital } from '../../domain/pool/locked.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { Books, PoolBook } from './books.ts';
import { fundedByPool } from './checkIncidents.ts';
import type { Findings } from './findings.ts';

/** Checks every pool. The books have been filled from policies and payouts. */
export async function checkPools(view: Database, findings: Findings, books: Books): Promise<void> {
  for (const book of books.pools.values()) {
    checkCover(findings, book);
    checkUnearned(findings, book);
    checkLocked(findings, books, book);
  }
  await checkBuckets(view, findings, books);
}

function checkCover(findings: Findings, { pool, sums }: PoolBook): void {
  const left = new Map(sums.cover);
  for (const { productId, cover } of pool.products) {
    const expected = left.get(productId) ?? 0n;
    findings.compare('pools', pool._id, `products.${productId}.cover`, expected, cover);
    left.delete(productId);
  }
  for (const [productId, cover] of left) {
    if (cover !== 0n)
      findings.note('pools', pool._id, `products.${productId}`, `cover of ${cover}`, 'nothing');
  }
}

/** Unearned units times the scale, less what is earned of the next unit, is what all policies have left. */
function checkUnearned(findings: Findings, { pool, unearned, sums }: PoolBook): void {
  const scaled = unearned * EARNING_SCALE - pool.earning.carry;
  findings.compare('pools', pool._id, 'unearned premium', sums.unearnedScaled, scaled);
}

/** Sales and exits keep locked capital within A; only a loss may leave less, by as much as it took. */
function checkLocked(findings: Findings, books: Books, { pool, capital }: PoolBook): void {
  const locked = lockedCapital(pool);
  const lost = fundedByPool(books, pool._id);
  if (locked > capital + lost) {
    findings.note('pools', pool._id, 'locked capital', `${capital + lost} or less`, locked);
  }
}

/** Earning all that the buckets hold has to end at a rate of 0 with nothing left in unearned. */
async function checkBuckets(view: Database, findings: Findings, { pools }: Books): Promise<void> {
  const states = new Map([...pools.values()].map(({ pool }) => [pool._id, { ...pool.earning, scaled: 0n }]));
  for await (const row of readRows(view, 'earningBuckets', { sort: { poolId: 1, hour: 1 } })) {
    findings.look('earningBuckets', row, ({ poolId, hour, bucket }) => {
      const state = states.get(poolId);
      if (state === undefined) {
        findings.note('earningBuckets', row.id, 'poolId', 'a pool that exists', poolId);
        return;
      }
      if (hour <= state.accruedTo) return;
      state.scaled += state.ratePerSecond * BigInt(hour - state.accruedTo) + lumpScaled(bucket);
      state.ratePerSecond += bucket.rateDelta;
      state.accruedTo = hour;
    });
  }
  for (const [poolId, { ratePerSecond, scaled, carry }] of states) {
    const { unearned = 0n, sums } = pools.get(poolId) ?? {};
    const running = unearned * EARNING_SCALE - carry - (sums?.pausedScaled ?? 0n);
    findings.compare('pools', poolId, 'rate after the last bucket', 0n, ratePerSecond);
    findings.compare('pools', poolId, 'premium in the buckets', running, scaled);
  }
}
