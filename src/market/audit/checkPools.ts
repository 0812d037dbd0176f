/** Pools against the policies they carry: cover and locked capital. */
import { lockedCapital } from '../../domain/pool/locked.ts';
import type { Books, PoolBook } from './books.ts';
import { fromCapitalOf } from './checkIncidents.ts';
import type { Findings } from './findings.ts';

/** Checks every pool. The books have been filled from policies and payouts. */
export function checkPools(findings: Findings, books: Books): void {
  for (const book of books.pools.values()) {
    checkCover(findings, book);
    checkLocked(findings, books, book);
  }
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

/** Sales and exits keep locked capital within A; only a loss may leave less, by as much as it took. */
function checkLocked(findings: Findings, books: Books, { pool, capital }: PoolBook): void {
  const locked = lockedCapital(pool);
  const lost = fromCapitalOf(books, pool._id);
  if (locked > capital + lost) {
    findings.note('pools', pool._id, 'locked capital', `${capital + lost} or less`, locked);
  }
}
