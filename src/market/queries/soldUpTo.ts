/** A pool as if more of what it carries had been sold: what nobody has bought yet shows no effect else. */
import { productLimit } from '../../domain/pool/capacity.ts';
import { isOpen } from '../../domain/pool/ladder.ts';
import { maximum, mulDivDown } from '../../domain/shared/rounding.ts';
import { BPS } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { freeCapitalOf } from '../pool/poolBooks.ts';
import { saleBackingOf } from '../reserve/backing.ts';
import type { Draft } from '../sequencer/draft.ts';

/**
 * Each product up to at least a part of its limit, one after the other, as sales would follow each
 * other: each leaves the next what the limits of the pool leave it. A pool that sells nothing new stays as
 * it is. Example: an isolated pool with a capital of 1000 and cover of 100, at 5,000 Bps: cover of 500.
 */
export function soldUpTo(draft: Draft, pool: PoolDocument, useBps: number): PoolDocument {
  if (!isOpen(pool.status)) return pool;
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const behind = { freeCapital: freeCapitalOf(pool, capital), backing: saleBackingOf(draft, pool) };
  let sold = pool;
  for (const { productId } of pool.products) {
    const { limit } = productLimit({ book: sold, productId, ...behind });
    // Down: no more is taken to be sold than is asked for.
    const cover = mulDivDown(limit, BigInt(useBps), BPS);
    const products = sold.products.map((product) =>
      product.productId === productId ? { ...product, cover: maximum(product.cover, cover) } : product,
    );
    sold = { ...sold, products };
  }
  return sold;
}
