/** A sale as the rules make it: whether anybody is sold to now, how much, at which price. */

import { isFresh } from '../../domain/feed/fresh.ts';
import { earningSegment } from '../../domain/policy/segment.ts';
import { termFor } from '../../domain/policy/term.ts';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { backing } from '../../domain/pool/resources.ts';
import type { SaleRoom } from '../../domain/pool/saleRoom.ts';
import { poolAssets, type ShareBook } from '../../domain/pool/shares.ts';
import { type Offer, poolOffer } from '../../domain/pricing/poolOffer.ts';
import { priceOnOffers } from '../../domain/pricing/priceLine.ts';
import { severityOf } from '../../domain/pricing/severity.ts';
import { salesReopenAt } from '../../domain/product/salesLevel.ts';
import { FIRST_MODELS } from '../../domain/risk/firstModels.ts';
import { isMeasured } from '../../domain/risk/measuredInputs.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { startEarning } from './earn.ts';
import { newest } from './hear.ts';
import {
  coverOf,
  frozenSinceOf,
  type HeldPolicy,
  type Market,
  POOL_ID,
  PRODUCT_ID,
  putProduct,
} from './market.ts';
import {
  FINALITY_SECONDS,
  SALES_LEVEL,
  SINGLE_POLICY_BPS,
  STABLECOIN_RULE,
  WAITING_SECONDS,
} from './terms.ts';

/** Why nothing is sold: of the product or the pool, or a bound of the sale. */
export type Refused =
  | 'BREACH'
  | 'DARK_FEED'
  | 'WATCH'
  | 'PRICE'
  | 'SCORE'
  | 'QUEUE'
  | 'TERM'
  | SaleRoom['binding'];

/** The shares of the pool and what they share; capital less what is set aside. */
export const shareBookOf = ({ capital, book, shares }: Market): ShareBook => ({
  assets: poolAssets(capital, earmarkedOf(book)),
  shares,
});

/** What counts behind the pool: its own fund. */
export const backingOf = ({ fund }: Market): Amount => backing({ ownFund: fund, shared: [] });

/** Whether the feed has been read lately enough to step in on. */
export function isFeedFresh({ readings, watermark }: Market, at: UnixSeconds): boolean {
  const { maxGapSeconds } = STABLECOIN_RULE;
  const recent = newest(readings, at - FINALITY_SECONDS - 3 * maxGapSeconds);
  const lastReading = recent.findLast((reading) => watermark !== null && reading.at <= watermark) ?? null;
  const reach = { status: 'ACTIVE', watermark, lastReading, maxGapSeconds };
  return isFresh({ ...reach, finalitySeconds: FINALITY_SECONDS }, at);
}

/** Why nobody steps in now, or null: every feed fresh, every product calm, few waiting to leave. */
export function salesStop(market: Market, at: UnixSeconds): Refused | null {
  const { phase, verdicts, queuePressure, lowAt, inputs } = market;
  const unpaid = verdicts.some(({ paidAt }) => paidAt === null);
  if (phase === 'BREACH' || phase === 'CONFIRMED' || unpaid) return 'BREACH';
  if (!isFeedFresh(market, at)) return 'DARK_FEED';
  if (phase !== 'CALM' || frozenSinceOf(market) !== null) return 'WATCH';
  if (!isMeasured(FIRST_MODELS.STABLECOIN, inputs)) return 'SCORE';
  if (salesReopenAt({ salesLevelWad: SALES_LEVEL, lowAt }, at) !== null) return 'PRICE';
  return queuePressure === 'NONE' ? null : 'QUEUE';
}

/** What is asked for: an amount, for so long after the waiting. */
export interface Order {
  readonly holder: string;
  readonly cover: Amount;
  readonly coveredSeconds: number;
}

/** Sells, or says why not. Nothing changes where it is refused. The market is accrued. */
export function sell(
  market: Market,
  { holder, cover, coveredSeconds }: Order,
  at: UnixSeconds,
): HeldPolicy | Refused {
  const stop = salesStop(market, at);
  if (stop !== null) return stop;
  const termSeconds = WAITING_SECONDS + coveredSeconds;
  const term = termFor({ now: at, startAt: at, termSeconds, waitingSeconds: WAITING_SECONDS });
  if (typeof term === 'string') return 'TERM';
  const offer = offerOf(market);
  const line = { coverAmount: cover, coveredSeconds: term.coveredSeconds, commissionBps: 0 };
  const priced = priceOnOffers(line, [offer], market.rules.curve);
  if (priced === null) return offer.binding;
  const { premium } = priced;
  const { coverFrom, coverUntil } = term;
  const earning = [earningSegment(premium, coverFrom, coverUntil)];
  const policy: HeldPolicy = {
    ...{ holder, premium, coverUntil, end: null, cancel: null, received: 0n, refunded: 0n },
    segment: {
      ...{ coverAmount: cover, coverRemaining: cover, premium, boughtAt: at, coverFrom, commission: null },
      allocations: [{ poolId: POOL_ID, coverAmount: cover, premium, earning }],
    },
  };
  market.unearned += premium;
  putProduct(market, { cover: coverOf(market) + cover });
  startEarning(market, earning);
  market.policies.push(policy);
  market.open.push(policy);
  return policy;
}

/** The offer of the pool at the score of the day. */
function offerOf({ rules, score, book, capital, fund, shares, queuedShares }: Market): Offer {
  const { rates, hazards, tails, depth, curve } = rules;
  const risk = {
    ...{ productId: PRODUCT_ID, group: PRODUCT_ID, score, minRateWad: rates.minRateWad },
    ...{
      hazardTable: hazards.DEPEG,
      tailTable: tails.DEPEG,
      severityWad: severityOf(STABLECOIN_RULE.payout, depth),
    },
  };
  const books = {
    ...book,
    ...{ poolId: POOL_ID, capital, shares, queuedShares, policyCover: 0n },
    ...{ earmarked: earmarkedOf(book), backing: { ownFund: fund, shared: [] } },
  };
  return poolOffer(risk, books, { rates, curve, singlePolicyBps: SINGLE_POLICY_BPS });
}
