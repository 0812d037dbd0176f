/** Who splits an order into many, over pools by hand, or over old quotes, beside who buys it in one. */
import type { BookRules } from '../../domain/book/describedBook.ts';
import { hazardAt } from '../../domain/pricing/hazard.ts';
import type { RatedOffer } from '../../domain/pricing/poolOffer.ts';
import { priceOnOffers } from '../../domain/pricing/priceLine.ts';
import { QUOTE_DRIFT_BPS, quoteStands } from '../../domain/pricing/quoteGuard.ts';
import { severityOf } from '../../domain/pricing/severity.ts';
import { technicalRate } from '../../domain/pricing/technicalRate.ts';
import { maximum, minimum, mulDivDown } from '../../domain/shared/rounding.ts';
import { type Amount, BPS, DAY_SECONDS, WAD } from '../../domain/shared/units.ts';
import { nextUniform, type RandomState, streamOf } from '../random.ts';
import type { Outcome } from './outcome.ts';
import { POOL_CAPITAL, STABLECOIN_RULE, UNIT } from './terms.ts';

/** One order of many, with the pools that it finds. */
export interface SplitTrial {
  readonly pools: readonly RatedOffer[];
  readonly curve: BookRules['curve'];
  readonly cover: Amount;
  /** How it is split: parts of the order, summing to it. */
  readonly pieces: readonly Amount[];
}

/** Streams of series and buyers have other numbers. */
const SPLITTING_STREAM = 2 ** 50;
const POOLS_MOST = 3;
const PIECES_MOST = 30;
const COVERED_SECONDS = 30 * DAY_SECONDS;

/** Pools filled by chance, an order of up to a fifth of the smallest, cut into pieces by chance. */
export function splitTrial(rules: BookRules, replica: number, seed: number): SplitTrial {
  const random = streamOf(seed, SPLITTING_STREAM + replica);
  const part = (of: Amount, least: number, most: number): Amount =>
    // Down: any whole number will do.
    mulDivDown(of, BigInt(Math.floor((least + (most - least) * nextUniform(random)) * 1e9)), 10n ** 9n);
  const score = Math.floor(101 * nextUniform(random));
  const pools = Array.from(
    { length: 1 + Math.floor(POOLS_MOST * nextUniform(random)) },
    (_, index): RatedOffer => {
      const limit = part(POOL_CAPITAL, 0.2, 1);
      const cover = part(limit, 0, 0.98);
      const rate = {
        ...{
          ...rules.rates,
          severityWad: severityOf(STABLECOIN_RULE.payout, rules.depth),
          lockedPerCoverWad: part(WAD, 0.25, 1),
          marginalPerCoverWad: 0n,
        },
        hazardWad: hazardAt(rules.hazards.DEPEG, score),
      };
      return { poolId: `p${index}`, limit, cover, room: limit - cover, rate, rateWad: technicalRate(rate) };
    },
  );
  const room = pools.reduce((sum, each) => sum + each.room, 0n);
  const smallest = pools.reduce((least, { limit }) => minimum(least, limit), POOL_CAPITAL);
  const cover = maximum(UNIT, minimum(part(smallest, 0.001, 0.2), room));
  return { pools, curve: rules.curve, cover, pieces: piecesOf(random, cover, pools) };
}

/** Half of the time as a clever holder of quotes would: a first piece as large as the drift lets it be. */
function piecesOf(random: RandomState, cover: Amount, pools: readonly RatedOffer[]): Amount[] {
  const drift = pools.reduce(
    (least, { limit }) => minimum(least, mulDivDown(limit, QUOTE_DRIFT_BPS, BPS)),
    cover,
  );
  if (nextUniform(random) < 0.5 && drift > 0n && drift < cover) return [drift, cover - drift];
  const count = 2 + Math.floor((PIECES_MOST - 1) * nextUniform(random));
  const each = mulDivDown(cover, 1n, BigInt(count));
  return each === 0n
    ? [cover]
    : [...Array.from({ length: count - 1 }, () => each), cover - each * BigInt(count - 1)];
}

interface Sale {
  readonly premium: Amount;
  readonly shares: ReadonlyMap<string, Amount>;
}

