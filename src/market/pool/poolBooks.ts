/** A pool's figures as the rules of capital want them, read from its document and balances. */
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import type { PoolStanding } from '../../domain/pool/requirement.ts';
import { freeCapital, poolAssets, type ShareBook } from '../../domain/pool/shares.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { backingOf } from '../reserve/backing.ts';
import type { Draft } from '../sequencer/draft.ts';

/** What the price of a share follows from. */
export const shareBookOf = (pool: PoolDocument, capital: Amount): ShareBook => ({
  assets: poolAssets(capital, earmarkedOf(pool)),
  shares: pool.shares,
});

/** F: what new cover may count on. */
export const freeCapitalOf = (pool: PoolDocument, capital: Amount): Amount =>
  freeCapital(shareBookOf(pool, capital), pool.queuedShares);

/** The same of a pool that a draft has. */
export const standingIn = (draft: Draft, pool: PoolDocument): PoolStanding =>
  standingOf(pool, draft.balance(capitalOf(pool._id), pool.assetId), backingOf(draft, pool));
