/** What a product costs by its score, and in each of its pools by how full it is. Rates are plain numbers. */
import { fraction } from '../../actuary/fraction.ts';
import { hazardAt, SCORE_MAX } from '../../domain/pricing/hazard.ts';
import type { Offer, PriceRules, ProductRisk } from '../../domain/pricing/poolOffer.ts';
import { marginalPerCover } from '../../domain/pricing/tailHazard.ts';
import { capitalPerCover, type RateInputs, technicalRate } from '../../domain/pricing/technicalRate.ts';
import { multiplierAt, utilisation } from '../../domain/pricing/utilisation.ts';
import { mulDivUp } from '../../domain/shared/rounding.ts';
import { WAD } from '../../domain/shared/units.ts';

/** Steps of the use of a limit that are shown. */
const USE_STEPS = 100n;

/** A product as it is offered; without a ledger in one pool that is empty. */
export interface PricedProduct {
  readonly name: string;
  readonly risk: ProductRisk;
  readonly rules: PriceRules;
  readonly offers: readonly Pick<Offer, 'poolId' | 'cover' | 'limit' | 'rate' | 'rateWad'>[];
}

/** A rate a year, with the parts that it is made of. */
export interface ScorePoint {
  readonly score: number;
  readonly hazard: number;
  readonly expectedLoss: number;
  readonly margin: number;
  readonly capitalCost: number;
  readonly expenses: number;
  /** What the minimum rate adds. */
  readonly minimum: number;
  readonly rate: number;
}

export interface PoolCurve {
  readonly poolId: string;
  /** Part of the limit that is sold, and what the next unit pays. */
  readonly use: number;
  readonly rateNow: number;
  readonly points: readonly { readonly use: number; readonly rate: number }[];
}

export interface PriceCurves {
  readonly product: string;
  readonly score: number;
  /** The pool whose next unit is the cheapest: the one by which scores are shown. */
  readonly poolId: string;
  readonly scores: readonly ScorePoint[];
  readonly pools: readonly PoolCurve[];
}

/** The curves of a product, by the rules' own functions. Throws for one without offers. */
export function priceCurves({ name, risk, rules, offers }: PricedProduct): PriceCurves {
  const pools = offers.map((offer) => poolCurve(offer, rules));
  const cheapest = pools.reduce((best, pool) => (pool.rateNow < best.rateNow ? pool : best));
  const offer = offers.find(({ poolId }) => poolId === cheapest.poolId);
  if (offer === undefined) throw new Error(`${cheapest.poolId} makes no offer`);
  const scores = Array.from({ length: SCORE_MAX + 1 }, (_, score) => scorePoint(risk, offer.rate, score));
  return { product: name, score: risk.score, poolId: offer.poolId, scores, pools };
}

function scorePoint(risk: ProductRisk, rate: RateInputs, score: number): ScorePoint {
  const hazardWad = hazardAt(risk.hazardTable, score);
  const marginalPerCoverWad = marginalPerCover(risk.tailTable, score, risk.severityWad);
  const inputs = { ...rate, hazardWad, marginalPerCoverWad };
  const rateWad = technicalRate(inputs);
  const technicalWad = technicalRate({ ...inputs, minRateWad: 0n });
  const expectedLoss = fraction(hazardWad) * fraction(rate.severityWad);
  const margin = expectedLoss * fraction(rate.marginWad);
  const capitalCost = fraction(rate.costOfCapitalWad) * fraction(capitalPerCover(inputs));
  return {
    ...{ score, hazard: fraction(hazardWad) },
    ...{ expectedLoss, margin, capitalCost },
    expenses: fraction(technicalWad) - expectedLoss - margin - capitalCost,
    minimum: fraction(rateWad - technicalWad),
    rate: fraction(rateWad),
  };
}

function poolCurve(offer: PricedProduct['offers'][number], { curve }: PriceRules): PoolCurve {
  const { poolId, cover, limit, rateWad } = offer;
  // Up: as the next unit is charged.
  const rateAt = (sold: bigint, of: bigint) =>
    fraction(mulDivUp(rateWad, multiplierAt(sold, of, curve), WAD));
  const points = Array.from({ length: Number(USE_STEPS) + 1 }, (_, step) => ({
    ...{ use: step / Number(USE_STEPS), rate: rateAt(BigInt(step), USE_STEPS) },
  }));
  return { poolId, use: fraction(utilisation(cover, limit)), rateNow: rateAt(cover, limit), points };
}