/** An order as the marketplace prices it, or null where there is no room. */
function order(pools: readonly RatedOffer[], amount: Amount, { curve }: SplitTrial): Sale | null {
  const line = { coverAmount: amount, coveredSeconds: COVERED_SECONDS, commissionBps: 0 };
  const priced = priceOnOffers(line, pools, curve);
  if (priced === null) return null;
  const shares = new Map(priced.shares.map(({ offer, coverAmount }) => [offer.poolId, coverAmount]));
  return { premium: priced.premium, shares };
}

const after = (pools: readonly RatedOffer[], { shares }: Sale): RatedOffer[] =>
  pools.map((pool) => {
    const share = shares.get(pool.poolId) ?? 0n;
    return { ...pool, cover: pool.cover + share, room: pool.room - share };
  });

/** One after the other, each at the price of its moment. */
export function inPieces(trial: SplitTrial): Amount | null {
  let pools: readonly RatedOffer[] = trial.pools;
  let premium = 0n;
  for (const piece of trial.pieces) {
    const sale = order(pools, piece, trial);
    if (sale === null) return null;
    premium += sale.premium;
    pools = after(pools, sale);
  }
  return premium;
}

/** Each piece to the pool whose turn it is, whatever that costs. */
export function byHand(trial: SplitTrial): Amount | null {
  let pools: readonly RatedOffer[] = trial.pools;
  let premium = 0n;
  for (const [index, piece] of trial.pieces.entries()) {
    const pool = pools[index % pools.length];
    const sale = pool === undefined ? null : order([pool], piece, trial);
    if (sale === null) return null;
    premium += sale.premium;
    pools = after(pools, sale);
  }
  return premium;
}

/** All pieces quoted at first; each quote is honoured while it stands, else the piece is priced anew. */
export function withOldQuotes(trial: SplitTrial): Amount | null {
  let pools: readonly RatedOffer[] = trial.pools;
  let premium = 0n;
  for (const piece of trial.pieces) {
    const quote = order(trial.pools, piece, trial);
    const sale = quote !== null && stands(trial.pools, pools, quote) ? quote : order(pools, piece, trial);
    if (sale === null) return null;
    premium += sale.premium;
    pools = after(pools, sale);
  }
  return premium;
}

function stands(quoted: readonly RatedOffer[], now: readonly RatedOffer[], { shares }: Sale): boolean {
  return quoted.every(({ poolId, cover, limit }, index) => {
    const share = shares.get(poolId) ?? 0n;
    const current = now[index];
    if (share === 0n || current === undefined) return true;
    const books = {
      quotedCover: cover,
      quotedLimit: limit,
      coverNow: current.cover,
      limitNow: current.limit,
    };
    return current.room >= share && quoteStands([books]);
  });
}

/** The same order where every pool carried 1 % of its limit less: what old quotes may come to at best. */
export function withinDrift(trial: SplitTrial): Amount {
  const pools = trial.pools.map((pool) => {
    // Up: the drift is rounded down where it is granted, so this is at least as cheap.
    const drift = minimum(pool.cover, mulDivDown(pool.limit, QUOTE_DRIFT_BPS, BPS) + 1n);
    return { ...pool, cover: pool.cover - drift, room: pool.room + drift };
  });
  return order(pools, trial.cover, trial)?.premium ?? 0n;
}

/** What splitting saved, as parts of the price of one order. */
export function splitting(rules: BookRules, replica: number, seed: number): Outcome[] {
  const trial = splitTrial(rules, replica, seed);
  const one = order(trial.pools, trial.cover, trial);
  if (one === null) return [];
  // Each part of an order is rounded up by less than a unit.
  const rounding = BigInt(trial.pools.length);
  const outcome = (variant: string, premium: Amount | null, least: Amount): Outcome => {
    const saved = premium === null ? 0 : Number(one.premium - premium) / Number(one.premium);
    return {
      ...{ strategy: 'SPLITTER', variant, series: 'pools by chance', replica },
      refused: premium === null ? 'NO_ROOM' : null,
      ...{ stake: 1, gain: saved, advantage: saved },
      beats: premium !== null && premium + rounding < least,
    };
  };
  return [
    outcome('many small orders', inPieces(trial), one.premium),
    outcome('by hand over pools', byHand(trial), one.premium),
    outcome('old quotes, within the drift of 1 %', withOldQuotes(trial), withinDrift(trial)),
  ];
}
