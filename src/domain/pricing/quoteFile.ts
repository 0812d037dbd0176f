/**
 * A quote as a file: everything that its price was computed from, and each step to the premium, so that
 * anybody computes it again (docs/verifying.md).
 */
import type { Peril } from '../product/peril.ts';
import { canonical } from '../shared/canonical.ts';
import type { Amount, UnixSeconds, Wad } from '../shared/units.ts';
import type { PayoutShape } from '../trigger/rule.ts';
import type { HazardPoint } from './hazard.ts';
import type { Offer, OfferBooks } from './poolOffer.ts';
import { annualRate, type PremiumBreakdown } from './premium.ts';
import type { PricedLine, StatedLine } from './priceLine.ts';
import type { Depth } from './severity.ts';

/** Names this shape of a file. */
export const QUOTE_FORMAT = 'bulwark-quote-1';

type Sha256 = (text: string) => string;

/** What a line says of its product that is not in its price. */
export interface QuotedProduct {
  readonly peril: Peril;
  /** What its options pay: its severity follows from them. */
  readonly payout: PayoutShape;
  /** SHA-256 of what its score was made from; null for one that was given. */
  readonly snapshotHash: string | null;
}

/** A line that was priced. */
export interface QuotedLine {
  readonly product: QuotedProduct;
  readonly stated: StatedLine;
  readonly priced: PricedLine;
}

/** What all lines of a quote share. */
export interface QuoteHead {
  readonly at: UnixSeconds;
  /** The newest command of the journal that was seen. */
  readonly asOfSequence: number;
  readonly assetId: string;
  readonly parameterVersion: number;
  /** The curve that severities follow from, and how groups fall together: tail hazards follow from it. */
  readonly depth: Depth;
  readonly correlationWad: Wad;
  readonly distribution: { readonly distributorId: string; readonly commissionBps: number } | null;
}

export interface QuoteFile extends Omit<QuoteHead, 'parameterVersion' | 'depth' | 'correlationWad'> {
  readonly format: typeof QUOTE_FORMAT;
  readonly parameters: QuotedParameters;
  readonly items: readonly QuoteFileItem[];
  readonly premium: Amount;
  /** SHA-256 over the canonical text of everything before it. */
  readonly sha256: string;
}

/** Of hazard tables, and of those of the worst of 200 years, those that its items were priced by. */
export interface QuotedParameters {
  readonly version: number;
  readonly marginWad: Wad;
  readonly costOfCapitalWad: Wad;
  readonly poolShareWad: Wad;
  readonly kinkWad: Wad;
  readonly maxMultiplierWad: Wad;
  readonly singlePolicyBps: number;
  readonly hazards: Readonly<Partial<Record<Peril, readonly HazardPoint[]>>>;
  readonly tails: Readonly<Partial<Record<Peril, readonly HazardPoint[]>>>;
  readonly correlationWad: Wad;
  readonly depth: Depth;
}

export interface QuoteFileItem {
  readonly product: QuotedProduct & {
    readonly productId: string;
    readonly group: string;
    readonly score: number;
    readonly minRateWad: Wad;
    readonly waitingSeconds: number;
    readonly termSecondsMax: number;
  };
  readonly order: {
    readonly coverAmount: Amount;
    readonly startAt: UnixSeconds;
    readonly termSeconds: number;
  };
  readonly coverFrom: UnixSeconds;
  readonly coverUntil: UnixSeconds;
  readonly coveredSeconds: number;
  readonly marketRoom: Amount | null;
  readonly hazardWad: Wad;
  readonly severityWad: Wad;
  readonly marginalPerCoverWad: Wad;
  /** Pools that sell it, with what they offer. */
  readonly pools: readonly { readonly books: OfferBooks; readonly offer: QuotedOffer }[];
  /** Pools that carry it. */
  readonly allocation: readonly {
    readonly poolId: string;
    readonly coverAmount: Amount;
    readonly premium: Amount;
    readonly breakdown: PremiumBreakdown;
  }[];
  readonly premium: Amount;
  readonly breakdown: PremiumBreakdown;
  readonly annualRateWad: Wad;
}

