/** What an order is about: checked when it is placed. */
import { premiumAtRate } from '../../domain/order/price.ts';
import { termBounds, termFor } from '../../domain/policy/term.ts';
import { COVER_AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { outOfRange } from '../amounts.ts';
import { stepOutNeeds } from '../policy/askStepOut.ts';
import { freeSharesOf } from '../pool/positions.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { isVault } from '../vault/vaultId.ts';
import type { OfferedShares, Ordered, OrderedCover, Target, WantedShares } from './ordered.ts';
import { tradingRefusal } from './orders.ts';
import { offersOf, policyTarget } from './policyTrades.ts';

/** What checking a target reads. */
export function targetNeeds(world: World, ordered: Ordered, at: UnixSeconds): Need[] {
  switch (ordered.kind) {
    case 'COVER':
      return [need('products', ordered.productId)];
    case 'POLICY':
      return [
        ...stepOutNeeds(world, ordered.policyId, at),
        { range: 'policyOffers', query: offersOf(ordered.policyId), limit: 1 },
      ];
    case 'BID':
      return [need('pools', ordered.poolId)];
    case 'OFFER': {
      const poolId = world.peek('positions', ordered.positionId)?.poolId;
      const pool = poolId === undefined ? [] : [need('pools', poolId)];
      return [need('positions', ordered.positionId), ...pool];
    }
  }
}

/** In what an order is paid; undefined while that is not known. */
export function assetIdOf(world: World, ordered: Ordered): string | undefined {
  switch (ordered.kind) {
    case 'COVER':
      return world.peek('products', ordered.productId)?.assetId;
    case 'POLICY':
      return world.peek('policies', ordered.policyId)?.assetId;
    case 'BID':
      return world.peek('pools', ordered.poolId)?.assetId;
    case 'OFFER': {
      const poolId = world.peek('positions', ordered.positionId)?.poolId;
      return poolId === undefined ? undefined : world.peek('pools', poolId)?.assetId;
    }
  }
}

/** What an order would be about, or why it is refused. */
export function targetOf(draft: Draft, world: World, ordered: Ordered, accountId: string): Target | Refusal {
  switch (ordered.kind) {
    case 'COVER':
      return coverTarget(draft, ordered);
    case 'POLICY':
      return policyTarget(draft, world, ordered, accountId);
    case 'BID':
      return bidTarget(draft, ordered);
    case 'OFFER':
      return offerTarget(draft, ordered, accountId);
  }
}

const NO_POLICY = { policyId: null, productId: null, offered: null, limit: null } as const;
const SHARES = { kind: 'SHARES', ...NO_POLICY, poolLosses: null } as const;

function offerTarget(
  draft: Draft,
  { positionId, quantity, price }: OfferedShares,
  accountId: string,
): Target | Refusal {
  const position = draft.get('positions', positionId);
  if (position === null || position.accountId !== accountId)
    return refuse('NOT_FOUND', { id: positionId }, 'positionId');
  if (isVault(position.poolId)) {
    const reason = 'Shares of a vault are given, or leave it; they are not sold.';
    return refuse('STATUS_FORBIDS', { status: 'VAULT', reason, allowedActions: ['transferPosition'] });
  }
  const pool = draft.must('pools', position.poolId);
  const refusal =
    outOfRange(quantity, 'quantity', 1n, freeSharesOf(position)) ??
    outOfRange(price, 'price') ??
    tradingRefusal(pool, quantity);
  const { _id: poolId, assetId } = pool;
  return refusal ?? { ...SHARES, positionId, poolId, assetId, quantity, price };
}

function bidTarget(draft: Draft, { poolId, quantity, price }: WantedShares): Target | Refusal {
  const pool = draft.get('pools', poolId);
  if (pool === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
  const refusal =
    outOfRange(quantity, 'quantity') ?? outOfRange(price, 'price') ?? tradingRefusal(pool, quantity);
  const { assetId, results } = pool;
  const poolLosses = results.amounts.losses;
  return refusal ?? { ...SHARES, positionId: null, poolId, assetId, quantity, price, poolLosses };
}

/** A limit order may be placed at any time: it buys only while the product is sold. */
function coverTarget(draft: Draft, { productId, quantity, ...ordered }: OrderedCover): Target | Refusal {
  const product = draft.get('products', productId);
  if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
  const { waitingSeconds, termSecondsMax, assetId } = product;
  const { termSeconds, maxAnnualRateWad } = ordered;
  const range = outOfRange(quantity, 'quantity', product.minCover, COVER_AMOUNT_MAX);
  if (range !== null) return range;
  const { at } = draft;
  const term = termFor({ now: at, startAt: at, termSeconds, waitingSeconds, termSecondsMax });
  if (typeof term === 'string') {
    const bounds = termBounds(waitingSeconds, termSecondsMax);
    return refuse('TERM_OUT_OF_RANGE', { ...bounds, sentSeconds: termSeconds }, 'termSeconds');
  }
  const price = premiumAtRate(quantity, maxAnnualRateWad, term.coveredSeconds);
  const refusal = outOfRange(price, 'maxAnnualRateWad');
  const target = { kind: 'COVER' as const, policyId: null, poolId: null, positionId: null, offered: null };
  const none = { poolLosses: null };
  const limit = { termSeconds, maxAnnualRateWad };
  return refusal ?? { ...target, ...none, productId, assetId, quantity, price, limit };
}
