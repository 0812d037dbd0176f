/**
 * What a purchase reads: products, their pools with all that accruing needs,
 * the feeds behind them, and the buyer.
 */
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { Context } from '../command.ts';
import { distributorIdOf } from '../distribution/commissionNeeds.ts';
import { distributionNeeds } from '../distribution/distribution.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { poolFeedNeeds, poolNeeds, segmentNeeds } from '../pool/poolNeeds.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds } from '../product/subjects.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { peekQuote } from './quoteToken.ts';

interface Line {
  productId: string;
  termSeconds: number;
  startAt?: UnixSeconds | null | undefined;
}

type Order = {
  quoteToken?: string | null | undefined;
  items?: Line[] | null | undefined;
  distributorCode?: string | null | undefined;
};

/**
 * Named in rounds: the product leads to its pools,
 * a pool to its asset, its hours and its other products' feeds.
 */
export function buyNeeds(order: Order, context: Pick<Context, 'principal' | 'at'>, world: World): Need[] {
  const quote = order.quoteToken == null ? null : peekQuote(order.quoteToken);
  const lines: readonly Line[] = quote?.items ?? order.items ?? [];
  const code = order.distributorCode;
  const distributorId = quote?.distribution?.distributorId ?? (code == null ? null : distributorIdOf(code));
  const needs = lines.flatMap((line) => [
    ...lineNeeds(line, context, world),
    ...soldNeeds(line, distributorId, context.at, world),
  ]);
  return quote === null ? needs : [...needs, need('spentQuotes', quote.quoteId)];
}

/** What the commission of one line writes. */
function soldNeeds(line: Line, distributorId: string | null, at: UnixSeconds, world: World): Need[] {
  const product = world.peek('products', line.productId);
  const ahead = product == null ? null : spanOf(product, line, at);
  return distributionNeeds(world, distributorId, product?.assetId, ahead, at);
}

/** What pricing one line reads, and what selling it to an account writes. */
export function lineNeeds(
  line: Line,
  { principal, at }: Pick<Context, 'principal' | 'at'>,
  world: World,
): Need[] {
  const product = world.peek('products', line.productId);
  if (product === undefined || product === null) return [need('products', line.productId)];
  const available = need('balances', balanceId(availableOf(principal.id), product.assetId));
  const pools = product.poolIds.flatMap((poolId) => [
    ...poolNeeds(world, poolId, at, product.assetId),
    ...poolFeedNeeds(world, poolId),
    ...hourNeeds(poolId, product, line, at),
  ]);
  const sums = coverNeeds(restsOn(product), product.sandbox);
  return [need('products', line.productId), ...sums, available, ...pools];
}

/** The hourly buckets in which the policy's premium begins and ends to be earned. */
function hourNeeds(poolId: string, product: ProductDocument, line: Line, at: UnixSeconds): Need[] {
  const ahead = spanOf(product, line, at);
  return ahead === null ? [] : segmentNeeds(poolId, [ahead]);
}

/** The covered period of a line, or null where no term is like that. */
function spanOf(product: ProductDocument, line: Line, at: UnixSeconds): EarningSegment | null {
  const startAt = Math.max(line.startAt ?? at, at);
  const coverFrom = startAt + product.waitingSeconds;
  const coverUntil = startAt + line.termSeconds;
  if (!Number.isSafeInteger(coverUntil) || coverUntil <= coverFrom) return null;
  return { coverFrom, coverUntil, ratePerSecond: 0n, remainder: 0n };
}