type QuotedOffer = Pick<
  Offer,
  'assets' | 'freeCapital' | 'backing' | 'resources' | 'cover' | 'limit' | 'room' | 'binding' | 'rateWad'
> & { readonly lockedPerCoverWad: Wad };

/** The file of lines that were priced by the same parameters. Throws for none. */
export function quoteFile(head: QuoteHead, lines: readonly QuotedLine[], sha256: Sha256): QuoteFile {
  const { parameterVersion, depth, correlationWad, ...rest } = head;
  const unsealed = {
    format: QUOTE_FORMAT,
    ...rest,
    parameters: { ...parametersOf(parameterVersion, lines), depth, correlationWad },
    items: lines.map(itemOf),
    premium: lines.reduce((sum, { priced }) => sum + priced.premium, 0n),
  } satisfies Omit<QuoteFile, 'sha256'>;
  return { ...unsealed, sha256: sha256(canonical(unsealed)) };
}

function parametersOf(
  version: number,
  lines: readonly QuotedLine[],
): Omit<QuotedParameters, 'depth' | 'correlationWad'> {
  const [first] = lines;
  if (first === undefined) throw new Error('a quote has no lines');
  const { rates, curve, singlePolicyBps } = first.stated.rules;
  const { marginWad, costOfCapitalWad, poolShareWad } = rates;
  const { kinkWad, maxMultiplierWad } = curve;
  return {
    ...{ version, marginWad, costOfCapitalWad, poolShareWad, kinkWad, maxMultiplierWad, singlePolicyBps },
    hazards: Object.fromEntries(lines.map(({ product, stated }) => [product.peril, stated.risk.hazardTable])),
    tails: Object.fromEntries(lines.map(({ product, stated }) => [product.peril, stated.risk.tailTable])),
  };
}

function itemOf({ product, stated, priced }: QuotedLine): QuoteFileItem {
  const { risk, term, coverAmount, marketRoom } = stated;
  const { productId, group, score, minRateWad, severityWad } = risk;
  const { startAt, termSeconds, waitingSeconds, termSecondsMax } = term;
  const { peril, payout, snapshotHash } = product;
  const { premium, breakdown, shares, offers } = priced;
  const [first] = offers;
  if (first === undefined) throw new Error(`${productId} was priced without a pool`);
  return {
    product: {
      ...{ productId, peril, group, score, snapshotHash, payout, minRateWad },
      ...{ waitingSeconds, termSecondsMax },
    },
    order: { coverAmount, startAt, termSeconds },
    ...priced.term,
    ...{ marketRoom, hazardWad: first.rate.hazardWad, severityWad },
    marginalPerCoverWad: first.rate.marginalPerCoverWad,
    pools: offers.map((offer) => ({ books: booksOf(offer.books), offer: offerOf(offer) })),
    allocation: shares.map((share) => ({
      ...{ poolId: share.offer.poolId, coverAmount: share.coverAmount },
      ...{ premium: share.premium, breakdown: share.breakdown },
    })),
    ...{ premium, breakdown },
    annualRateWad: annualRate(premium, coverAmount, priced.term.coveredSeconds),
  };
}

/** Documents of pools say more of their products than prices read. */
function booksOf({ products, ...books }: OfferBooks): OfferBooks {
  const read = products.map(({ productId, group, weightWad, highestRatioWad, cover }) => ({
    ...{ productId, group, weightWad, highestRatioWad, cover },
  }));
  return { ...books, products: read };
}

function offerOf(offer: Offer): QuotedOffer {
  const { assets, freeCapital, backing, resources, cover, limit, room, binding, rateWad, rate } = offer;
  return {
    ...{ assets, freeCapital, backing, resources, cover, limit, room, binding, rateWad },
    lockedPerCoverWad: rate.lockedPerCoverWad,
  };
}
